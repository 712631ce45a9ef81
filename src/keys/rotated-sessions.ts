import { keyOf, type Plan } from "../plan/plan.ts"
import type { KeysRoot, Root } from "../plan/roots.ts"
import { triesOf } from "../plan/tries.ts"

/**
 * The cache keys of all that was ever made, by these plans' roads, from the key `old` of a profile: its MFA sessions,
 * and the roles taken through them. AWS takes none of them once the key is inactive. New plans name the new key, and
 * never meet these entries; they are forgotten because they are of no use to anybody but a thief.
 */
export function keysBehind(plans: readonly Plan[], profile: string, old: string): readonly string[] {
  return [...new Set(plans.flatMap(triesOf).flatMap(plan => keysOfPlan(plan, profile, old)))]
}

function keysOfPlan(plan: Plan, profile: string, old: string): readonly string[] {
  const root = asBefore(plan.root, profile, old)
  if (root === undefined) return []
  return Array.from({ length: plan.hops.length + 1 }, (_none, depth) => keyOf({ ...plan, root }, depth))
}

/** The root as it was while the old key was in its place. */
function asBefore(root: Root, profile: string, old: string): Root | undefined {
  const before = (keys: KeysRoot) =>
    keys.keyId === old || keys.profile === profile ? { ...keys, keyId: old } : undefined
  if (root.kind === "keys") return before(root)
  if (root.kind !== "session") return undefined
  const keys = before(root.keys)
  return keys && { ...root, keys }
}
