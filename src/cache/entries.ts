import { unlinkIfThere, writePrivate } from "../sys/disk.ts"
import { nodeFs } from "../sys/node-fs.ts"
import { readWhole } from "../sys/read.ts"
import type { Seal } from "./seal.ts"

/** Sealed texts on disk, one file a key. A file's modification time is its expiry, so that the dead can be swept unread. */
export interface Entries {
  read(key: string): Promise<string | undefined>
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
    async write(key, text, expiresAt) {
      const path = pathOf(key)
      writePrivate(path, await seal.close(key, text))
      nodeFs().utimesSync(path, expiresAt, expiresAt)
      sweep(folder, now() - graceSeconds)
    },
    remove: async key => unlinkIfThere(pathOf(key)),
    nameOf: key => seal.nameOf(key),
  }
}

/** Removes every entry of the folder, whoever sealed it; answers how many there were. Errors: the system's. */
export function clearEntries(folder: string): number {
  return list(folder).filter(name => unlinkIfThere(`${folder}/${name}`)).length
}

function sweep(folder: string, before: number): void {
  for (const name of list(folder)) {
    const path = `${folder}/${name}`
    const expiry = nodeFs().statSync(path, { throwIfNoEntry: false })?.mtimeMs
    if (expiry !== undefined && expiry / 1000 < before) unlinkIfThere(path)
  }
}

function list(folder: string): readonly string[] {
  try {
    return nodeFs().readdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return []
    throw error
  }
}

function readOrNothing(path: string): Uint8Array | undefined {
  try {
    return readWhole(path)?.bytes
  } catch {
    return undefined // Not there, or not readable: either way it is made anew, and writing it says what is wrong.
  }
}
