import { isGoodEnough } from "../../cache/freshness.ts"
import { chosenFor } from "../../config/settings.ts"
import { GuiseError } from "../../errors.ts"
import { credentialsFor, entryOf, planFor } from "../../guise.ts"
import { isLongLived, type Plan } from "../../plan/plan.ts"
import type { Request } from "../../plan/resolve.ts"
import { noticeLine } from "../../printable.ts"
import type { CacheEntry, Env, Freshness } from "../../types.ts"
import { makeWorld, type RealWorld } from "../../world.ts"
import { type CredentialFlagValues, freshnessOf, worldOptionsOf } from "../flags.ts"
import { openSupply, type Supply } from "./supply.ts"

/** Who is served, and by what flags and environment. */
export interface Renewing {
  readonly profile: string
  /** What these credentials are called in words for the person. */
  readonly name: string
  readonly flags: CredentialFlagValues
  /** As the flags asked at the start: a file of theirs may be gone by now. */
  readonly request: Request
  readonly env: Env
  say(line: string): void
}

/** A supply of these credentials. What a renewal says to the person is said once, until one has succeeded. SECRET. */
export function supplyFor(renewing: Renewing, want: Freshness, first?: CacheEntry): Supply {
  const told = new Set<string>()
  const notice = (text: string) => {
    if (!told.has(text)) renewing.say(noticeLine(text))
    told.add(text)
  }
  const now = () => Date.now() / 1000
  const say = (line: string) => notice(line.replace(/^guise: /, "").trimEnd())
  const renew = async (life: number) => {
    const entry = await renewed({ ...renewing, say }, life)
    if (isGoodEnough(entry, want, now())) told.clear()
    return entry
  }
  const sleep = (milliseconds: number) => new Promise<void>(done => void setTimeout(done, milliseconds).unref())
  return openSupply({ name: renewing.name, want, now, sleep, notice, renew }, first)
}

/**
 * Credentials for a profile as its files and settings are now: keys that were rotated and profiles that were edited since
 * the start count. No code that came with the start is used again.
 */
async function renewed({ profile, flags, request, env, say }: Renewing, life: number): Promise<CacheEntry> {
  const { mfaCode: _used, tokenCode: _usedToo, fresh: _had, ...lasting } = flags
  const { GUISE_MFA_CODE: _once, ...environment } = env
  const world = await makeWorld({ ...worldOptionsOf(lasting), env: environment, say })
  const { fresh: _first, ...again } = request
  const plan = planFor(profile, again, world)
  return entryFor(plan, wantFor(lasting, profile, world, life), world)
}

/** What the cache keeps of a plan's credentials, made when need be. Error: `not-supported` for what has no end. */
export async function entryFor(plan: Plan, want: Freshness, world: RealWorld): Promise<CacheEntry> {
  const credentials = await credentialsFor(plan, world, want)
  if (credentials.expiresAt === undefined) throw endless(plan.profile ?? "default")
  return entryOf(plan, credentials, world)
}

/** The life that is wanted of a profile's credentials, and at least so much. */
export function wantFor(
  flags: Pick<CredentialFlagValues, "minTtl" | "fresh">,
  profile: string | undefined,
  world: RealWorld,
  atLeast = 0,
): Freshness {
  const want = freshnessOf(flags, chosenFor(world.settings, profile))
  return { ...want, minTtl: Math.max(want.minTtl, atLeast) }
}

/** Refuses what no endpoint can hand out: SDKs insist on an end. Error: `not-supported`. */
export function insistOnEnd(plan: Plan): void {
  if (isLongLived(plan)) throw endless(plan.profile ?? "default")
}

function endless(profile: string): GuiseError {
  return new GuiseError(
    "not-supported",
    `Profile ${profile} leads to credentials without an end, and an endpoint hands out only what ends.`,
    { hint: `name an MFA device for a session (mfa_serial in profile ${profile}), or a role` },
  )
}
