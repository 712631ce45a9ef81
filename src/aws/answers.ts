import type { Code } from "../errors.ts"
import { type Call, codeMayBeSpent, hostOf, keyOwner, nameOf, remedyOf } from "./call.ts"
import type { Failure } from "./failure.ts"
import { principalIn } from "./refusal.ts"
import { awsWords } from "./words.ts"

/** One kind of answer: what it is known by, and what it means. */
export interface Row {
  readonly name?: RegExp
  readonly text?: RegExp
  readonly status?: (status: number) => boolean
  readonly code: Code
  readonly say: (call: Call, failure: Failure) => string
  readonly hint?: (call: Call) => string
}

/** The row of AWS's answers that fits; undefined for a code that stands in none. */
export function answerRow(failure: Failure): Row | undefined {
  return rows.find(each => fits(each, failure))
}

function fits(row: Row, { name, text, status }: Failure): boolean {
  return (row.name?.test(name) ?? true) && (row.text?.test(text) ?? true) && (row.status?.(status ?? 0) ?? true)
}

/**
 * AWS's answers and what they mean to a person; the first row that fits is it.
 * https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html, and the wording STS really uses.
 */
const rows: readonly Row[] = [
  {
    text: /invalid MFA one time pass code/i,
    code: "mfa-rejected",
    say: call =>
      `AWS did not accept the MFA code for ${call.mfa?.serial ?? "this device"}: it was wrong, or used before.`,
    hint: () => "wait for the next code of that device, and type that one",
  },
  {
    text: /MultiFactorAuthentication failed/i,
    code: "aws-refused",
    say: call => `AWS knows no MFA device ${call.mfa?.serial ?? ""} of ${keyOwner(call)} that shows six-digit codes.`,
    hint: () =>
      "correct mfa_serial (`aws iam list-mfa-devices`); passkeys and security keys show no codes that STS takes",
  },
  {
    name: /^AccessDenied/,
    text: /with session credentials/i,
    code: "aws-refused",
    say: call => `AWS gives no MFA session to ${keyOwner(call)}: those keys are temporary already.`,
    hint: () => "give the source profile the long-lived keys of an IAM user",
  },
  {
    name: /^(AccessDenied|AccessDeniedException|IDPRejectedClaim)$/,
    code: "aws-denied",
    say: (call, failure) =>
      `AWS denied ${nameOf(call)} to ${principalIn(failure.text) ?? keyOwner(call)}${remedyOf(failure.text)}`,
  },
  {
    name: /^(ExpiredToken|ExpiredTokenException|RequestExpired)$/,
    code: "credentials-expired",
    say: call =>
      call.token === undefined
        ? `AWS says that ${keyOwner(call)} expired, when it was asked for ${nameOf(call)}.`
        : `AWS says that the web identity token expired, when it was asked for ${nameOf(call)}.`,
    hint: () => "get them anew (`--fresh` skips what is cached), and check this machine's clock",
  },
  {
    name: /^(InvalidClientTokenId|UnrecognizedClientException|InvalidAccessKeyId|AuthFailure|OptInRequired|MissingAuthenticationToken)$/,
    code: "keys-rejected",
    say: call =>
      `AWS in ${call.endpoint.region} does not know ${keyOwner(call)}: deleted, disabled, of another partition, or the region is not enabled.`,
    hint: () => "check the key with `aws iam list-access-keys`, and the region",
  },
  {
    name: /^(SignatureDoesNotMatch|InvalidSignatureException|RequestTimeTooSkewed|RequestInTheFuture|IncompleteSignature)$/,
    code: "keys-rejected",
    say: call =>
      `AWS did not accept the signature of ${keyOwner(call)}: the secret key is not the one of this id, or a clock is wrong.`,
    hint: () => "check the clock of this machine, and copy the secret key again",
  },
  {
    name: /^RegionDisabled(Exception)?$/,
    code: "aws-refused",
    say: call => `STS is switched off for this account in ${call.endpoint.region}.`,
    hint: () => "choose another region with --region, or have the account activate STS there",
  },
  {
    name: /^InvalidIdentityToken(Exception)?$/,
    code: "aws-refused",
    say: call => `AWS did not accept the web identity token for ${nameOf(call)}.`,
    hint: () => "check that the role trusts this identity provider, and that the token is one of its own",
  },
  {
    name: /^LimitExceeded/,
    code: "aws-refused",
    say: call => `AWS allows no more access keys to the user of ${keyOwner(call)}: there are two already.`,
    hint: () => "guise keys rotate says which, and since when they are not used",
  },
  {
    name: /^NoSuchEntity/,
    code: "aws-refused",
    say: (call, { text }) => `AWS knows nothing of what ${nameOf(call)} was asked for: ${awsWords(text, [])}`,
  },
  {
    name: /^EntityTemporarilyUnmodifiable/,
    code: "aws-throttled",
    say: call => `AWS is still carrying out an earlier change, and puts ${nameOf(call)} off.`,
    hint: () => "try again in a minute",
  },
  {
    name: /^(Throttling|ThrottlingException|ThrottledException|RequestLimitExceeded|RequestThrottled(Exception)?|SlowDown|TooManyRequestsException|BandwidthLimitExceeded|PriorRequestNotComplete)$/,
    code: "aws-throttled",
    say: call => `AWS asks for fewer requests: ${nameOf(call)} was put off by ${hostOf(call)}.`,
    hint: () => "try again in a minute",
  },
  {
    status: status => status === 429,
    code: "aws-throttled",
    say: call => `AWS asks for fewer requests: ${nameOf(call)} was put off by ${hostOf(call)}.`,
    hint: () => "try again in a minute",
  },
  {
    status: status => status >= 500,
    code: "aws-unreachable",
    say: (call, failure) =>
      `${hostOf(call)} had a fault of its own (HTTP ${failure.status}) at ${nameOf(call)}.${codeMayBeSpent(call)}`,
    hint: () => "try again in a minute",
  },
]
