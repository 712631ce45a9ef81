import { GuiseError, isGuiseError } from "../errors.ts"
import { inWords, wholeMinutes } from "../plan/durations.ts"
import { keyOf, type Plan } from "../plan/plan.ts"
import type { Credentials, World } from "../types.ts"

/** What one walk came to: credentials, or AWS's no with what the next decision needs. */
export type Attempt = { readonly credentials: Credentials } | Denial

interface Denial {
  readonly denied: GuiseError
  /** The hop that was denied, from 1. */
  readonly deniedAt: number
  /** The session that stood behind it, if one was used. */
  readonly session: Session | undefined
}

interface Session {
  /** By this machine's clock. */
  readonly madeAt: number
  readonly madeHere: boolean
  /** AWS's clock minus this machine's, then. */
  readonly skew: number
}

export interface Ways {
  /** Walks a plan without asking the cache for its last step; the root is younger than `madeAfter`. */
  walk(plan: Plan, madeAfter?: number): Promise<Attempt>
  /** Another plan from its own entry on, with its own second try. */
  wholly(plan: Plan): Promise<Credentials>
}

/** What is kept under the plan's key. */
type Memory =
  /** The second try was needed and worked; for a younger session also how old the denied one was, in seconds. */
  | { readonly kind: "helped"; readonly age?: number }
  /** Both were denied, the second with a session made then. */
  | { readonly kind: "in-vain"; readonly session?: number }

const day = 86_400
const helpedTtl = 7 * day
/** Shorter: a denial may have had another reason, and a wrong guess costs a code at each renewal. */
const tooOldTtl = day
const inVainTtl = 3600
/**
 * A session younger than this is not what the role objects to: the shortest age that AWS's own examples write into
 * `aws:MultiFactorAuthAge` is 300 seconds. Of other reasons (a wrong external id) AWS says nothing that could be told
 * apart, and a new code would be typed in vain.
 */
const youngEnough = 300

/**
 * Credentials by `plan`, or by `fallback` when AWS denies it: an MFA session where there was none, or a younger one.
 * That the fallback was needed and worked is remembered for a week (at which age a session was too old, for a day), so
 * that AWS is not asked in vain at every call; that it was denied as well, for an hour or until there is another
 * session, so that nobody types codes in vain.
 * `fresh` forgets both. Error: `aws-denied`, the first one; and whatever the walks throw.
 */
export async function withSecondTry(
  plan: Plan,
  fallback: Plan,
  ways: Ways,
  world: World,
  fresh: boolean,
): Promise<Credentials> {
  const memory = fresh ? undefined : await recall(plan, world)
  return keyOf(fallback) === keyOf(plan)
    ? orYoungerSession(plan, fallback, ways, world, memory)
    : orOtherWay(plan, fallback, ways, world, memory)
}

/** The fallback is the same road behind a younger MFA session (`aws:MultiFactorAuthAge` in the trust policy). */
async function orYoungerSession(
  plan: Plan,
  fallback: Plan,
  ways: Ways,
  world: World,
  memory: Memory | undefined,
): Promise<Credentials> {
  const tooOld = await sessionKnownTooOld(plan, world, memory)
  if (tooOld !== undefined)
    world.notice(`The role wants a younger MFA session than one ${inWords(wholeMinutes(world.now() - tooOld))} old.`)
  const first = await ways.walk(plan, tooOld)
  if (!("denied" in first)) return first.credentials
  const { denied, session } = first
  if (session === undefined || !helps(fallback, plan, first)) throw denied
  if (session.madeHere) return inVain(plan, session.madeAt, denied, world)
  if (memory?.kind === "in-vain" && session.madeAt <= (memory.session ?? 0)) throw denied
  const age = ageOf(session, world)
  if (age < youngEnough) throw denied
  world.notice(`AWS denied the role to an MFA session ${inWords(wholeMinutes(age))} old; trying with a new one.`)
  const second = await orFirst(() => ways.walk(fallback, session.madeAt), denied)
  if ("denied" in second) return inVain(plan, second.session?.madeAt, denied, world)
  const tooOldAt = Math.min(age, memory?.kind === "helped" ? (memory.age ?? day) : day)
  await remember(plan, { kind: "helped", age: Math.max(1, Math.floor(tooOldAt)) }, tooOldTtl, world)
  return second.credentials
}

/** The fallback is another road: with an MFA session where the role itself names no device. */
async function orOtherWay(
  plan: Plan,
  fallback: Plan,
  ways: Ways,
  world: World,
  memory: Memory | undefined,
): Promise<Credentials> {
  const known = memory?.kind === "helped" ? await unlessDenied(() => ways.wholly(fallback)) : undefined
  if (known !== undefined) return known
  const first = await ways.walk(plan)
  if (!("denied" in first)) return first.credentials
  const wasTried = memory?.kind === "helped"
  if (wasTried || !helps(fallback, plan, first) || (await isInVain(fallback, memory, world))) throw first.denied
  world.notice("AWS denied the role without MFA; trying with an MFA session.")
  const second = await orFirst(() => unlessDenied(() => ways.wholly(fallback)), first.denied)
  if (second === undefined) return inVain(plan, await sessionMadeAt(fallback, world), first.denied, world)
  await remember(plan, { kind: "helped" }, helpedTtl, world)
  return second
}

/** Another root is seen by the first role alone: role credentials carry no MFA on to the next. */
function helps(fallback: Plan, plan: Plan, { deniedAt }: Denial): boolean {
  return deniedAt === 1 || keyOf({ ...plan, root: fallback.root }) !== keyOf(fallback)
}

/** By AWS's clock as the denial itself told it: that is the clock the condition is about. */
function ageOf({ madeAt, skew }: Session, { awsTime, now }: World): number {
  return (awsTime ?? now() + skew) - (madeAt + skew)
}

async function sessionKnownTooOld(plan: Plan, world: World, memory: Memory | undefined): Promise<number | undefined> {
  if (memory?.kind !== "helped" || memory.age === undefined) return undefined
  const madeAt = await sessionMadeAt(plan, world)
  return madeAt !== undefined && world.now() - madeAt >= memory.age ? madeAt : undefined
}

async function isInVain(fallback: Plan, memory: Memory | undefined, world: World): Promise<boolean> {
  if (memory?.kind !== "in-vain") return false
  const madeAt = await sessionMadeAt(fallback, world)
  return madeAt === undefined || madeAt <= (memory.session ?? 0)
}

async function sessionMadeAt(plan: Plan, world: World): Promise<number | undefined> {
  return plan.root.kind === "keys" ? undefined : (await world.cache.peek(keyOf(plan, 0)))?.madeAt
}

async function inVain(plan: Plan, session: number | undefined, denied: GuiseError, world: World): Promise<never> {
  const memory: Memory = session === undefined ? { kind: "in-vain" } : { kind: "in-vain", session }
  await remember(plan, memory, inVainTtl, world)
  throw denied
}

/** Where nobody can be asked for a code, AWS's no is the trouble, and the question only one way out of it. */
async function orFirst<T>(way: () => Promise<T>, denied: GuiseError): Promise<T> {
  try {
    return await way()
  } catch (error) {
    if (!isGuiseError(error, "nobody-to-ask")) throw error
    const hint = [error.hint && `if it wants MFA, ${error.hint}`, denied.hint].filter(Boolean).join("; ")
    const detail = denied.detail === undefined ? {} : { detail: denied.detail }
    throw new GuiseError(denied.code, denied.message, { hint, ...detail, cause: denied.cause })
  }
}

async function unlessDenied<T>(way: () => Promise<T>): Promise<T | undefined> {
  try {
    return await way()
  } catch (error) {
    if (!isGuiseError(error, "aws-denied")) throw error
    return undefined
  }
}

async function remember(plan: Plan, memory: Memory, ttl: number, world: World): Promise<void> {
  await world.cache.remember(keyOf(plan), JSON.stringify(memory), ttl)
}

async function recall(plan: Plan, world: World): Promise<Memory | undefined> {
  const fact = await world.cache.recall(keyOf(plan))
  return fact === undefined ? undefined : (JSON.parse(fact) as Memory)
}
