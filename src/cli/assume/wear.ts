import { chosenFor } from "../../config/settings.ts"
import { envChange, type Worn } from "../../emit/env.ts"
import { credentialsFor, planFor } from "../../guise.ts"
import type { Plan } from "../../plan/plan.ts"
import type { EnvChange } from "../../types.ts"
import type { RealWorld } from "../../world.ts"
import { type CredentialFlagValues, freshnessOf, requestOf, type SignInFlagValues } from "../flags.ts"
import { confirmProfile } from "../guard.ts"
import type { Io } from "../io.ts"
import { keepWay } from "../keep-way.ts"
import type { Habit } from "../which.ts"
import { planForWho, sayFrom, whoIsMeant } from "../who.ts"
import { withExtras, wornWith } from "./worn.ts"

export { sayBearerTokens } from "./worn.ts"

/** Somebody to be: the plan, the credentials it gave, and the world they were got in. */
export interface Assumed {
  readonly plan: Plan
  readonly worn: Worn
  readonly world: RealWorld
  /** The `.guise` file that picked the profile, as a person would write it. */
  readonly from?: string
  /** The flags, with the region of that file where none of them names one. */
  readonly flags: CredentialFlagValues
}

/** How a request becomes a plan: as the profile and the flags say, or in a command's own way. */
export type Planner = typeof planFor

/** Habits of the commands that hand an identity on, to a command or a shell. */
const gives: readonly Habit[] = ["keys", "child", "subshell"]

/** Those of them that plan as the profile and the flags say, and may write. */
const remembers: readonly Habit[] = ["child", "subshell"]

/** Gets credentials for the profile that the words, the folder, or the habit of the command, name. `line` is what to type when none is. */
export async function assume(
  argument: string | undefined,
  typed: CredentialFlagValues & SignInFlagValues,
  habit: Habit,
  line: string,
  io: Io,
  planned: Planner = planFor,
): Promise<Assumed> {
  const who = await whoIsMeant(argument, typed, { habit, line }, io)
  const { which, world, flags } = who
  if (habit === "look") sayFrom(who)
  const request = requestOf(flags)
  const plan = planForWho(who, request, planned)
  for (const text of plan.notices) world.notice(text)
  const chosen = chosenFor(world.settings, plan.profile)
  if (gives.includes(habit)) await confirmProfile(plan, chosen, world)
  const credentials = await credentialsFor(plan, world, freshnessOf(flags, chosen))
  if (gives.includes(habit) && plan.profile !== undefined) {
    // Not on the warm road, which has no time for it: what is noted is about every hour of use.
    const { noteUse } = await import("../picker/usage.ts")
    noteUse(plan.profile, io.env, world.now())
  }
  // What a folder adds to a profile is not the profile's own way.
  if (which.kind === "named" && which.folder === undefined && remembers.includes(habit))
    await keepWay(which.name, request, { plan, chosen }, world)
  const { from } = who
  return { plan, world, flags, worn: wornWith(plan, credentials), ...(from === undefined ? {} : { from }) }
}

/** What the environment of a command, or a shell, becomes; with the extra variables that the settings name. */
export function changeFor(
  { worn, world }: Pick<Assumed, "worn" | "world">,
  change: EnvChange = envChange(worn, world.env),
): EnvChange {
  return withExtras(change, chosenFor(world.settings, worn.profile))
}
