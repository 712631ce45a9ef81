import { GuiseError } from "../errors.ts"
import { type Fields, textIn } from "../record.ts"
import type { Endpoint } from "../types.ts"
import { type Call, hostOf } from "./call.ts"
import { answerError, toGuiseError } from "./errors.ts"
import { awsWords } from "./words.ts"

/** A no of AWS Sign-In's, by its own code. No secret. */
export interface SignInRefusal {
  readonly kind: "sign-in-refusal"
  /** `TOKEN_EXPIRED` and the like. */
  readonly error: string
  readonly status: number
  /** AWS's own words. */
  readonly words: string
}

/** Reads an answer that holds no tokens. Errors, thrown: `aws-throttled`, `aws-unreachable`. */
export function signInRefusal(response: Response, fields: Fields | undefined, call: Call): SignInRefusal {
  const { status, headers } = response
  const type = headers.get("x-amzn-errortype") ?? textIn(fields?.__type) ?? ""
  const message = textIn(fields?.message) ?? textIn(fields?.Message) ?? textIn(fields?.error_description) ?? ""
  if (status === 429 || status >= 500) {
    const name = type.replace(/^.*#|:.*$/g, "") || "no AWS code"
    throw toGuiseError({ name, message, $fault: "server", $metadata: { httpStatusCode: status } }, call)
  }
  const error = textIn(fields?.error)
  if (error === undefined || !/^\w{1,60}$/.test(error)) throw answerError(call, `HTTP ${status}, and not as AWS does`)
  return { kind: "sign-in-refusal", error, status, words: awsWords(message, call.secrets ?? []) }
}

/** What the no means to a person; the hint is for whoever knows the profile to give. */
export function refusedTokens({ error, status, words }: SignInRefusal, endpoint: Endpoint): GuiseError {
  const { code, say } = Object.hasOwn(meanings, error) ? (meanings[error] ?? other) : other
  const more = { detail: `${error} (HTTP ${status}): ${words}`, cause: { kind: "sign-in-refusal", error } }
  const hint = code === "aws-denied" ? { hint: permission } : {}
  return new GuiseError(code, say(hostOf({ action: "CreateOAuth2Token", endpoint })), { ...more, ...hint })
}

const permission =
  "attach the managed policy SignInLocalDevelopmentAccess: it allows signin:AuthorizeOAuth2Access and signin:CreateOAuth2Token"

interface Meaning {
  readonly code: "sign-in-needed" | "aws-denied"
  readonly say: (host: string) => string
}

const other: Meaning = {
  code: "sign-in-needed",
  say: host =>
    `${host} does not take this sign-in: it began in another region, was renewed with another key, or is over.`,
}

/** Source: the signin service model, AccessDeniedException.error, and the AWS CLI's words for each. */
const meanings: Readonly<Record<string, Meaning>> = {
  TOKEN_EXPIRED: { code: "sign-in-needed", say: () => "The sign-in to AWS is over: it lasts twelve hours at most." },
  AUTHCODE_EXPIRED: {
    code: "sign-in-needed",
    say: () => "The code from the browser is no longer good: it was used before, or came too late.",
  },
  USER_CREDENTIALS_CHANGED: {
    code: "sign-in-needed",
    say: () => "The password of whoever signed in was changed since, which ends the sign-in.",
  },
  INSUFFICIENT_PERMISSIONS: {
    code: "aws-denied",
    say: () => "AWS denied CreateOAuth2Token to whoever signed in: their policies allow no sign-in for programs.",
  },
}
