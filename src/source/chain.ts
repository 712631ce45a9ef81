import { isGuiseError } from "../errors.ts"
import { type Hop, keyOf, type Plan } from "../plan/plan.ts"
import { isOpen } from "../plan/roots.ts"
import type { Credentials, Freshness, World } from "../types.ts"
import type { Attempt, Ways } from "./denied.ts"
import { keysFrom } from "./keys.ts"
import { obtain } from "./root.ts"

/**
 * What stands behind a role is used once, now: it needs no more than the time of a slow call. A session with three
 * minutes left still takes a role for an hour, and asks for no code.
 */
const behind: Freshness = { minTtl: 120 }

/**
 * Walks a plan: from its last hop back to the nearest step that is cached, then forward. `want` is meant for the last
 * step alone. When AWS denies a hop, `plan.ifDenied` is tried once, and what came of it is remembered.
 * Keys are never cached, nor anything else that does not expire.
 *
 * Errors: those of the steps: `aws-denied` and the rest of `aws/`, `mfa-rejected`, `mfa-code-used`, `nobody-to-ask`,
 * `prompt-refused`, `cancelled`, `no-credentials`, `process-failed`, `profile-loop`, `not-supported`.
 */
export async function credentialsFor(plan: Plan, world: World, want: Freshness): Promise<Credentials> {
  // Who stands at an open root is not in the plan: it is asked outside every lock.
  const known = isOpen(plan.root) ? await (await import("./bearer.ts")).borne(plan, world) : { plan }
  const walk: Walk = { ...known, world, rootWant: behind, fresh: want.fresh === true, trace: {} }
  const { credentials } = await reach(walk, plan.hops.length, want)
  return credentials
}

interface Walk {
  readonly plan: Plan
  readonly world: World
  /** What is wanted of the root when it stands behind a hop. */
  readonly rootWant: Freshness
  /** What the root gave already. */
  readonly start?: Credentials
  /** What is remembered is not to be counted on. */
  readonly fresh: boolean
  /** What happened on the way, for the decision about a second try. */
  readonly trace: { root?: Reached; deniedAt?: number }
}

interface Reached {
  readonly credentials: Credentials
  /** By this machine's clock. */
  readonly madeAt: number
  /** Made by this very walk: no younger ones can be had. */
  readonly madeHere: boolean
  /** AWS's clock minus this machine's when they were made. */
  readonly skew: number
}

async function reach(walk: Walk, depth: number, want: Freshness): Promise<Reached> {
  const { plan, world } = walk
  const given = depth > 0 ? undefined : plan.root.kind === "keys" ? await keysFrom(plan.root, world) : walk.start
  if (given !== undefined) return { credentials: given, madeAt: world.now(), madeHere: true, skew: world.skew }
  const isLast = depth > 0 && depth === plan.hops.length
  let madeHere = false
  const entry = await world.cache.once(keyOf(plan, depth), want, async () => {
    const made = isLast ? await takeLast(walk, want) : await take(walk, depth)
    madeHere = true
    if (isOpen(plan.root)) await (await import("./bearer.ts")).noteBearer(plan, world)
    return made
  })
  const reached = { credentials: entry.credentials, madeAt: entry.madeAt, madeHere, skew: entry.skew }
  if (depth === 0) walk.trace.root = reached
  return reached
}

/** The step at `depth` itself, without the cache: the root, or one role from what stands before it. */
async function take(walk: Walk, depth: number): Promise<Credentials> {
  const { plan, world, rootWant } = walk
  const hop = plan.hops[depth - 1]
  if (hop === undefined) return rootOf(plan, world)
  const sourceWant = depth === 1 ? rootWant : behind
  const source = await reach(walk, depth - 1, sourceWant)
  // A clock that was wrong when the source was made still is, as a rule: a refused signature is saved.
  world.skew ||= source.skew
  try {
    return await role(hop, source, walk, depth)
  } catch (error) {
    // AWS no longer takes what was cached (revoked, or the keys behind it replaced): what is made anew may do.
    const isStale = isGuiseError(error, "credentials-expired") || isGuiseError(error, "keys-rejected")
    if (!isStale || source.madeHere) throw error
    const newer = await reach(walk, depth - 1, { ...sourceWant, madeAfter: source.madeAt })
    return role(hop, newer, walk, depth)
  }
}

async function rootOf(plan: Plan, world: World): Promise<Credentials> {
  try {
    return await obtain(plan.root, world, plan.profile)
  } catch (error) {
    throw (await import("./explained.ts")).explained(error, { plan, depth: 0, world })
  }
}

async function role(hop: Hop, source: Reached, walk: Walk, depth: number): Promise<Credentials> {
  const { plan, world, fresh, trace } = walk
  const { takeRole } = await import("./assume-role.ts")
  try {
    return await takeRole(hop, source.credentials, world, fresh)
  } catch (error) {
    if (isGuiseError(error, "aws-denied")) trace.deniedAt = depth
    throw (await import("./explained.ts")).explained(error, { plan, depth, source, world })
  }
}

/** The last hop, with a second try where the plan has one. */
async function takeLast(walk: Walk, want: Freshness): Promise<Credentials> {
  const { plan, world, fresh } = walk
  if (plan.ifDenied === undefined) return take({ ...walk, rootWant: behind, trace: {} }, plan.hops.length)
  const { withSecondTry } = await import("./denied.ts")
  const ways: Ways = {
    walk: (way, madeAfter) => attempt({ ...walk, plan: way }, madeAfter),
    wholly: way => credentialsFor(way, world, want),
  }
  return withSecondTry(plan, plan.ifDenied, ways, world, fresh)
}

async function attempt(like: Walk, madeAfter: number | undefined): Promise<Attempt> {
  const rootWant = madeAfter === undefined ? behind : { ...behind, madeAfter }
  const walk: Walk = { ...like, rootWant, trace: {} }
  try {
    return { credentials: await take(walk, walk.plan.hops.length) }
  } catch (error) {
    if (!isGuiseError(error, "aws-denied")) throw error
    return { denied: error, deniedAt: walk.trace.deniedAt ?? 1, session: walk.trace.root }
  }
}
