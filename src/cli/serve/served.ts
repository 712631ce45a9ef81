import { chosenFor } from "../../config/settings.ts"
import { pathOf, rolePathOf } from "../../emit/ecs.ts"
import { GuiseError } from "../../errors.ts"
import { planFor } from "../../guise.ts"
import type { Plan } from "../../plan/plan.ts"
import type { Request } from "../../plan/resolve.ts"
import { onOneLine } from "../../printable.ts"
import type { CacheEntry, Env, Freshness } from "../../types.ts"
import type { RealWorld } from "../../world.ts"
import { type CredentialFlagValues, requestOf } from "../flags.ts"
import { confirmProfile } from "../guard.ts"
import { firstOfAll, type Start } from "./first.ts"
import { entryFor, insistOnEnd, type Renewing, supplyFor, wantFor } from "./renewal.ts"
import type { Supply } from "./supply.ts"
import { newToken } from "./token.ts"

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
 * Makes a supply of each profile, with first credentials in it: questions that they take are asked now. Where a person or
 * the network is wanted for them and is not there the supply starts empty, and goes on trying: at boot neither need be.
 * Errors: whatever else keeps a profile from being served.
 */
export async function serveAll(
  profiles: readonly string[],
  world: RealWorld,
  serving: Serving,
): Promise<readonly Served[]> {
  const starts: Planned[] = []
  for (const profile of profiles) starts.push(await startOf(profile, world, serving))
  const firsts = await firstOfAll(starts, world)
  return starts.map(start => servedFrom(start, firsts.get(start), world, serving))
}

interface Planned extends Start {
  readonly plan: Plan
  readonly request: Request
}

async function startOf(profile: string, world: RealWorld, { flags, atLeast }: Serving): Promise<Planned> {
  if (/^\.{1,2}$/.test(profile)) {
    throw new GuiseError(
      "not-supported",
      `The name ${JSON.stringify(profile)} cannot stand in a path: HTTP clients take it away.`,
    )
  }
  const request = requestOf(flags)
  const plan = planFor(profile, request, world)
  insistOnEnd(plan)
  for (const text of plan.notices) world.notice(text)
  await confirmProfile(plan, chosenFor(world.settings, profile), world)
  const get = () => entryFor(plan, wantFor(flags, profile, world, atLeast), world)
  return { profile, plan, request, asksByItself: plan.root.kind === "process", get }
}

function servedFrom(
  { profile, plan, request }: Planned,
  first: CacheEntry | undefined,
  world: RealWorld,
  { flags, env, say, atLeast }: Serving,
): Served {
  const { fresh: _had, ...lasting } = flags
  const want = wantFor(lasting, profile, world, atLeast)
  const renewing = { profile, name: onOneLine(profile), flags: lasting, request, env, say }
  const roles = (chosenFor(world.settings, profile)["serve-roles"] ?? []).flatMap(arn =>
    roleSupplies(arn, renewing, want),
  )
  return {
    profile,
    region: plan.region,
    token: newToken(),
    supplies: new Map([[pathOf(profile), supplyFor(renewing, want, first)], ...roles]),
  }
}

/** By the path as clients write it, and by the one that needs no thought. */
function roleSupplies(arn: string, renewing: Renewing, want: Freshness): readonly (readonly [string, Supply])[] {
  const { profile, request, name } = renewing
  const roles = [...(request.roles ?? []), arn]
  const supply = supplyFor({ ...renewing, request: { ...request, roles }, name: `${arn} behind ${name}` }, want)
  return [rolePathOf(profile, arn), `${pathOf(profile)}/role/${arn}`].map(path => [path, supply] as const)
}
