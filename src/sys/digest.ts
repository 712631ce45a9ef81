/**
 * Hashes, at once and without node:crypto where that can be avoided: under Bun importing it costs 1 ms, and the same
 * from crypto.subtle comes out of another thread, which has to be started first (0.4 ms).
 */

type Bytes = Uint8Array<ArrayBuffer>

const isBun = process.versions.bun !== undefined

/** SHA-256 of the parts, one after another, in hexadecimal digits. */
export function sha256(parts: readonly (string | Bytes)[]): string {
  return digestOf(isBun ? new Bun.CryptoHasher("sha256") : nodeCrypto().createHash("sha256"), parts)
}

/** HMAC-SHA-256 of a text, in hexadecimal digits. */
export function hmacSha256(key: Bytes, text: string): string {
  return digestOf(isBun ? new Bun.CryptoHasher("sha256", key) : nodeCrypto().createHmac("sha256", key), [text])
}

/** What the hashers of both runtimes have in common. */
interface Hasher {
  update(part: string | Bytes): unknown
  digest(encoding: "hex"): string
}

function digestOf(hasher: Hasher, parts: readonly (string | Bytes)[]): string {
  for (const part of parts) hasher.update(part)
  return hasher.digest("hex")
}

function nodeCrypto(): typeof import("node:crypto") {
  return process.getBuiltinModule("node:crypto")
}
