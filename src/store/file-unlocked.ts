import { isGuiseError } from "../errors.ts"
import { sha256 } from "../sys/digest.ts"
import { unlinkIfThere, writePrivate } from "../sys/disk.ts"
import { sweepTemporaries } from "../sys/linked.ts"
import { readWhole } from "../sys/read.ts"
import { sessionFolder, sessionFolderToEmpty, sessionFolderToFill } from "../sys/session-folder.ts"
import { orFail } from "./items.ts"
import type { StoreHost } from "./store.ts"

/** An identity that is unlocked. SECRET. Times in Unix seconds. */
export interface Unlocked {
  readonly identity: string
  /** SHA-256 of the identity file that it came from. */
  readonly of: string
  readonly since: number
  readonly until: number
}

/**
 * Where the identity lies while the store is open: a 0600 file in the user's session folder, which is the user's alone
 * and in memory, so that it is on no disk, in no backup, and gone at log-out. Where there is no such folder, nowhere.
 */
export interface UnlockedCopy {
  /** What was kept, however old. */
  read(): Unlocked | undefined
  /** Answers whether it could be kept. */
  keep(unlocked: Unlocked): boolean
  /** Error: `store-failed`: what cannot be removed must not be believed gone. */
  remove(): void
  /**
   * What `run` answers, in one process at a time where a copy can be kept, so that the next ones find it. Those who
   * waited `patience` seconds wait no longer; it is asked when there is somebody to wait for.
   */
  oneAtATime<T>(patience: () => Promise<number>, run: () => Promise<T>): Promise<T>
}

/** The copy for the file store in that folder. */
export function unlockedCopy(folder: string, { env }: StoreHost): UnlockedCopy {
  const pathIn = (session: string) => `${session}/file-store-${sha256([folder]).slice(0, 16)}`
  return {
    read() {
      const session = sessionFolder(env)
      return session === undefined ? undefined : unlockedIn(pathIn(session))
    },
    keep(unlocked) {
      const session = sessionFolderToFill(env)
      if (session === undefined) return false
      try {
        writePrivate(pathIn(session), JSON.stringify(unlocked))
        return true
      } catch {
        return false // A full session folder costs questions, never the work itself.
      }
    },
    remove() {
      const session = sessionFolderToEmpty(env)
      if (session === undefined) return
      orFail("remove", pathIn(session), () => {
        sweepTemporaries(pathIn(session))
        unlinkIfThere(pathIn(session))
      })
    },
    async oneAtATime(patience, run) {
      const session = sessionFolderToFill(env)
      return session === undefined ? run() : locked(`${pathIn(session)}.lock`, patience, run)
    },
  }
}

/**
 * Until when an unlocked identity counts for that identity file; undefined when it does not: it is another file, its
 * passphrase was changed, the time is up, or the clock was set back since, so that nobody knows how long it was.
 */
export function endOf(
  { of, since, until }: Unlocked,
  sealed: Uint8Array<ArrayBuffer>,
  host: StoreHost,
): number | undefined {
  const now = host.now()
  const end = Math.min(until, since + host.unlockTtl)
  return since <= now && now < end && of === sha256([sealed]) ? end : undefined
}

function unlockedIn(path: string): Unlocked | undefined {
  try {
    const file = readWhole(path)
    if (file?.stat.isFile !== true || file.stat.owner !== process.getuid?.() || (file.stat.mode & 0o077) !== 0)
      return undefined
    const { identity, of, since, until } = JSON.parse(new TextDecoder().decode(file.bytes)) as Partial<Unlocked>
    if (typeof identity !== "string" || typeof of !== "string") return undefined
    return typeof since === "number" && typeof until === "number" ? { identity, of, since, until } : undefined
  } catch {
    return undefined // Damaged, or not ours to read: then it is asked again.
  }
}

async function locked<T>(path: string, patience: () => Promise<number>, run: () => Promise<T>): Promise<T> {
  const { withLock } = await import("../sys/lock.ts")
  let begun = false
  const once = () => {
    begun = true
    return run()
  }
  try {
    return await withLock(path, { giveUp: async () => ({ afterSeconds: await patience(), instead: once }) }, once)
  } catch (error) {
    // Without a lock somebody may be asked twice: better than not at all.
    if (!begun && isGuiseError(error, "cache-failed")) return run()
    throw error
  }
}
