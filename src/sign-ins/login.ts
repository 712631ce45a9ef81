import { nameInArn } from "../arn.ts"
import { secondsLeft } from "../cache/freshness.ts"
import { GuiseError, isGuiseError } from "../errors.ts"
import { callerOf } from "../guise.ts"
import { keyOf, type Plan } from "../plan/plan.ts"
import type { Root } from "../plan/roots.ts"
import { quoted } from "../quoted.ts"
import { credentialsFor } from "../source/chain.ts"
import { signInName } from "../source/sso-lines.ts"
import { ssoToken } from "../source/sso-token.ts"
import { pathsOf } from "../sys/paths.ts"
import type { RealWorld } from "../world.ts"
import { forgetSteps, plansBehind } from "./behind.ts"

/** A session or sign-in that has more than this many seconds left is not asked for again. */
const longEnough = 3600

export interface Login {
  readonly expiresAt: number
  /** Seconds until AWS stops accepting the session, by AWS's own clock. */
  readonly left: number
  /** False when what was there still lasts long enough. */
  readonly renewed: boolean
  /** Where one is signed in, where that has a name. */
  readonly to?: string
  /** Who signed in, where that is known. */
  readonly as?: string
  /** It is renewed without a person while the sign-in lasts. */
  readonly renewable?: boolean
}

type Way = (plan: Plan, world: RealWorld, force: boolean) => Promise<Login>

/** What one can log in to, by what stands at the root of a plan. */
const ways: { readonly [Kind in Root["kind"]]?: Way } = { session: bySession, sso: bySso, login: byLogin }

/**
 * Makes sure of the session or sign-in at the root of a plan, or of the one it would turn to if denied.
 * Errors: `not-supported` when no sign-in stands behind the plan; `cache-failed` when a session could not be kept; those
 * of the session or the sign-in itself.
 */
export async function login(plan: Plan, world: RealWorld, force: boolean): Promise<Login> {
  const start = startOf(plan)
  const way = start && ways[start.root.kind]
  if (start !== undefined && way !== undefined) return way(start, world, force)
  throw new GuiseError(
    "not-supported",
    `Nothing stands behind ${plan.profile ?? "these credentials"} that one could log in to: no sign-in and no MFA session is needed.`,
    {
      hint: `guise explain ${quoted(plan.profile ?? "")}`.trimEnd(),
    },
  )
}

/** The plan of the root alone. */
function startOf(plan: Plan): Plan | undefined {
  if (ways[plan.root.kind] === undefined) return plan.ifDenied && startOf(plan.ifDenied)
  const { ifDenied: _other, ...rest } = plan
  return { ...rest, hops: [] }
}

async function bySession(session: Plan, world: RealWorld, force: boolean): Promise<Login> {
  const started = world.now()
  const credentials = await credentialsFor(session, world, { minTtl: longEnough, ...(force ? { fresh: true } : {}) })
  const { expiresAt } = credentials
  if (expiresAt === undefined) throw new GuiseError("unexpected", "The session has no end.")
  // The skew of the call that made the session, which need not be one of this process.
  const entry = await world.cache.peek(keyOf(session))
  const isKept = entry?.credentials.accessKeyId === credentials.accessKeyId || (entry?.madeAt ?? 0) >= started
  if (entry === undefined || !isKept) throw unkept(world)
  return { expiresAt, left: secondsLeft(entry, world.now()) ?? 0, renewed: entry.madeAt >= started }
}

/** A session ahead of need is for those who come later, and none of them would find this one. */
function unkept({ env }: Pick<RealWorld, "env">): GuiseError {
  const { cache } = pathsOf(env)
  return new GuiseError("cache-failed", `AWS gave a session, and it could not be kept in ${cache}: it is lost.`, {
    hint: `make ${quoted(cache)} a folder that you can write to, or set XDG_CACHE_HOME to one`,
  })
}

async function byLogin({ root }: Plan, world: RealWorld, force: boolean): Promise<Login> {
  if (root.kind !== "login") throw new GuiseError("unexpected", "This plan begins with no sign-in to AWS.")
  const { ensureLogin } = await import("../source/login-again.ts")
  const { endsAt, renewed } = await ensureLogin(root, world, force ? Number.POSITIVE_INFINITY : longEnough)
  return { expiresAt: endsAt, left: endsAt - world.now() - world.skew, renewed, to: "AWS", as: root.session }
}

async function bySso(start: Plan, world: RealWorld, force: boolean): Promise<Login> {
  if (start.root.kind !== "sso") throw new GuiseError("unexpected", "This plan begins with no sign-in.")
  const token = await ssoToken(start.root, world, { lasting: longEnough, anew: force })
  const { expiresAt, refreshable: renewable } = token
  const signedIn = token.came === "signed-in"
  // It may be somebody else who signed in: what came of the former sign-in is not theirs.
  if (signedIn) await forgetSteps(plansBehind(start, world), world)
  const as = signedIn ? await whoSignedIn(start, world) : undefined
  const left = expiresAt - world.now() - world.skew
  const to = signInName(start.root)
  return { expiresAt, left, renewed: token.came !== "kept", to, renewable, ...(as === undefined ? {} : { as }) }
}

/** Only the role knows: a token says nothing of its owner. That it cannot be had is said, and undoes no sign-in. */
async function whoSignedIn(start: Plan, world: RealWorld): Promise<string | undefined> {
  try {
    const { arn } = await callerOf(start, await credentialsFor(start, world, { minTtl: 0 }), world)
    return nameInArn(arn)
  } catch (error) {
    if (!isGuiseError(error)) throw error
    world.notice(error.message)
    return undefined
  }
}
