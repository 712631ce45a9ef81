import { unlinkIfThere, writePrivate } from "../sys/disk.ts"
import { nodeFs } from "../sys/node-fs.ts"
import { isThere, readWhole } from "../sys/read.ts"
import type { Seal } from "./seal.ts"

/** Sealed texts on disk, one file a key. A file's modification time is its expiry, so that the dead can be swept unread. */
export interface Entries {
  read(key: string): Promise<string | undefined>
  /** True for keys that have a file now: no file is opened for one that has none. */
  kept(): (key: string) => boolean
  write(key: string, text: string, expiresAt: number): Promise<void>
  remove(key: string): Promise<boolean>
  /** The name of the key's file. */
  nameOf(key: string): string
}

/** Kept a day beyond their end, so that "expired two hours ago" can still be said. */
const graceSeconds = 24 * 3600

/** Opens the folder of entries; nothing is made until something is written. */
export function openEntries(folder: string, seal: Seal, now: () => number, detail: (text: string) => void): Entries {
  const pathOf = (key: string) => `${folder}/${seal.nameOf(key)}`
  return {
    async read(key) {
      const bytes = readOrNothing(pathOf(key))
      if (bytes === undefined) return undefined
      const text = await seal.open(key, bytes)
      if (text === undefined) detail("a cache entry is damaged or not ours: ignored, and replaced by the next one made")
      return text
    },
    kept() {
      const names = new Set(list(folder))
      return key => names.size > 0 && names.has(seal.nameOf(key))
    },
    async write(key, text, expiresAt) {
      const sealed = await seal.close(key, text)
      try {
        writePrivate(pathOf(key), sealed, 0o600, { modifiedAt: expiresAt })
      } catch (error) {
        if (!isAbsence(error) || !isThere(folder)) throw error
        return // Somebody clears all just now: this went with the rest, half written.
      }
      sweep(folder, now() - graceSeconds)
    },
    remove: async key => unlinkIfThere(pathOf(key)),
    nameOf: key => seal.nameOf(key),
  }
}

/** Removes every entry of the folder that ends after this time, whoever sealed it; answers how many. Errors: the system's. */
export function clearEntries(folder: string, { endingAfter = 0 } = {}): number {
  const names = endingAfter === 0 ? list(folder) : endingIn(folder, endingAfter)
  return names.filter(name => unlinkIfThere(`${folder}/${name}`)).length
}

/** How many entries of the folder end after this time. 0 when it cannot be read. */
export function countEntries(folder: string, after: number): number {
  try {
    return endingIn(folder, after).length
  } catch {
    return 0
  }
}

function endingIn(folder: string, after: number): readonly string[] {
  return list(folder).filter(name => (endOf(`${folder}/${name}`) ?? 0) > after)
}

function sweep(folder: string, before: number): void {
  for (const name of list(folder)) {
    const path = `${folder}/${name}`
    const end = endOf(path)
    if (end !== undefined && end < before) unlinkIfThere(path)
  }
}

/** Unix seconds; undefined for what is gone. */
function endOf(path: string): number | undefined {
  const time = nodeFs().statSync(path, { throwIfNoEntry: false })?.mtimeMs
  return time === undefined ? undefined : time / 1000
}

function list(folder: string): readonly string[] {
  try {
    return nodeFs().readdirSync(folder)
  } catch (error) {
    if (isAbsence(error)) return []
    throw error
  }
}

function isAbsence(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT"
}

function readOrNothing(path: string): Uint8Array | undefined {
  try {
    return readWhole(path)?.bytes
  } catch {
    return undefined // Not there, or not readable: either way it is made anew, and writing it says what is wrong.
  }
}
