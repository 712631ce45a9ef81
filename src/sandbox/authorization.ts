import { createHash } from "node:crypto"
import { AwsError } from "./errors.ts"
import type { HttpRequest } from "./http.ts"

/** What a signed request claims about its signature, before any of it is believed. */
export interface Authorization {
  readonly place: "header" | "query"
  readonly keyId: string
  readonly scope: Scope
  readonly signedHeaders: readonly string[]
  readonly signature: string
  /** `20150830T123600Z`. */
  readonly date: string
  readonly token?: string
  /** Seconds a presigned URL is good for. */
  readonly expires?: number
}

export interface Scope {
  readonly date: string
  readonly region: string
  readonly service: string
  readonly terminator: string
}

const algorithm = "AWS4-HMAC-SHA256"

/**
 * The parts of the Authorization header, or of a presigned URL. Errors: MissingAuthenticationToken,
 * IncompleteSignature.
 */
export function readAuthorization(request: HttpRequest): Authorization {
  const header = request.headers.get("authorization")
  if (header !== undefined) return readHeader(request, header)
  if (request.query.has("X-Amz-Signature") || request.query.has("X-Amz-Algorithm")) return readPresigned(request)
  throw new AwsError("MissingAuthenticationToken", "Request is missing Authentication Token")
}

function readHeader(request: HttpRequest, header: string): Authorization {
  const [scheme = "", rest = ""] = splitOnce(header.trim(), " ")
  if (!scheme.startsWith("AWS4-")) {
    throw new AwsError("MissingAuthenticationToken", "Request is missing Authentication Token")
  }
  if (scheme !== algorithm) throw incomplete(`Unsupported AWS 'algorithm': '${scheme}'.`)
  const parts = readPairs(rest, header)
  const date = request.headers.get("x-amz-date")
  const missing = ["Credential", "Signature", "SignedHeaders"].filter(name => !parts.has(name))
  if (missing.length > 0 || date === undefined) {
    const words = missing.map(name => `Authorization header requires '${name}' parameter. `)
    if (date === undefined)
      words.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ")
    throw incomplete(`${words.join("")}${fingerprint(header)}`)
  }
  const token = request.headers.get("x-amz-security-token")
  return {
    place: "header",
    ...readCredential(parts.get("Credential") ?? ""),
    signedHeaders: readNames(parts.get("SignedHeaders") ?? ""),
    signature: parts.get("Signature") ?? "",
    date: readDate(date),
    ...(token === undefined ? {} : { token }),
  }
}

function readPresigned(request: HttpRequest): Authorization {
  const query = request.query
  const named = query.get("X-Amz-Algorithm")
  if (named !== null && named !== algorithm) throw incomplete(`Unsupported AWS 'algorithm': '${named}'.`)
  const names = ["Algorithm", "Credential", "Signature", "SignedHeaders", "Date", "Expires"].map(
    name => `X-Amz-${name}`,
  )
  const missing = names.filter(name => !query.has(name))
  if (missing.length > 0) {
    const words = missing.map(name => `AWS query-string parameters must include '${name}'. `)
    throw incomplete(`${words.join("")}Re-examine the query-string parameters.`)
  }
  const expires = Number(query.get("X-Amz-Expires"))
  if (!Number.isInteger(expires) || expires < 1 || expires > 604800) {
    throw incomplete("X-Amz-Expires must be between 1 and 604800 seconds. Re-examine the query-string parameters.")
  }
  const token = query.get("X-Amz-Security-Token")
  return {
    place: "query",
    ...readCredential(query.get("X-Amz-Credential") ?? ""),
    signedHeaders: readNames(query.get("X-Amz-SignedHeaders") ?? ""),
    signature: query.get("X-Amz-Signature") ?? "",
    date: readDate(query.get("X-Amz-Date") ?? ""),
    expires,
    ...(token === null ? {} : { token }),
  }
}

function readPairs(text: string, header: string): ReadonlyMap<string, string> {
  const pairs = text.split(/[,\s]+/).filter(part => part !== "")
  return new Map(
    pairs.map(pair => {
      const [name, value] = splitOnce(pair, "=")
      if (value === undefined || value === "") {
        throw incomplete(
          "Invalid key=value pair (missing equal-sign) in Authorization header " +
            `(hashed with SHA-256 and encoded with Base64): '${sha256(header)}'.`,
        )
      }
      return [name, value] as const
    }),
  )
}

function readCredential(credential: string): { keyId: string; scope: Scope } {
  const [keyId = "", date = "", region = "", service = "", terminator = "", ...more] = credential.split("/")
  if (keyId === "" || terminator === "" || more.length > 0) {
    throw incomplete("Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.")
  }
  return { keyId, scope: { date, region, service, terminator } }
}

function readNames(text: string): readonly string[] {
  return text.toLowerCase().split(";")
}

function readDate(date: string): string {
  if (/^\d{8}T\d{6}Z$/.test(date) && !Number.isNaN(parseAmzDate(date))) return date
  throw incomplete(`Date must be in ISO-8601 'basic format'. Got '${date}'. See http://en.wikipedia.org/wiki/ISO_8601`)
}

/** `20150830T123600Z` in Unix seconds. */
export function parseAmzDate(date: string): number {
  return Date.parse(date.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, "$1-$2-$3:$4:$5")) / 1000
}

function splitOnce(text: string, by: string): readonly [string, string?] {
  const at = text.indexOf(by)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + by.length)]
}

function incomplete(message: string): AwsError {
  return new AwsError("IncompleteSignature", message)
}

/** AWS shows a hash of the header instead of the header, which ends up in logs. */
function fingerprint(header: string): string {
  return `(Hashed with SHA-256 and encoded with Base64) Authorization=${sha256(header)}`
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("base64")
}
