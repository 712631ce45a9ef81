import { GuiseError, isGuiseError } from "../errors.ts"
import { withLock } from "../sys/lock.ts"
import { pathsOf } from "../sys/paths.ts"
import type { Env, Patience } from "../types.ts"

/**
 * Lets one writer at a time to what does not see to it itself: a store, or the index with what it leads to. Without
 * `giveUp` the others are waited for as long as it takes.
 * Errors: `store-failed`, and those of `write`, or of what is done instead.
 */
export async function inTurn<T>(of: string, env: Env, write: () => Promise<T>, giveUp?: Patience<T>): Promise<T> {
  const path = `${pathsOf(env).data}/${of}.lock`
  try {
    return await withLock(path, giveUp === undefined ? {} : { giveUp }, write)
  } catch (cause) {
    if (!isGuiseError(cause, "cache-failed")) throw cause
    throw new GuiseError("store-failed", `${path}, by which writers take turns, cannot be made or locked.`, {
      hint: "make that folder writable, or set XDG_DATA_HOME to one that is",
      cause,
    })
  }
}
