import { secondsLeft } from "./cache/freshness.ts"
import { GuiseError } from "./errors.ts"
import { keyOf, type Plan } from "./plan/plan.ts"
import { quoted } from "./quoted.ts"
import { credentialsFor } from "./source/chain.ts"
import type { World } from "./types.ts"

/** A session that has more than this many seconds left is not asked for again. */
const longEnough = 3600

export interface Login {
  readonly expiresAt: number
  /** Seconds until AWS stops accepting the session, by AWS's own clock. */
  readonly left: number
  /** False when the session that was there still lasts long enough. */
  readonly renewed: boolean
}

/**
 * Makes sure of the session at the root of a plan, or of the one it would turn to if denied.
 * Errors: `not-supported` when no sign-in stands behind the plan; those of the session itself.
 */
export async function login(plan: Plan, world: World, force: boolean): Promise<Login> {
  const session = sessionOf(plan)
  if (session === undefined) {
    throw new GuiseError(
      "not-supported",
      `Nothing stands behind ${plan.profile ?? "these credentials"} that one could log in to: no MFA session is needed.`,
      {
        hint: `guise explain ${quoted(plan.profile ?? "")}`.trimEnd(),
      },
    )
  }
  const started = world.now()
  const credentials = await credentialsFor(session, world, { minTtl: longEnough, ...(force ? { fresh: true } : {}) })
  const { expiresAt } = credentials
  if (expiresAt === undefined) throw new GuiseError("unexpected", "The session has no end.")
  // The skew of the call that made the session, which need not be one of this process.
  const entry = (await world.cache.peek(keyOf(session))) ?? { credentials, madeAt: started, skew: world.skew }
  return { expiresAt, left: secondsLeft(entry, world.now()) ?? 0, renewed: entry.madeAt >= started }
}

function sessionOf(plan: Plan): Plan | undefined {
  if (plan.root.kind !== "session") return plan.ifDenied && sessionOf(plan.ifDenied)
  const { ifDenied: _other, ...rest } = plan
  return { ...rest, hops: [] }
}
