import { readdirSync, readFileSync, statSync, unlinkSync, utimesSync } from "node:fs"
import { writePrivate } from "../sys/disk.ts"
import type { Seal } from "./seal.ts"

/** Sealed texts on disk, one file a key. A file's modification time is its expiry, so that the dead can be swept unread. */
export interface Entries {
  read(key: string): Promise<string | undefined>
  write(key: string, text: string, expiresAt: number): Promise<void>
  remove(key: string): Promise<boolean>
  /** Removes every entry, whoever sealed it; answers how many there were. */
  clear(): number
}

/** Kept a day beyond their end, so that "expired two hours ago" can still be said. */
const graceSeconds = 24 * 3600

/** Opens the folder of entries; nothing is made until something is written. */
export function openEntries(folder: string, seal: Seal, now: () => number, detail: (text: string) => void): Entries {
  const pathOf = async (key: string) => `${folder}/${await seal.nameOf(key)}`
  return {
    async read(key) {
      const bytes = readOrNothing(await pathOf(key))
      if (bytes === undefined) return undefined
      const text = await seal.open(key, bytes)
      if (text === undefined) detail("a cache entry is damaged or not ours: ignored, and replaced by the next one made")
      return text
    },
    async write(key, text, expiresAt) {
      const path = await pathOf(key)
      writePrivate(path, await seal.close(key, text))
      utimesSync(path, expiresAt, expiresAt)
      sweep(folder, now() - graceSeconds)
    },
    async remove(key) {
      return unlinkOrNothing(await pathOf(key))
    },
    clear() {
      return list(folder).filter(name => unlinkOrNothing(`${folder}/${name}`)).length
    },
  }
}

function sweep(folder: string, before: number): void {
  for (const name of list(folder)) {
    const path = `${folder}/${name}`
    const expiry = statSync(path, { throwIfNoEntry: false })?.mtimeMs
    if (expiry !== undefined && expiry / 1000 < before) unlinkOrNothing(path)
  }
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function readOrNothing(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined // Not there, or not readable: either way it is made anew, and writing it says what is wrong.
  }
}

function unlinkOrNothing(path: string): boolean {
  try {
    unlinkSync(path)
    return true
  } catch {
    return false
  }
}
