import { createHash, randomBytes } from "node:crypto"

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

/**
 * A fresh access key id. As in AWS since 2019, the characters after the four-letter prefix hold the account's number,
 * so that tools which read it from there get the right one.
 */
export function accessKeyId(prefix: "ASIA" | "AKIA", account: string): string {
  const random = BigInt(`0x${randomBytes(5).toString("hex")}`)
  const head = (1n << 47n) | (BigInt(account) << 7n) | (random & 0x7fn)
  return prefix + base32((head << 32n) | (random >> 8n), 16)
}

/** The account an access key id was made for, or nothing for an id of the older kind, which does not say. */
export function accountOfKeyId(keyId: string): string | undefined {
  if (!/^A[KS]IA[Q-Z2-7][A-Z2-7]{15}$/.test(keyId)) return undefined
  let bits = 0n
  for (const letter of keyId.slice(4)) bits = (bits << 5n) | BigInt(alphabet.indexOf(letter))
  return ((bits >> 39n) & 0xffffffffffn).toString().padStart(12, "0")
}

/** The unique id of a user (`AIDA…`) or role (`AROA…`): the same at every start, so that scripts may compare it. */
export function uniqueId(prefix: "AIDA" | "AROA", arn: string): string {
  const digest = createHash("sha256").update(arn).digest("hex").slice(0, 22)
  return prefix + base32(BigInt(`0x${digest}`), 17)
}

export function secretAccessKey(): string {
  return randomBytes(30).toString("base64")
}

export function sessionToken(): string {
  return randomBytes(192).toString("base64")
}

/** Bytes in the letters of RFC 4648, without padding: five bytes are eight letters. */
export function base32Text(bytes: Buffer): string {
  return base32(BigInt(`0x${bytes.toString("hex")}`), Math.ceil((bytes.length * 8) / 5))
}

function base32(value: bigint, length: number): string {
  let text = ""
  let rest = value
  for (let at = 0; at < length; at++) {
    text = alphabet.charAt(Number(rest & 31n)) + text
    rest >>= 5n
  }
  return text
}
