import { openFolder } from "../cache/folder.ts"
import { isGoodEnough } from "../cache/freshness.ts"
import { readEntry, readFact } from "../cache/kept.ts"
import { unlockedSeal } from "../cache/unlocked.ts"
import type { Reading } from "../config/reading.ts"
import { wantOf } from "../config/want.ts"
import { readKnownFile } from "../store/known-file.ts"
import { pathsOf } from "../sys/paths.ts"
import type { Credentials, Env } from "../types.ts"
import { type KeptWay, keyOfWay, type Way } from "./way.ts"

/** A way gone before, and credentials for it. */
export interface Served extends Way {
  readonly credentials: Credentials
}

/**
 * The warm road: the same name over the same files, in the same environment, leads to the same plan, so one that was
 * made before is taken as it is, with the credentials that the cache has for it. Parsing the files and making the plan
 * takes longer than everything else that a warm `guise process` does. Undefined when there is no such plan, or nothing
 * fresh enough for it. Errors: `file-unreadable`, `store-failed`.
 */
export async function takeShortcut(name: string | undefined, env: Env, reading: Reading): Promise<Served | undefined> {
  const now = Date.now() / 1000
  // Whoever comes this way in vain goes the long one, and hears there what is wrong with the cache.
  const silent = () => {}
  const { cache } = pathsOf(env)
  const seal = { unlocked: unlockedSeal(env, cache) }
  const folder = openFolder({ folder: cache, seal, now: () => now, notice: silent, detail: silent })
  const key = keyOfWay(name, env, { reading, stored: readKnownFile(env) }, now)
  if (key === undefined) return undefined
  const known = await readFact(key, folder.ways, now)
  if (known === undefined) return undefined
  const { plan, chosen, key: credentialsKey } = JSON.parse(known) as KeptWay
  const entry = await readEntry(credentialsKey, folder)
  if (entry === undefined || !isGoodEnough(entry, wantOf(undefined, chosen), now)) return undefined
  return { plan, chosen, credentials: entry.credentials }
}
