import { secondsLeft } from "../cache/freshness.ts"
import type { Profile } from "../config/profile.ts"
import { instantOf } from "../instant.ts"
import { keyOf, type LoginRoot, type Plan } from "../plan/plan.ts"
import { standingOf } from "../sign-ins.ts"
import type { World } from "../types.ts"
import { cachedSteps } from "./cached.ts"

/** What a profile could be served from without asking anybody. No secret. */
export interface SessionLeft {
  /** Where it is kept: guise's cache, a section of an AWS file, or where SDKs keep sign-ins. */
  readonly kept: "cache" | "file" | "sign-in"
  /** Unix seconds. */
  readonly expiresAt: number
  /** Seconds; 0 or less when it is over. */
  readonly left: number
  /** It is renewed without a person, while the sign-in lasts. */
  readonly renewable?: boolean
}

/**
 * The sign-in or the MFA session behind a plan; where there is none, temporary keys that a file keeps, or the role itself
 * as it is cached. Undefined when nothing is kept. Makes nothing and writes nothing.
 */
export async function sessionLeft(plan: Plan, profile: Profile, world: World): Promise<SessionLeft | undefined> {
  if (plan.root.kind === "login") return signInLeft(plan.root, world)
  if (plan.root.kind === "sso") {
    const signIn = standingOf(plan.root, world)
    return signIn && { kept: "sign-in", ...signIn }
  }
  return keptInFile(plan, profile, world) ?? (await sessionInCache(plan, world)) ?? (await lastCached(plan, world))
}

async function signInLeft(root: LoginRoot, world: World): Promise<SessionLeft | undefined> {
  const { signInEnds } = await import("../source/login-again.ts")
  const expiresAt = await signInEnds(root, world)
  return expiresAt === undefined ? undefined : { kept: "sign-in", expiresAt, left: Math.floor(expiresAt - world.now()) }
}

function keptInFile({ root }: Plan, { name, keys }: Profile, world: World): SessionLeft | undefined {
  const expiresAt = keys?.hasToken === true && root.kind === "keys" ? instantOf(keys.expiration) : undefined
  if (expiresAt === undefined || root.kind !== "keys" || root.profile !== name) return undefined
  return { kept: "file", expiresAt, left: Math.floor(expiresAt - world.now()) }
}

async function sessionInCache(plan: Plan, world: World): Promise<SessionLeft | undefined> {
  if (plan.root.kind !== "session") return plan.ifDenied && sessionInCache(plan.ifDenied, world)
  const entry = await world.cache.peek(keyOf(plan, 0))
  const expiresAt = entry?.credentials.expiresAt
  if (entry === undefined || expiresAt === undefined) return undefined
  return { kept: "cache", expiresAt, left: secondsLeft(entry, world.now()) ?? 0 }
}

async function lastCached(plan: Plan, world: World): Promise<SessionLeft | undefined> {
  const last = (await cachedSteps(plan, world)).find(({ depth }) => depth === plan.hops.length)
  return last && { kept: "cache", expiresAt: last.expiresAt, left: last.left }
}
