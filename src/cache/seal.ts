import { hmacSha256 } from "../sys/digest.ts"
import { writePrivate } from "../sys/disk.ts"
import { nodeFs } from "../sys/node-fs.ts"
import { readWhole } from "../sys/read.ts"

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

/** Bytes of the key file: an id, the sealing secret, the naming secret. */
const layout = { id: 4, secret: 32 } as const
const keyFileSize = layout.id + 2 * layout.secret
const ivSize = 12
const formatVersion = 1

/**
 * The seal whose key file lies at `path`; undefined when there is none, which also means that nothing was ever sealed.
 * A key file that others could read, or that is damaged, is no key file, and every entry it sealed is lost with it.
 */
export async function openSeal(path: string, detail: (text: string) => void): Promise<Seal | undefined> {
  const bytes = readKey(path, detail)
  return bytes === undefined ? undefined : sealWith(bytes)
}

/** As `openSeal`, but makes the key file, 0600 in a 0700 folder, when there is none. */
export async function openOrMakeSeal(path: string, detail: (text: string) => void): Promise<Seal> {
  return sealWith(readKey(path, detail) ?? makeKey(path))
}

async function sealWith(bytes: Uint8Array<ArrayBuffer>): Promise<Seal> {
  const id = hex(bytes.subarray(0, layout.id))
  const sealing = bytes.subarray(layout.id, layout.id + layout.secret)
  const naming = bytes.subarray(layout.id + layout.secret)
  const cipher = await crypto.subtle.importKey("raw", sealing, "AES-GCM", false, ["encrypt", "decrypt"])
  return {
    nameOf: key => `${id}-${hmacSha256(naming, key).slice(0, 32)}`,
    close: (key, text) => encrypt(cipher, key, text),
    open: (key, sealed) => decrypt(cipher, key, sealed),
  }
}

function readKey(path: string, detail: (text: string) => void): Uint8Array<ArrayBuffer> | undefined {
  const file = readWhole(path)
  if (file === undefined) return undefined
  const readableByOthers = process.platform !== "win32" && (file.stat.mode & 0o077) !== 0
  if (file.bytes.length === keyFileSize && !readableByOthers) return file.bytes
  detail(`the cache's key file ${readableByOthers ? "can be read by others" : "is damaged"}: not used any more`)
  return undefined
}

/** `link` refuses to replace, so of many processes that make the first key at once all end up with the same one. */
function makeKey(path: string): Uint8Array<ArrayBuffer> {
  const mine = crypto.getRandomValues(new Uint8Array(keyFileSize))
  const draft = `${path}.${process.pid}.${hex(crypto.getRandomValues(new Uint8Array(4)))}`
  writePrivate(draft, mine)
  try {
    nodeFs().linkSync(draft, path)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    // Where there are no hard links, and where a file stands that is no key, the last one to come wins.
    if (code !== "EEXIST" || readKey(path, () => {}) === undefined) nodeFs().renameSync(draft, path)
  }
  nodeFs().rmSync(draft, { force: true })
  return new Uint8Array(nodeFs().readFileSync(path))
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

function hex(bytes: Uint8Array): string {
  let text = ""
  // By index: walking over typed arrays has to be compiled first, which takes longer than all the rest of opening a seal.
  for (let at = 0; at < bytes.length; at += 1) text += (256 + (bytes[at] ?? 0)).toString(16).slice(1)
  return text
}
