import { writePrivate } from "../sys/disk.ts"
import { nodeFs } from "../sys/node-fs.ts"
import { readWhole } from "../sys/read.ts"

/** An id, the sealing secret, the naming secret. SECRET. */
export type SealKey = Uint8Array<ArrayBuffer>

/** Bytes of a key. */
export const layout = { id: 4, secret: 32 } as const
const keySize = layout.id + 2 * layout.secret

/** A new key. */
export function newSealKey(): SealKey {
  return crypto.getRandomValues(new Uint8Array(keySize))
}

/** The bytes as a key; undefined when they are none. */
export function sealKeyIn(bytes: Uint8Array<ArrayBuffer>): SealKey | undefined {
  return bytes.length === keySize ? bytes : undefined
}

/**
 * The key in the file at `path`; undefined when there is none. A file that others could read, or that is damaged, is no
 * key file, and every entry it sealed is lost with it.
 */
export function readSealKey(path: string, detail: (text: string) => void): SealKey | undefined {
  const file = readWhole(path)
  if (file === undefined) return undefined
  const readableByOthers = process.platform !== "win32" && (file.stat.mode & 0o077) !== 0
  const key = sealKeyIn(file.bytes)
  if (key !== undefined && !readableByOthers) return key
  detail(`the cache's key file ${readableByOthers ? "can be read by others" : "is damaged"}: not used any more`)
  return undefined
}

/**
 * Puts a key into the file at `path`, 0600 in a 0700 folder, unless one is there, and answers the one that is there then.
 * `link` refuses to replace, so of many processes that make the first key at once all end up with the same one.
 */
export function keepSealKey(path: string, key: SealKey): SealKey {
  const draft = `${path}.${process.pid}.${hex(crypto.getRandomValues(new Uint8Array(8)))}.tmp`
  writePrivate(draft, key)
  try {
    nodeFs().linkSync(draft, path)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    // Where there are no hard links, and where a file stands that is no key, the last one to come wins.
    if (code !== "EEXIST" || readSealKey(path, () => {}) === undefined) nodeFs().renameSync(draft, path)
  }
  nodeFs().rmSync(draft, { force: true })
  // Gone when somebody has moved it into a store meanwhile.
  return readSealKey(path, () => {}) ?? key
}

/** Two digits a byte. */
export function hex(bytes: Uint8Array): string {
  let text = ""
  // By index: walking over typed arrays has to be compiled first, which takes longer than all the rest of opening a seal.
  for (let at = 0; at < bytes.length; at += 1) text += (256 + (bytes[at] ?? 0)).toString(16).slice(1)
  return text
}
