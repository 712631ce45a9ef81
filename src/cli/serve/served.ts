import { chosenFor } from "../../config/settings.ts"
import { pathOf, rolePathOf } from "../../emit/ecs.ts"
import { GuiseError, isGuiseError } from "../../errors.ts"
import { planFor } from "../../guise.ts"
import { onOneLine } from "../../printable.ts"
import type { CacheEntry, Env, Freshness } from "../../types.ts"
import type { RealWorld } from "../../world.ts"
import { type CredentialFlagValues, requestOf } from "../flags.ts"
import { confirmProfile } from "../guard.ts"
import { newToken } from "./door.ts"
import { entryFor, insistOnEnd, supplyFor, wantFor } from "./renewal.ts"
import type { Supply } from "./supply.ts"

/** One profile that is handed out. SECRET: `token`, `supply`. */
export interface Served {
  readonly profile: string
  readonly region: string | undefined
  readonly token: string
  /** By path: the profile itself, and the roles that settings allow behind it. */
  readonly supplies: ReadonlyMap<string, Supply>
}

/** What holds for all of them. */
export interface Serving {
  readonly flags: CredentialFlagValues
  readonly env: Env
  /** Seconds of life, over what flags and settings say. */
  readonly atLeast: number
  say(line: string): void
}

/**
 * Makes a supply of a profile, with first credentials in it: a question that they take is asked now. Where a person or
 * the network is wanted for them and is not there the supply starts empty, and goes on trying: at boot neither need be.
 * Errors: whatever else keeps the profile from being served.
 */
export async function serve(profile: string, world: RealWorld, serving: Serving): Promise<Served> {
  if (/^\.{1,2}$/.test(profile)) {
    throw new GuiseError(
      "not-supported",
      `The name ${JSON.stringify(profile)} cannot stand in a path: HTTP clients take it away.`,
    )
  }
  const { flags, env, say, atLeast } = serving
  const request = requestOf(flags)
  const plan = planFor(profile, request, world)
  insistOnEnd(plan)
  for (const text of plan.notices) world.notice(text)
  const chosen = chosenFor(world.settings, profile)
  await confirmProfile(plan, chosen, world)
  const first = await firstOf(() => entryFor(plan, wantFor(flags, profile, world, atLeast), world), profile, world)
  const { fresh: _had, ...lasting } = flags
  const want = wantFor(lasting, profile, world, atLeast)
  const renewing = { profile, name: onOneLine(profile), flags: lasting, request, env, atLeast, say }
  const roles = (chosen["serve-roles"] ?? []).flatMap(arn => roleSupplies(arn, renewing, want))
  return {
    profile,
    region: plan.region,
    token: newToken(),
    supplies: new Map([[pathOf(profile), supplyFor(renewing, want, first)], ...roles]),
  }
}

type Renewing = Parameters<typeof supplyFor>[0]

/** By the path as clients write it, and by the one that needs no thought. */
function roleSupplies(arn: string, renewing: Renewing, want: Freshness): readonly (readonly [string, Supply])[] {
  const { profile, request, name } = renewing
  const roles = [...(request.roles ?? []), arn]
  const supply = supplyFor({ ...renewing, request: { ...request, roles }, name: `${arn} behind ${name}` }, want)
  return [rolePathOf(profile, arn), `${pathOf(profile)}/role/${arn}`].map(path => [path, supply] as const)
}

async function firstOf(
  get: () => Promise<CacheEntry>,
  profile: string,
  world: RealWorld,
): Promise<CacheEntry | undefined> {
  try {
    return await get()
  } catch (error) {
    if (!isPassing(error)) throw error
    const hint = error.hint === undefined ? "" : ` (${error.hint})`
    world.notice(`${profile} is served once it can be had: ${error.message}${hint}`)
    return undefined
  }
}

/** What may be otherwise in a minute: somebody has signed in, or the network is there. */
function isPassing(error: unknown): error is GuiseError {
  return (
    isGuiseError(error, "nobody-to-ask") ||
    isGuiseError(error, "sign-in-needed") ||
    isGuiseError(error, "aws-unreachable") ||
    isGuiseError(error, "aws-throttled")
  )
}
