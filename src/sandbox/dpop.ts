import { createHash, createPublicKey, type JsonWebKey, verify } from "node:crypto"

/** What is expected of a proof, and which ones were seen already. */
export interface ProofRequest {
  readonly method: string
  /** Without query and fragment. */
  readonly url: string
  /** The times by which it may be judged, Unix seconds. */
  readonly now: readonly number[]
  /** True the first time a proof of this name is shown. */
  readonly firstSeen: (jti: string) => boolean
}

/** How old a proof may be, and how far ahead of our clock. */
const windowSeconds = 300

/**
 * The SHA-256 thumbprint (RFC 7638) of the key that signed a DPoP proof, or what is wrong with it. Checked are the type,
 * ES256, the signature by the key in its own header, method, URL, age, and that it was not shown before. RFC 9449, 4.3.
 */
export function readProof(
  proof: string | undefined,
  request: ProofRequest,
): { readonly thumbprint: string } | { readonly fault: string } {
  if (proof === undefined) return { fault: "the DPoP header is missing" }
  const [head = "", body = "", signature = "", ...more] = proof.split(".")
  const header = decode(head)
  const claims = decode(body)
  if (header === undefined || claims === undefined || signature === "" || more.length > 0) {
    return { fault: "the DPoP header is not one JWT" }
  }
  if (header.get("typ") !== "dpop+jwt") return { fault: 'typ must be "dpop+jwt"' }
  if (header.get("alg") !== "ES256") return { fault: "alg must be ES256" }
  const key = publicKeyOf(header.get("jwk"))
  if (key === undefined) return { fault: "jwk must be a public key on P-256" }
  if (!isSigned(`${head}.${body}`, signature, key)) return { fault: "the signature does not verify" }
  const fault = faultOf(claims, request)
  return fault === undefined ? { thumbprint: thumbprintOf(key) } : { fault }
}

interface PublicKey {
  readonly x: string
  readonly y: string
}

/** A private part in the header would be one that its owner has given away. */
function publicKeyOf(jwk: unknown): PublicKey | undefined {
  if (jwk === null || typeof jwk !== "object") return undefined
  const { kty, crv, x, y, d } = jwk as JsonWebKey
  if (kty !== "EC" || crv !== "P-256" || d !== undefined) return undefined
  return typeof x === "string" && typeof y === "string" ? { x, y } : undefined
}

function isSigned(text: string, signature: string, { x, y }: PublicKey): boolean {
  try {
    const key = createPublicKey({ key: { kty: "EC", crv: "P-256", x, y }, format: "jwk" })
    const bytes = Buffer.from(signature, "base64url")
    return verify("sha256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" }, bytes)
  } catch {
    return false
  }
}

function faultOf(claims: ReadonlyMap<string, unknown>, { method, url, now, firstSeen }: ProofRequest) {
  if (claims.get("htm") !== method) return `htm must be ${method}`
  if (!isSameUrl(claims.get("htu"), url)) return `htu must be ${url}`
  const issuedAt = claims.get("iat")
  if (typeof issuedAt !== "number" || now.every(time => Math.abs(time - issuedAt) > windowSeconds)) {
    return "iat must be within five minutes of now"
  }
  const name = claims.get("jti")
  if (typeof name !== "string" || name === "") return "jti is missing"
  return firstSeen(name) ? undefined : "jti was used before"
}

/** Query and fragment are no part of the comparison. RFC 9449, 4.3, 9. */
function isSameUrl(given: unknown, wanted: string): boolean {
  const url = typeof given === "string" ? URL.parse(given) : null
  return url !== null && `${url.origin}${url.pathname}` === wanted
}

/** The members in alphabetical order and no blanks. RFC 7638, 3. */
function thumbprintOf({ x, y }: PublicKey): string {
  return createHash("sha256")
    .update(JSON.stringify({ crv: "P-256", kty: "EC", x, y }))
    .digest("base64url")
}

function decode(part: string): ReadonlyMap<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"))
    return value !== null && typeof value === "object" ? new Map(Object.entries(value)) : undefined
  } catch {
    return undefined
  }
}
