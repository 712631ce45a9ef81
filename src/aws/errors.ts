import { GuiseError } from "../errors.ts"
import { answerRow } from "./answers.ts"
import { type Call, codeMayBeSpent, hostOf, nameOf } from "./call.ts"
import { type Failure, readFailure } from "./failure.ts"
import { refusalOf } from "./refusal.ts"
import { awsWords } from "./words.ts"

/**
 * The failure of a call as a person should meet it: what was asked, of whom, and what AWS's answer means. AWS's own
 * words are kept in `detail`, without control characters, secrets or signatures.
 */
export function toGuiseError(error: unknown, call: Call): GuiseError {
  if (error instanceof GuiseError) return error
  const failure = readFailure(error)
  if (!failure.isAnswer) return unreachable(call, failure)
  const row = answerRow(failure)
  const detail = `${failure.name} (HTTP ${failure.status ?? "?"}): ${awsWords(failure.text, secretsOf(call))}`
  const cause = refusalOf(failure)
  if (row === undefined) return new GuiseError("aws-refused", refusal(call, failure), { detail, cause })
  const hint = row.hint === undefined ? {} : { hint: row.hint(call) }
  return new GuiseError(row.code, row.say(call, failure), { ...hint, detail, cause })
}

/** An answer that says yes and lacks what was asked for: not AWS's, whoever gave it. */
export function answerError(call: Call, lacks: string): GuiseError {
  return strange(call, `the answer to ${nameOf(call)} holds ${lacks}`)
}

const troubles: readonly (readonly [names: RegExp, words: string])[] = [
  [/^(TimeoutError|AbortError|ETIMEDOUT|UND_ERR_(HEADERS|BODY|CONNECT)_TIMEOUT)$/, "no answer came in time"],
  [/^(ENOTFOUND|EAI_AGAIN)$/, "its name cannot be resolved"],
  [/^ECONNREFUSED$/, "the connection was refused"],
  [/^(ECONNRESET|EPIPE|ConnectionClosed|UND_ERR_SOCKET)$/, "the connection broke off before an answer came"],
  [/^(EHOSTUNREACH|ENETUNREACH|FailedToOpenSocket)$/, "there is no way to it from this network"],
  [/^EMSGSIZE$/, "its answer is far longer than any of AWS's"],
  [/CERT|SSL|TLS|EPROTO|ISSUER|SELF_SIGNED|ALTNAME/, "no trusted TLS connection could be made"],
]

/** There was no connection to send anything on. Not a broken one, nor TLS, which may end after the request. */
const beforeSending = /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|FailedToOpenSocket)$/

function unreachable(call: Call, failure: Failure): GuiseError {
  if (failure.status !== undefined) return strange(call, `it answered with HTTP ${failure.status}, but not as AWS does`)
  const known = troubles.find(([names]) => names.test(failure.name))
  if (known === undefined && !/^[A-Z][A-Z0-9_]+$/.test(failure.name)) {
    const detail = `${failure.name}: ${awsWords(failure.text, secretsOf(call))}`
    return new GuiseError("unexpected", `${nameOf(call)} could not be asked for, for a reason unknown to guise.`, {
      detail,
    })
  }
  const unsent = beforeSending.test(failure.name)
  const message = `${hostOf(call)} could not be reached for ${nameOf(call)}: ${known?.[1] ?? failure.name}.${codeMayBeSpent(call, unsent)}`
  return new GuiseError("aws-unreachable", message, {
    hint: "check the network, HTTPS_PROXY, NO_PROXY, AWS_CA_BUNDLE and the region",
    detail: `${failure.name}: ${awsWords(failure.text, secretsOf(call))}`,
    ...(unsent ? { unsent: true as const } : {}),
  })
}

function strange(call: Call, found: string): GuiseError {
  return new GuiseError("aws-unreachable", `${hostOf(call)} is not speaking as AWS: ${found}.${codeMayBeSpent(call)}`, {
    hint: "check the network, HTTPS_PROXY and endpoint_url: a proxy or a sign-in page may be answering",
  })
}

function refusal(call: Call, failure: Failure): string {
  return `AWS refused ${nameOf(call)}: ${awsWords(failure.text, secretsOf(call)) || failure.name}`
}

function secretsOf({ signer, token, mfa, secrets = [] }: Call): readonly string[] {
  const all = [signer?.secretAccessKey, signer?.sessionToken, token, mfa?.code, ...secrets]
  return all.filter(each => each !== undefined)
}
