import { isOutage } from "../errors.ts"
import { type Fields, recordIn } from "../record.ts"
import type { Credentials, Endpoint } from "../types.ts"
import type { Call } from "./call.ts"
import { attemptLimit, attemptsOf, callLimit, type Wire } from "./client.ts"
import { signatureTolerance } from "./clock.ts"
import { proofOf } from "./dpop.ts"
import { answerError, toGuiseError } from "./errors.ts"
import { numberIn, wordIn } from "./fields.ts"
import { exchange } from "./http.ts"
import { signInAddress } from "./sign-in-address.ts"
import { refusedTokens, type SignInRefusal, signInRefusal } from "./sign-in-refusal.ts"
import { whileWaiting } from "./waiting.ts"

/** What is given for tokens. SECRET. */
export type Grant =
  /** What the browser brought, good once. */
  | { readonly clientId: string; readonly code: string; readonly codeVerifier: string; readonly redirectUri: string }
  /** What the last answer held; the same for all who ask at once. */
  | { readonly clientId: string; readonly refreshToken: string }

/** What AWS Sign-In gives. SECRET. */
export interface SignInTokens {
  readonly keys: Pick<Credentials, "accessKeyId" | "secretAccessKey"> & { readonly sessionToken: string }
  /** Seconds that the keys last, 900 at most. */
  readonly expiresIn: number
  readonly refreshToken: string
  readonly tokenType: string
  /** Who signed in; only in the answer to a code. */
  readonly idToken?: string
}

/**
 * CreateOAuth2Token: keys for a quarter of an hour, to the holder of the key that the sign-in began with. A refresh token
 * may be sent again when an answer is lost, a code may not. `proofKey` is PEM. A proof that was refused while this
 * machine's clock was off is made once more, by AWS's.
 * Source: the signin service model, 2023-01-01.
 * Errors: `sign-in-needed`, `aws-denied` (CreateOAuth2Token is not allowed), `aws-throttled`, `aws-unreachable`.
 */
export async function createOAuth2Token(
  grant: Grant,
  proofKey: string,
  endpoint: Endpoint,
  wire: Wire,
): Promise<SignInTokens> {
  const { skew } = wire
  const send = () => sendOrRepeat({ grant, proofKey, endpoint, wire })
  const answer = await send()
  const clockWasWrong = Math.abs(wire.skew - skew) >= signatureTolerance
  return isRefusal(answer) && answer.error === "INVALID_REQUEST" && clockWasWrong
    ? tokensOf(await send(), endpoint)
    : tokensOf(answer, endpoint)
}

interface Sending {
  readonly grant: Grant
  readonly proofKey: string
  readonly endpoint: Endpoint
  readonly wire: Wire
}

type Answer = Fields | SignInRefusal

async function sendOrRepeat(sending: Sending): Promise<Answer> {
  const tries = "code" in sending.grant ? 1 : attemptsOf(sending.wire)
  for (let tried = 1; ; tried += 1) {
    try {
      return await sendOnce(sending)
    } catch (error) {
      if (tried >= tries || !isOutage(error)) throw error
    }
    await new Promise(done => setTimeout(done, Math.random() * 100 * 2 ** tried))
  }
}

async function sendOnce({ grant, proofKey, endpoint, wire }: Sending): Promise<Answer> {
  const url = `${signInAddress(endpoint)}/v1/token`
  const single = "code" in grant
  let call: Call = { ...callOf(endpoint), secrets: Object.values(grant) }
  const limit = single ? callLimit : attemptLimit
  const onHost = (host: string) => {
    call = { ...call, host }
  }
  const send = exchange(endpoint, wire, { limit, single, signed: false, onHost })
  const headers = { "content-type": "application/json", dpop: proofOf(proofKey, url, wire.now() + wire.skew) }
  const body = JSON.stringify({ ...grant, grantType: single ? "authorization_code" : "refresh_token" })
  let response: Response
  try {
    response = await whileWaiting(
      () => call,
      wire,
      limit,
      () => send(new Request(url, { method: "POST", headers, body })),
    )
  } catch (error) {
    throw toGuiseError(error, call)
  }
  const fields = recordIn(await response.text())
  wire.detail(`${call.host} answered CreateOAuth2Token.`)
  if (response.status === 200 && fields !== undefined) return fields
  return signInRefusal(response, fields, call)
}

function callOf(endpoint: Endpoint): Call {
  return { action: "CreateOAuth2Token", endpoint }
}

function isRefusal(answer: Answer): answer is SignInRefusal {
  return answer.kind === "sign-in-refusal"
}

function tokensOf(answer: Answer, endpoint: Endpoint): SignInTokens {
  if (isRefusal(answer)) throw refusedTokens(answer, endpoint)
  const { accessToken, expiresIn, refreshToken, tokenType, idToken } = answer as Fields
  const keys = (accessToken ?? {}) as Fields
  const [accessKeyId, secretAccessKey] = [wordIn(keys.accessKeyId), wordIn(keys.secretAccessKey)]
  const [sessionToken, refresh, id] = [wordIn(keys.sessionToken), wordIn(refreshToken), wordIn(idToken)]
  if (!accessKeyId || !secretAccessKey || !sessionToken || !refresh)
    throw answerError(callOf(endpoint), "no complete credentials")
  return {
    keys: { accessKeyId, secretAccessKey, sessionToken },
    expiresIn: numberIn(expiresIn, usualLife) ?? usualLife,
    refreshToken: refresh,
    tokenType: wordIn(tokenType) ?? "aws_sigv4",
    ...(id === undefined ? {} : { idToken: id }),
  }
}

/** Seconds. AWS gives no more. */
const usualLife = 900
