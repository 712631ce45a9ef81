import { version } from "../../package.json"
import { openCache, type RealCache } from "../cache/cache.ts"
import { isGoodEnough } from "../cache/freshness.ts"
import { fingerprintOf } from "../config/files.ts"
import type { Reading } from "../config/reading.ts"
import type { Chosen } from "../config/settings.ts"
import { keyOf, type Plan } from "../plan/plan.ts"
import type { Request } from "../plan/resolve.ts"
import { sha256 } from "../sys/digest.ts"
import { pathsOf } from "../sys/paths.ts"
import type { Credentials, Env } from "../types.ts"
import type { RealWorld } from "../world.ts"
import { wantOf } from "./want.ts"

/** Where a profile led to: its plan, and what the settings say for it. */
export interface Way {
  readonly plan: Plan
  readonly chosen: Chosen
}

/** A way as it is kept, with the name that its credentials have in the cache. */
interface KeptWay extends Way {
  readonly key: string
}

/** A way gone before, and credentials for it. */
export interface Served extends Way {
  readonly credentials: Credentials
}

/**
 * The warm road: the same words over the same files, in the same environment, lead to the same plan, so one that was
 * made before is taken as it is, with the credentials that the cache has for it. Parsing the files and making the plan
 * takes longer than everything else that a warm `guise process` does. Undefined when there is no such plan, or nothing
 * fresh enough for it.
 */
export async function takeShortcut(name: string | undefined, env: Env, reading: Reading): Promise<Served | undefined> {
  const now = Date.now() / 1000
  const key = keyOfWay(name, env, reading, now)
  if (key === undefined) return undefined
  // Whoever comes this way in vain goes the long one, and hears there what is wrong with the cache.
  const silent = () => {}
  const cache = openCache({ folder: pathsOf(env).cache, now: () => now, skew: () => 0, notice: silent, detail: silent })
  const known = await cache.ways.recall(key)
  if (known === undefined) return undefined
  const way = JSON.parse(known) as KeptWay
  const entry = await cache.peek(way.key)
  if (entry === undefined || !isGoodEnough(entry, wantOf(undefined, way.chosen), now)) return undefined
  return { ...way, credentials: entry.credentials }
}

/** A plan changes with guise too, and whoever works on guise changes that without changing its version. */
const daySeconds = 24 * 3600

/** Keeps the way that a name alone led to, for the next time. */
export async function keepWay(
  name: string | undefined,
  request: Request,
  way: Way,
  world: Pick<RealWorld, "env" | "reading" | "now"> & { readonly cache: Pick<RealCache, "ways"> },
): Promise<void> {
  if (Object.keys(request).length > 0 || !isLasting(way.plan)) return
  const key = keyOfWay(name, world.env, world.reading, world.now())
  if (key === undefined) return
  const { ways } = world.cache
  if ((await ways.recall(key)) !== undefined) return
  const kept: KeptWay = { ...way, key: keyOf(way.plan) }
  await ways.remember(key, JSON.stringify(kept), daySeconds)
}

/** True for a plan that depends on no clock, and whose credentials the cache may have. */
function isLasting({ root, hops }: Plan): boolean {
  if (root.kind !== "keys") return true
  return hops.length > 0 && !root.temporary && root.from !== "environment"
}

/** All that a plan is made from, as one text; undefined when the files may change without looking changed. */
function keyOfWay(name: string | undefined, env: Env, reading: Reading, now: number): string | undefined {
  const { paths, config, credentials } = reading.aws()
  const files = [fingerprintOf(config, now), fingerprintOf(credentials, now), reading.settings ?? "none"]
  const words = [version, name ?? null, paths, env.HOME]
  for (const variable of Object.keys(env))
    if (variable.startsWith("AWS_") || variable.startsWith("GUISE_")) words.push(variable, env[variable])
  const parts: (string | Uint8Array<ArrayBuffer>)[] = []
  for (const file of files) {
    if (file === undefined) return undefined
    // Its length before it: no two files are then taken for two others.
    parts.push(`${file.length} `, file)
  }
  return sha256([...parts, JSON.stringify(words)])
}
