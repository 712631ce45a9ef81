import type { Profile } from "../../config/profile.ts"
import { instantOf } from "../../instant.ts"
import { keyOf, type Plan } from "../../plan/plan.ts"
import { isOpen, type LoginRoot, type SsoRoot } from "../../plan/roots.ts"
import { signInStateOf } from "../../sign-ins/known.ts"
import type { World } from "../../types.ts"
import { type CachedStep, cachedStep, lastCached } from "../cached.ts"

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

/** Says what is left of the session behind a plan; undefined when nothing is kept. */
export type Lasting = (plan: Plan, profile: Profile) => Promise<SessionLeft | undefined> | SessionLeft | undefined

/**
 * The sign-in or the MFA session behind a plan; where there is none, temporary keys that a file keeps, or the role itself
 * as it is cached. Makes nothing and writes nothing. Thousands of profiles may stand on one sign-in: it is looked up once;
 * and of thousands of roles few are cached: for the others nothing is waited for.
 */
export async function sessionsLeft(world: World): Promise<Lasting> {
  const isKept = await world.cache.kept()
  const found = new Map<string, Promise<SessionLeft | undefined>>()
  const once = (name: readonly unknown[], look: () => Promise<SessionLeft | undefined>) => {
    const key = JSON.stringify(name)
    const left = found.get(key) ?? look()
    found.set(key, left)
    return left
  }
  const inCacheNow = async (plan: Plan): Promise<SessionLeft | undefined> => {
    const behind = sessionBehind(plan)
    const session =
      behind && (await once(["session", behind.root], async () => inCache(await cachedStep(behind, 0, world))))
    return session ?? inCache(await lastCached(plan, world))
  }
  return (plan, profile) => {
    const { root } = plan
    if (root.kind === "login") return signInLeft(root, world)
    if (root.kind === "sso") return once(["sso", root.session, root.startUrl], async () => ssoLeft(root, world))
    const mayBeKept = isOpen(root) || sessionBehind(plan) !== undefined || isKept(keyOf(plan))
    return keptInFile(plan, profile, world) ?? (mayBeKept ? inCacheNow(plan) : undefined)
  }
}

/** The plan, or the one after it, that begins with an MFA session. */
function sessionBehind(plan: Plan): Plan | undefined {
  if (plan.root.kind === "session") return plan
  return plan.ifDenied && sessionBehind(plan.ifDenied)
}

function inCache(step: CachedStep | undefined): SessionLeft | undefined {
  return step && { kept: "cache", expiresAt: step.expiresAt, left: step.left }
}

function ssoLeft(root: SsoRoot, world: World): SessionLeft | undefined {
  const signIn = signInStateOf(root, world)
  return signIn && { kept: "sign-in", ...signIn }
}

async function signInLeft(root: LoginRoot, world: World): Promise<SessionLeft | undefined> {
  const { signInEnds } = await import("../../source/login-again.ts")
  const expiresAt = await signInEnds(root, world)
  return expiresAt === undefined ? undefined : { kept: "sign-in", expiresAt, left: leftUntil(expiresAt, world) }
}

function keptInFile({ root }: Plan, { name, keys }: Profile, world: World): SessionLeft | undefined {
  const expiresAt = keys?.hasToken === true && root.kind === "keys" ? instantOf(keys.expiration) : undefined
  if (expiresAt === undefined || root.kind !== "keys" || root.profile !== name) return undefined
  return { kept: "file", expiresAt, left: leftUntil(expiresAt, world) }
}

/** Both are by AWS's clock. */
function leftUntil(expiresAt: number, { now, skew }: World): number {
  return Math.floor(expiresAt - now() - skew)
}
