import { GuiseError, isGuiseError } from "../errors.ts"
import { withLock } from "../sys/lock.ts"
import { pathsOf } from "../sys/paths.ts"
import type { Env } from "../types.ts"

/** Lets one writer at a time to a store that does not see to it itself. Errors: `store-failed`, and those of `write`. */
export async function inTurn<T>(store: string, env: Env, write: () => Promise<T>): Promise<T> {
  const path = `${pathsOf(env).data}/${store}.lock`
  try {
    return await withLock(path, {}, write)
  } catch (cause) {
    if (!isGuiseError(cause, "cache-failed")) throw cause
    throw new GuiseError("store-failed", `${path}, by which writers take turns, cannot be made or locked.`, {
      hint: "make that folder writable, or set XDG_DATA_HOME to one that is",
      cause,
    })
  }
}
