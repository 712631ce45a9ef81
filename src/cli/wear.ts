import type { Worn } from "../emit/env.ts"
import { bearerTokensIn } from "../emit/env.ts"
import { credentialsFor, planFor } from "../guise.ts"
import type { Plan } from "../plan/plan.ts"
import { makeWorld, type RealWorld } from "../world.ts"
import { type CredentialFlagValues, freshnessOf, namedProfile, requestOf, worldOptionsOf } from "./flags.ts"
import type { Io } from "./io.ts"
import { type Habit, whichProfile } from "./which.ts"

/** Somebody to be: the plan, the credentials it gave, and the world they were got in. */
export interface Assumed {
  readonly plan: Plan
  readonly worn: Worn
  readonly world: RealWorld
}

/** Gets credentials for the profile that the words, or the habit of the command, name. `line` is what to type when none is. */
export async function assume(
  argument: string | undefined,
  flags: CredentialFlagValues,
  habit: Habit,
  line: string,
  io: Io,
): Promise<Assumed> {
  const world = makeWorld({ ...worldOptionsOf(flags), env: io.env, say: io.say })
  const which = await whichProfile(habit, namedProfile(argument, flags), io.env, world.somebodyThere, line)
  const plan = planFor(which.kind === "named" ? which.name : undefined, requestOf(flags), world)
  const credentials = await credentialsFor(plan, world, freshnessOf(flags))
  const { profile, region } = plan
  return {
    plan,
    world,
    worn: { credentials, ...(profile === undefined ? {} : { profile }), ...(region === undefined ? {} : { region }) },
  }
}

/** Says which bearer tokens are taken away: they would have gone on speaking for somebody else. */
export function sayBearerTokens({ world }: Assumed): void {
  const names = bearerTokensIn(world.env)
  if (names.length > 0) world.notice(`unset for this identity, because they beat its signatures: ${names.join(", ")}`)
}
