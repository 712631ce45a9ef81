import { sha256 } from "../sys/digest.ts"
import { writePrivate } from "../sys/disk.ts"
import { readWhole } from "../sys/read.ts"
import { sessionFolder, sessionFolderToFill } from "../sys/session-folder.ts"
import type { Env } from "../types.ts"
import { hex, type SealKey, sealKeyIn } from "./seal-key.ts"

/**
 * The sealing key as it lies unlocked: in the user's runtime folder, which is memory and ends with the login session, so
 * that neither a warm `guise process` nor a cron job has to open a store. Its file holds the key, and when it was put
 * there and until when it counts, in Unix seconds.
 */
export interface Unlocked {
  /** True where there is such a folder. */
  isThere(): boolean
  read(now: number): SealKey | undefined
  /** False where there is no such folder. `ttl`: seconds. */
  write(key: SealKey, now: number, ttl: number): boolean
}

/** The place of the key of the cache in `folder`: another cache of the same user may have another key. */
export function unlockedSeal(env: Env, folder: string): Unlocked {
  return {
    isThere: () => sessionFolderToFill(env) !== undefined,
    read(now) {
      const runtime = sessionFolder(env)
      return runtime === undefined ? undefined : read(unlockedPath(runtime, folder), now)
    },
    write(key, now, ttl) {
      const runtime = sessionFolderToFill(env)
      if (runtime === undefined) return false
      writePrivate(unlockedPath(runtime, folder), `${hex(key)} ${Math.floor(now)} ${Math.floor(now + ttl)}\n`)
      return true
    },
  }
}

/** The key's file in the runtime folder, for the cache in `folder`. */
export function unlockedPath(runtime: string, folder: string): string {
  return `${runtime}/seal-${sha256([folder]).slice(0, 16)}`
}

/** A clock that was set back would let it count for longer than was said. */
function read(path: string, now: number): SealKey | undefined {
  try {
    const file = readWhole(path)
    if (file === undefined || (file.stat.mode & 0o077) !== 0) return undefined
    const [key = "", since, until] = new TextDecoder().decode(file.bytes).split(" ")
    return Number(since) <= now && now < Number(until) ? sealKeyIn(bytesOf(key)) : undefined
  } catch {
    return undefined // Under `su` the variable still names the former user's folder, into which nobody else may look.
  }
}

function bytesOf(digits: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array((digits.length - (digits.length % 2)) / 2)
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16)
  return bytes
}
