import { createPrivateKey, createPublicKey, randomUUID, sign, verify } from "node:crypto"
import { AwsError } from "./errors.ts"
import type { Account, Provider } from "./state.ts"

/** What a web identity token says, once it is proven. */
export interface Claims {
  readonly subject: string
  readonly audience: string
  readonly all: ReadonlyMap<string, string>
}

interface Parts {
  readonly header: Readonly<Record<string, unknown>>
  readonly payload: Readonly<Record<string, unknown>>
  readonly signed: string
  readonly signature: Buffer
}

/**
 * The provider that issued a token, and its claims: signature (RS256, ES256), issuer, audience and times verified.
 * Errors: InvalidIdentityToken, ExpiredTokenException, in AWS's words.
 */
export function verifyToken(
  token: string,
  account: Account | undefined,
  now: number,
): { provider: Provider; claims: Claims } {
  const parts = parseToken(token)
  const claim = (name: string): unknown => parts.payload[name] ?? missing(name)
  const text = (name: string): string => textIn(claim(name))
  const issuer = text("iss")
  const provider = account?.providers.get(issuer.replace(/\/$/, ""))
  if (provider === undefined) throw invalid(`No OpenIDConnect provider found in your account for ${issuer}`)
  checkSignature(parts, provider)
  const expires = numberIn(claim("exp"))
  numberIn(claim("iat"))
  const subject = text("sub")
  if (now >= expires) {
    throw new AwsError(
      "ExpiredTokenException",
      `Token expired: current date/time ${Math.floor(now)} must be before the expiration date/time ${expires}`,
    )
  }
  const audiences = [claim("aud")].flat().map(textIn)
  const audience = audiences.find(name => provider.audiences.includes(name))
  if (audience === undefined) throw invalid("Incorrect token audience")
  const texts = Object.entries(parts.payload).flatMap(([name, value]) =>
    typeof value === "string" ? [[name, value] as const] : [],
  )
  return { provider, claims: { subject, audience, all: new Map([...texts, ["aud", audience], ["sub", subject]]) } }
}

/** A token of a provider whose key the sandbox holds. Times are Unix seconds. */
export function mintToken(
  provider: Provider,
  claims: { readonly subject: string; readonly audience: string; readonly issuedAt: number; readonly lifetime: number },
): string | undefined {
  const key = provider.signingKey
  if (key === undefined) return undefined
  const issuedAt = Math.floor(claims.issuedAt)
  const payload = {
    iss: provider.url,
    sub: claims.subject,
    aud: claims.audience,
    iat: issuedAt,
    exp: issuedAt + claims.lifetime,
    jti: randomUUID(),
  }
  const signed = `${encode({ typ: "JWT", alg: key.algorithm, kid: key.kid })}.${encode(payload)}`
  const signature = sign("sha256", Buffer.from(signed), { key: createPrivateKey(key.pem), dsaEncoding: "ieee-p1363" })
  return `${signed}.${signature.toString("base64url")}`
}

function checkSignature({ header, signed, signature }: Parts, provider: Provider): void {
  const kind = header.alg === "RS256" ? "RSA" : header.alg === "ES256" ? "EC" : undefined
  const key = provider.keys.find(({ kid, jwk }) => jwk.kty === kind && (kid === undefined || kid === header.kid))
  if (key === undefined) {
    throw invalid(
      "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
    )
  }
  const publicKey = createPublicKey({ key: { ...key.jwk }, format: "jwk" })
  if (verify("sha256", Buffer.from(signed), { key: publicKey, dsaEncoding: "ieee-p1363" }, signature)) return
  throw noJwt()
}

function parseToken(token: string): Parts {
  const [header = "", payload = "", signature = "", ...more] = token.split(".")
  try {
    if (more.length > 0 || signature === "") throw new SyntaxError("a JWT has three parts")
    return {
      header: decode(header),
      payload: decode(payload),
      signed: `${header}.${payload}`,
      signature: Buffer.from(signature, "base64url"),
    }
  } catch {
    throw noJwt()
  }
}

function textIn(claim: unknown): string {
  if (typeof claim === "string") return claim
  throw noJwt()
}

/** A time that is no number would never be over. RFC 7519, 2. */
function numberIn(claim: unknown): number {
  if (typeof claim === "number") return claim
  throw noJwt()
}

function decode(part: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"))
  if (value === null || typeof value !== "object") throw new SyntaxError("a JWT part is a JSON object")
  return Object.fromEntries(Object.entries(value))
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url")
}

function missing(name: string): never {
  throw invalid(`Missing a required claim: ${name}`)
}

function noJwt(): AwsError {
  return invalid("The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)")
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidIdentityToken", message)
}
