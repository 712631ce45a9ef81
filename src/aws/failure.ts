import { plainText } from "./words.ts"

/** What the SDK threw, read carefully: any field may be missing. */
export interface Failure {
  /** AWS's error code, the system's (`ECONNREFUSED`), or the JavaScript error's name. */
  readonly name: string
  /** Undefined when no answer came. */
  readonly status: number | undefined
  readonly text: string
  /** The answer was AWS's own: it carries an error code, or at least a server's status. */
  readonly isAnswer: boolean
  /** Seconds after which AWS wants to be asked again, where its answer says so. */
  readonly retryAfter?: number
}

/** Reads an error of the SDK's, of the runtime's `fetch`, or any other. */
export function readFailure(error: unknown): Failure {
  const { name, code, message, $metadata, $fault, $response } = (error ?? {}) as Partial<Record<string, unknown>>
  const status = ($metadata as { httpStatusCode?: unknown } | undefined)?.httpStatusCode
  const known = typeof status === "number" ? status : undefined
  const text = typeof message === "string" ? message : ""
  const answer = { status: known, text, isAnswer: true, ...retryAfterIn($response) }
  if ($fault !== undefined && known !== undefined && isAwsCode(name)) return { ...answer, name: plainText(name) }
  if (known !== undefined && known >= 429) return { ...answer, name: "no AWS code" }
  return { name: nameFrom(code) ?? nameFrom(name) ?? "Error", status: known, text, isAnswer: false }
}

/** The header in its usual form, seconds (RFC 9110, 10.2.3); no service of AWS's sends a date. */
function retryAfterIn(response: unknown): Pick<Failure, "retryAfter"> {
  const { headers } = (response ?? {}) as { readonly headers?: Readonly<Record<string, unknown>> }
  const text = headers?.["retry-after"]
  return typeof text === "string" && /^\d{1,5}$/.test(text) ? { retryAfter: Number(text) } : {}
}

/** A DOMException (a time-out) has a number for a code. */
function nameFrom(value: unknown): string | undefined {
  return typeof value === "string" ? plainText(value) : undefined
}

// The SDK says "UnknownError", "Unknown", or for a 404 "NotFound" when an error page was not XML of AWS's.
function isAwsCode(name: unknown): name is string {
  return typeof name === "string" && !/^(Unknown(Error)?|NotFound|Error|SyntaxError|TypeError)$/.test(name)
}

/** True when AWS refused a signature for its date alone, which it checks before everything else. */
export function isClockAnswer(error: unknown): boolean {
  const { name, text } = readFailure(error)
  if (/^(RequestExpired|RequestTimeTooSkewed|RequestInTheFuture)$/.test(name)) return true
  return /^(SignatureDoesNotMatch|InvalidSignatureException)$/.test(name) && /signature (expired|not yet)/i.test(text)
}
