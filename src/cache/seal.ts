import { hmacSha256 } from "../sys/digest.ts"
import { hex, layout, type SealKey } from "./seal-key.ts"

/**
 * What opens and closes the cache: one secret that encrypts entries (AES-256-GCM) and one that names them (HMAC-SHA-256),
 * so that a listing of the folder tells nobody which roles somebody uses.
 */
export interface Seal {
  /** Names the entry of `key`: the id of this seal and a keyed hash, in letters that every file system keeps. */
  nameOf(key: string): string
  /** Encrypts `text` for `key`; the key is bound as associated data, so an entry cannot be passed off as another's. */
  close(key: string, text: string): Promise<Uint8Array>
  /** Decrypts what `close` gave for the same key; undefined for anything else, whatever it is. */
  open(key: string, bytes: Uint8Array): Promise<string | undefined>
}

const ivSize = 12
const formatVersion = 1

/** The seal of a key. */
export async function sealWith(key: SealKey): Promise<Seal> {
  const id = hex(key.subarray(0, layout.id))
  const sealing = key.subarray(layout.id, layout.id + layout.secret)
  const naming = key.subarray(layout.id + layout.secret)
  const cipher = await crypto.subtle.importKey("raw", sealing, "AES-GCM", false, ["encrypt", "decrypt"])
  startThread(cipher)
  return {
    nameOf: name => `${id}-${hmacSha256(naming, name).slice(0, 32)}`,
    close: (name, text) => encrypt(cipher, name, text),
    open: (name, sealed) => decrypt(cipher, name, sealed),
  }
}

/**
 * Has the runtime start the thread that decrypts while the caller does other things: it reads files and hashes them
 * next. There is nothing to decrypt yet, so what it is given is nothing, and cannot fit.
 */
function startThread(cipher: CryptoKey): void {
  const algorithm = { name: "AES-GCM", iv: new Uint8Array(ivSize) }
  crypto.subtle.decrypt(algorithm, cipher, new Uint8Array(16)).catch(() => {})
}

async function encrypt(cipher: CryptoKey, key: string, text: string): Promise<Uint8Array> {
  const iv = crypto.getRandomValues(new Uint8Array(ivSize))
  const body = new Uint8Array(
    await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: utf8(key) }, cipher, utf8(text)),
  )
  const sealed = new Uint8Array(1 + ivSize + body.length)
  sealed[0] = formatVersion
  sealed.set(iv, 1)
  sealed.set(body, 1 + ivSize)
  return sealed
}

async function decrypt(cipher: CryptoKey, key: string, sealed: Uint8Array): Promise<string | undefined> {
  if (sealed[0] !== formatVersion || sealed.length <= 1 + ivSize) return undefined
  const copy = new Uint8Array(sealed)
  const iv = copy.subarray(1, 1 + ivSize)
  try {
    const body = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv, additionalData: utf8(key) },
      cipher,
      copy.subarray(1 + ivSize),
    )
    return new TextDecoder().decode(body)
  } catch {
    return undefined // AES-GCM says no more than that it does not fit: damaged, foreign, or moved here from another name.
  }
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text)
}
