import { tokenPath } from "../config/sso-paths.ts"
import { orNothing } from "../errors.ts"
import { planFor } from "../guise.ts"
import { keyOf, type Plan } from "../plan/plan.ts"
import type { Root } from "../plan/roots.ts"
import { triesOf } from "../plan/tries.ts"
import { everBorne } from "../source/bearer.ts"
import type { RealWorld } from "../world.ts"

/** The plans of all profiles that begin with the same session or sign-in, further tries included. */
export function plansBehind(start: Plan, world: RealWorld): readonly Plan[] {
  const same = sameStart(start.root, world)
  const all = world.files.names().flatMap(name => plansOf(name, world))
  return all.filter(({ root }) => same(root))
}

/** A sign-in serves many roles: it is the same where its token lies in the same file. */
function sameStart(root: Root, { env }: RealWorld): (other: Root) => boolean {
  if (root.kind === "sso") {
    const path = tokenPath(root, env)
    return other => other.kind === "sso" && tokenPath(other, env) === path
  }
  const bare = (of: Root) => keyOf({ root: of, hops: [], reasons: [], notices: [] })
  return other => bare(other) === bare(root)
}

/** The plan of a profile and its further tries; none where there is no plan for it. */
export function plansOf(name: string, world: RealWorld): readonly Plan[] {
  const plan = orNothing(() => planFor(name, {}, world))
  return plan === undefined ? [] : triesOf(plan)
}

/** Forgets each step of each plan. Answers how many were cached. */
export async function forgetSteps(plans: readonly Plan[], world: RealWorld): Promise<number> {
  const all = (await Promise.all(plans.map(plan => everBorne(plan, world)))).flat()
  const keys = all.flatMap(plan => Array.from({ length: plan.hops.length + 1 }, (_none, depth) => keyOf(plan, depth)))
  const gone = await Promise.all(Array.from(new Set(keys), key => world.cache.forget(key)))
  return gone.reduce((sum, count) => sum + count, 0)
}
