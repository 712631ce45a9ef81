import { hmacSha256 } from "../sys/digest.ts"
import { hex, layout, type SealKey } from "./seal-key.ts"

/**
 * What opens and closes the cache: one secret that wraps entries (AES-256 key wrap, RFC 3394) and one that names them
 * (HMAC-SHA-256), so that a listing of the folder tells nobody which roles somebody uses.
 *
 * Entries are keys, and key wrap is NIST's algorithm for those (SP 800-38F): what was changed does not open,
 * and there is no nonce to be used twice. And of all ciphers of WebCrypto it alone answers at once: AES-GCM has three
 * threads started, an eighth of a warm `guise process`.
 */
export interface Seal {
  /** Names the entry of `key`: the id of this seal and a keyed hash, in letters that every file system keeps. */
  nameOf(key: string): string
  /** Seals `text` for `key`, which goes in with it, so that an entry cannot be passed off as another's. */
  close(key: string, text: string): Promise<Uint8Array>
  /** Opens what `close` gave for the same key; undefined for anything else, whatever it is. */
  open(key: string, bytes: Uint8Array): Promise<string | undefined>
}

const formatVersion = 2
const saltSize = 8
const block = 8

/** The seal of a key. */
export async function sealWith(key: SealKey): Promise<Seal> {
  const id = hex(key.subarray(0, layout.id))
  const sealing = key.subarray(layout.id, layout.id + layout.secret)
  const naming = key.subarray(layout.id + layout.secret)
  const wrapping = await crypto.subtle.importKey("raw", sealing, "AES-KW", false, ["wrapKey", "unwrapKey"])
  return {
    nameOf: name => `${id}-${hmacSha256(naming, name).slice(0, 32)}`,
    // The name and how long it is: so no other name's head and text begin as this head does.
    close: (name, text) => wrap(wrapping, `${name.length} ${name} `, text),
    open: (name, sealed) => unwrap(wrapping, `${name.length} ${name} `, sealed),
  }
}

/** WebCrypto wraps what it takes for a key: one of HMAC, which may be of any length. */
const asKey = { name: "HMAC", hash: "SHA-256" } as const

async function wrap(wrapping: CryptoKey, head: string, text: string): Promise<Uint8Array> {
  const content = await crypto.subtle.importKey("raw", padded(head + text), asKey, true, ["sign"])
  const wrapped = new Uint8Array(await crypto.subtle.wrapKey("raw", content, wrapping, "AES-KW"))
  const sealed = new Uint8Array(1 + wrapped.length)
  sealed[0] = formatVersion
  sealed.set(wrapped, 1)
  return sealed
}

async function unwrap(wrapping: CryptoKey, head: string, sealed: Uint8Array): Promise<string | undefined> {
  if (sealed[0] !== formatVersion) return undefined
  const { subtle } = crypto
  try {
    const wrapped = new Uint8Array(sealed.subarray(1))
    const content = await subtle.unwrapKey("raw", wrapped, wrapping, "AES-KW", asKey, true, ["sign"])
    const text = unpadded(new Uint8Array(await subtle.exportKey("raw", content)))
    return text.startsWith(head) ? text.slice(head.length) : undefined
  } catch {
    return undefined // It says no more than that it does not fit: damaged, or foreign.
  }
}

/**
 * Whole blocks, as key wrap wants them: a salt, so that the same text is not the same bytes again; the text; and 1 to 8
 * bytes, each of which says how many they are.
 */
function padded(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(text)
  const fill = block - (bytes.length % block)
  const whole = new Uint8Array(saltSize + bytes.length + fill).fill(fill)
  whole.set(crypto.getRandomValues(new Uint8Array(saltSize)))
  whole.set(bytes, saltSize)
  return whole
}

function unpadded(whole: Uint8Array): string {
  return new TextDecoder().decode(whole.subarray(saltSize, whole.length - (whole[whole.length - 1] ?? 0)))
}
