import { isGuiseError } from "../errors.ts"
import type { LockOptions } from "../sys/lock.ts"
import type { Folder, FolderOptions } from "./folder.ts"

/** How somebody waits for another who holds the lock. */
interface Turn<T> extends Pick<LockOptions<T>, "giveUp"> {
  /** What they are told after two seconds. */
  readonly say: string
}

/**
 * What `run` answers, while nobody else runs anything under this key. Where nothing can be locked the flights are many,
 * and the work is done all the same.
 */
export async function exclusively<T>(
  key: string,
  run: () => Promise<T>,
  folder: Folder,
  options: Pick<FolderOptions, "notice" | "detail">,
  turn?: Turn<T>,
): Promise<T> {
  const path = await folder.tolerate(() => folder.lockOf(key))
  if (path === undefined) return run()
  const { withLock } = await import("../sys/lock.ts")
  let isMine = false
  try {
    return await withLock(path, turn === undefined ? {} : waiting(turn, options), () => {
      isMine = true
      return run()
    })
  } catch (error) {
    if (isMine || !isGuiseError(error, "cache-failed")) throw error
    folder.complain("nothing can be locked in it")
    options.detail(error.message)
    return run()
  }
}

/** Seconds: who has to wait for less need not be told. */
export const sayWaitingAfter = 2

function waiting<T>({ say, ...rest }: Turn<T>, { notice }: Pick<FolderOptions, "notice">): LockOptions<T> {
  return { ...rest, onWait: seconds => (seconds === sayWaitingAfter ? notice(say) : undefined) }
}
