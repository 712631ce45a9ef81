import { sha256 } from "../sys/digest.ts"
import type { World } from "../types.ts"
import type { KeptSignIn } from "./login-file.ts"

/** Seconds for which a sign-in can be renewed. */
export const signInLife = 12 * 3600

/** Where and when a sign-in began. */
type Origin = Pick<KeptSignIn, "region" | "begunAt">

/**
 * Remembers them beside the file that all tools share: some of those (the SDKs for Go and Rust) throw away what they do
 * not know when they renew it. What they all keep is the key for proofs, which tells one sign-in from another.
 */
export function rememberOrigin(proofKey: string, origin: Origin, world: Pick<World, "cache">): Promise<void> {
  return world.cache.remember(keyOf(proofKey), JSON.stringify(origin), signInLife)
}

/** The sign-in with what its file does not say any more. */
export async function withOrigin(kept: KeptSignIn, world: Pick<World, "cache">): Promise<KeptSignIn> {
  if (kept.region !== undefined && kept.begunAt !== undefined) return kept
  const fact = await world.cache.recall(keyOf(kept.proofKey))
  return fact === undefined ? kept : { ...(JSON.parse(fact) as Origin), ...kept }
}

function keyOf(proofKey: string): string {
  return `login origin ${sha256([proofKey.trim()])}`
}
