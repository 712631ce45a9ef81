import { createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID, sign } from "node:crypto"

/**
 * A new key for proofs, as every AWS tool keeps it: SEC1 PEM, on P-256. SECRET. Neither of its coordinates begins with a
 * zero byte, as one key's in 128 does: AWS's SDK for Go, which reads the same file, leaves that byte out of its proofs,
 * and whoever checks them by RFC 7518 (6.2.1.2) refuses them.
 */
export function newProofKey(): string {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" })
  const { x = "", y = "" } = publicKey.export({ format: "jwk" })
  if (beginsWithZero(x) || beginsWithZero(y)) return newProofKey()
  return privateKey.export({ type: "sec1", format: "pem" }).toString()
}

function beginsWithZero(coordinate: string): boolean {
  return Buffer.from(coordinate, "base64url")[0] === 0
}

/** False for a text that is no private key on P-256. */
export function isProofKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyDetails?.namedCurve === "prime256v1"
  } catch {
    return false
  }
}

/**
 * That whoever sends this request holds the key: a DPoP proof (RFC 9449, 4.2) for one POST to `url`. `now`: Unix
 * seconds by AWS's clock. Good once.
 */
export function proofOf(pem: string, url: string, now: number): string {
  const key = createPrivateKey(pem)
  const { x, y } = createPublicKey(key).export({ format: "jwk" })
  const header = { typ: "dpop+jwt", alg: "ES256", jwk: { kty: "EC", crv: "P-256", x, y } }
  const claims = { jti: randomUUID(), htm: "POST", htu: url, iat: Math.floor(now) }
  const text = `${partOf(header)}.${partOf(claims)}`
  const signature = sign("sha256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" })
  return `${text}.${signature.toString("base64url")}`
}

function partOf(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url")
}
