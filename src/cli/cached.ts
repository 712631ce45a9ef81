import { secondsLeft } from "../cache/freshness.ts"
import { keyOf, type Plan } from "../plan/plan.ts"
import { everBorne } from "../source/bearer.ts"
import type { World } from "../types.ts"

/** What the cache holds for one step of a plan. */
export interface CachedStep {
  /** 0 for the root, n for the nth role. */
  readonly depth: number
  readonly expiresAt: number
  /** Seconds until AWS stops accepting it; 0 or less when it has. */
  readonly left: number
}

/** The steps of `plan` that are cached now, expired ones too while they are kept. Makes nothing and writes nothing. */
export async function cachedSteps(plan: Plan, world: World): Promise<readonly CachedStep[]> {
  const plans = await everBorne(plan, world)
  const depths = Array.from({ length: plan.hops.length + 1 }, (_none, depth) => depth)
  const steps = await Promise.all(depths.map(depth => latest(plans, depth, world)))
  return steps.filter(step => step !== undefined)
}

/** The last step alone: what the plan itself yields. */
export async function lastCached(plan: Plan, world: World): Promise<CachedStep | undefined> {
  return latest(await everBorne(plan, world), plan.hops.length, world)
}

/** Of several identities that stood at the root the one whose step lasts longest. */
async function latest(plans: readonly Plan[], depth: number, world: World): Promise<CachedStep | undefined> {
  const steps = await Promise.all(plans.map(plan => cachedStep(plan, depth, world)))
  return steps.filter(step => step !== undefined).sort((a, b) => b.expiresAt - a.expiresAt)[0]
}

/** One step of a plan, if it is cached. */
export async function cachedStep(plan: Plan, depth: number, world: World): Promise<CachedStep | undefined> {
  const entry = await world.cache.peek(keyOf(plan, depth))
  const expiresAt = entry?.credentials.expiresAt
  if (entry === undefined || expiresAt === undefined) return undefined
  return { depth, expiresAt, left: secondsLeft(entry, world.now()) ?? 0 }
}
