import { orFail } from "../store/items.ts"
import { unlinkIfThere } from "../sys/disk.ts"
import { sweepTemporaries } from "../sys/linked.ts"
import { sessionFolderToEmpty } from "../sys/session-folder.ts"
import type { Env } from "../types.ts"
import { unlockedPath } from "./unlocked.ts"

/**
 * Takes away the sealing key of the cache in `folder` where it lies unlocked. Apart from unlocked.ts, which is on the
 * warm road. Error: `store-failed`: what cannot be removed must not be believed gone.
 */
export function shutSeal(env: Env, folder: string): void {
  const session = sessionFolderToEmpty(env)
  if (session === undefined) return
  const path = unlockedPath(session, folder)
  orFail("remove", path, () => {
    sweepTemporaries(path)
    unlinkIfThere(path)
  })
}
