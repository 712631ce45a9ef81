import type { RealCache } from "../cache/cache.ts"
import { keyOf, type Plan } from "../plan/plan.ts"
import type { Request } from "../plan/resolve.ts"
import type { RealWorld } from "../world.ts"
import { type KeptWay, keyOfWay, type Way } from "./way.ts"

/** A plan changes with guise too, and whoever works on guise changes that without changing its version. */
const daySeconds = 24 * 3600

/** Keeps the way that a name alone led to, for `takeShortcut` the next time. */
export async function keepWay(
  name: string | undefined,
  request: Request,
  way: Way,
  world: Pick<RealWorld, "env" | "reading" | "stored" | "now"> & { readonly cache: Pick<RealCache, "ways"> },
): Promise<void> {
  if (Object.keys(request).length > 0 || !isLasting(way.plan)) return
  const key = keyOfWay(name, world.env, { reading: world.reading, stored: world.stored.bytes }, world.now())
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
