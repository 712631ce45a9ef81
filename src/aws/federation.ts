import { GuiseError } from "../errors.ts"
import { recordIn, textIn } from "../record.ts"
import type { Credentials, Endpoint } from "../types.ts"
import type { Call } from "./call.ts"
import { attemptLimit, type Wire } from "./client.ts"
import { answerError, toGuiseError } from "./errors.ts"
import { exchange } from "./http.ts"
import { whileWaiting } from "./waiting.ts"

export interface SigninTokenRequest {
  /** Temporary ones; users' own keys open no console. */
  readonly credentials: Credentials
  /** Seconds of the console session, 900 to 43200: for a role that was taken directly, and for nothing else. */
  readonly duration?: number
}

/**
 * A ticket to the console, good for a quarter of an hour. SECRET. The credentials go in the body of a POST: the query of
 * a GET, as AWS's own example has it, ends up in the logs of proxies.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html
 * Errors: `aws-refused` (these credentials, or a duration for them), `aws-denied` (a policy on signing in),
 * `aws-throttled`, `aws-unreachable`.
 */
export async function getSigninToken(
  { credentials, duration }: SigninTokenRequest,
  endpoint: Endpoint & { readonly url: string },
  wire: Wire,
): Promise<string> {
  const host = new URL(endpoint.url).host
  const call: Call = { action: "GetSigninToken", endpoint, signer: credentials, host }
  const { accessKeyId: sessionId, secretAccessKey: sessionKey, sessionToken } = credentials
  const body = new URLSearchParams({
    Action: "getSigninToken",
    ...(duration === undefined ? {} : { SessionDuration: String(duration) }),
    Session: JSON.stringify({ sessionId, sessionKey, sessionToken }),
  })
  const response = await sent(body, call, wire)
  if (response.status === 200) {
    const token = textIn(recordIn(await response.text())?.SigninToken)
    if (token === undefined) throw answerError(call, "no sign-in token")
    wire.detail(`${host} answered GetSigninToken.`)
    return token
  }
  throw refusal(response.status, call)
}

async function sent(body: URLSearchParams, call: Call, wire: Wire): Promise<Response> {
  const { endpoint } = call
  const manner = { limit: attemptLimit, single: false, signed: false, onHost: () => {} }
  const headers = { "content-type": "application/x-www-form-urlencoded", "user-agent": "guise" }
  const url = `${endpoint.url?.replace(/\/+$/, "")}/federation`
  try {
    const request = new Request(url, { method: "POST", headers, body: body.toString() })
    return await whileWaiting(
      () => call,
      wire,
      attemptLimit,
      () => exchange(endpoint, wire, manner)(request),
    )
  } catch (error) {
    throw toGuiseError(error, call)
  }
}

/** The endpoint answers with pages, which say little and may say anything: none of it is shown. */
function refusal(status: number, call: Call): GuiseError {
  const { signer, host } = call
  if (status === 400)
    return new GuiseError("aws-refused", `AWS gives no console sign-in for ${signer?.accessKeyId}.`, {
      detail: `${host} answered with HTTP 400.`,
    })
  if (status === 401 || status === 403)
    return new GuiseError("aws-denied", `AWS denied a console sign-in for ${signer?.accessKeyId} (HTTP ${status}).`, {
      hint: "an account may let people sign in from its own networks only; and look whether the credentials were revoked",
    })
  if (status === 429)
    return new GuiseError("aws-throttled", `AWS asks for fewer requests: a console sign-in was put off by ${host}.`, {
      hint: "try again in a minute",
    })
  if (status >= 500)
    return new GuiseError("aws-unreachable", `${host} had a fault of its own (HTTP ${status}) at GetSigninToken.`, {
      hint: "try again in a minute, or in another region: --region",
    })
  return answerError(call, `HTTP ${status} and no sign-in token`)
}
