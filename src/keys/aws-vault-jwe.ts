import { recordIn } from "../record.ts"

/** What became of opening a file: its text (SECRET), or why there is none. */
export type Opened = { readonly text: string; readonly since?: number } | "wrong-passphrase" | "damaged" | "foreign"

/**
 * Opens one of aws-vault's encrypted files: a JSON Web Encryption in its compact form, whose key is wrapped with one
 * that PBKDF2 makes of the passphrase. "foreign": it is something else. `since`: when it was put there, Unix seconds.
 * https://www.rfc-editor.org/rfc/rfc7516#section-5.2 https://www.rfc-editor.org/rfc/rfc7518#section-4.8
 */
export async function openJwe(file: string, passphrase: string): Promise<Opened> {
  const parts = file.trim().split(".")
  const [head, wrapped, iv, sealed, tag] = parts
  if (parts.length !== 5 || head === undefined || tag === undefined) return "foreign"
  const header = headerIn(head)
  if (header === undefined) return "foreign"
  const key = await unwrap(bytesOf(wrapped), passphrase, header)
  if (key === undefined) return "wrong-passphrase"
  const text = await unseal(key, bytesOf(iv), Buffer.concat([bytesOf(sealed), bytesOf(tag)]), head)
  const since = instantOf(header.created)
  return text === undefined ? "damaged" : { text, ...(since === undefined ? {} : { since }) }
}

/** True for what looks like such a file, without opening it. */
export function isJwe(file: string): boolean {
  const [head, ...rest] = file.trim().split(".")
  return rest.length === 4 && headerIn(head ?? "") !== undefined
}

interface Header {
  readonly wrapping: (typeof wrappings)[keyof typeof wrappings]
  readonly salt: Uint8Array<ArrayBuffer>
  readonly rounds: number
  readonly created: unknown
}

// aws-vault writes the first; the others are the rest of the family.
const wrappings = {
  "PBES2-HS256+A128KW": { hash: "SHA-256", bits: 128 },
  "PBES2-HS384+A192KW": { hash: "SHA-384", bits: 192 },
  "PBES2-HS512+A256KW": { hash: "SHA-512", bits: 256 },
} as const

/** aws-vault writes 8192. A file that asks for far more would keep us busy for as long as it likes. */
const mostRounds = 10_000_000

function headerIn(head: string): Header | undefined {
  const { alg, enc, p2c, p2s, created } = recordIn(Buffer.from(head, "base64url").toString("utf8")) ?? {}
  if (typeof alg !== "string" || !isWrapping(alg) || !/^A(128|192|256)GCM$/.test(String(enc))) return undefined
  if (typeof p2s !== "string" || typeof p2c !== "number" || !(p2c >= 1 && p2c <= mostRounds)) return undefined
  // The salt is the algorithm's name, a zero and the file's own salt (RFC 7518, section 4.8.1.1).
  const salt = Buffer.concat([Buffer.from(`${alg}\0`, "utf8"), bytesOf(p2s)])
  return { wrapping: wrappings[alg], salt, rounds: p2c, created }
}

function isWrapping(alg: string): alg is keyof typeof wrappings {
  return Object.hasOwn(wrappings, alg)
}

async function unwrap(
  wrapped: Uint8Array<ArrayBuffer>,
  passphrase: string,
  { wrapping: { hash, bits }, salt, rounds }: Header,
): Promise<CryptoKey | undefined> {
  const { subtle } = crypto
  const word = await subtle.importKey("raw", Buffer.from(passphrase, "utf8"), "PBKDF2", false, ["deriveKey"])
  const made = { name: "PBKDF2", hash, salt, iterations: rounds }
  const kek = await subtle.deriveKey(made, word, { name: "AES-KW", length: bits }, false, ["unwrapKey"])
  try {
    return await subtle.unwrapKey("raw", wrapped, kek, "AES-KW", "AES-GCM", false, ["decrypt"])
  } catch {
    // The wrapping checks itself (RFC 3394): any other passphrase fails here.
    return undefined
  }
}

async function unseal(
  key: CryptoKey,
  iv: Uint8Array<ArrayBuffer>,
  sealed: Uint8Array<ArrayBuffer>,
  head: string,
): Promise<string | undefined> {
  try {
    const how = { name: "AES-GCM", iv, additionalData: Buffer.from(head, "ascii") }
    return new TextDecoder("utf-8", { fatal: true }).decode(await crypto.subtle.decrypt(how, key, sealed))
  } catch {
    return undefined
  }
}

function bytesOf(part: string | undefined): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(part ?? "", "base64url"))
}

/** Go prints its times as `2023-05-25 10:00:00.123456789 +0200 CEST m=+0.001`. */
function instantOf(created: unknown): number | undefined {
  const found = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d+)? ([+-]\d\d)(\d\d) /.exec(String(created))
  const at = found === null ? Number.NaN : Date.parse(`${found[1]}T${found[2]}${found[3]}:${found[4]}`)
  return Number.isNaN(at) ? undefined : at / 1000
}
