import { chosenFor } from "../../config/settings.ts"
import { planFor } from "../../guise.ts"
import { accountOf } from "../../plan/account.ts"
import type { Plan } from "../../plan/plan.ts"
import type { RealWorld } from "../../world.ts"
import { type CredentialFlagValues, requestOf } from "../flags.ts"
import type { Which } from "../which.ts"
import type { Meant } from "./open.ts"

/** Whose browser is wanted, for the profile and the flags that the words name. */
export function meantBy(which: Which, flags: CredentialFlagValues, world: RealWorld): Meant {
  const named = which.kind === "named" ? which.name : undefined
  const plan = planOrNothing(named, flags, world)
  const profile = named ?? plan?.profile
  return {
    profile: profile ?? "default",
    account: (plan && accountOf(plan)) ?? "",
    browser: chosenFor(world.settings, profile).browser,
  }
}

/** Whose browser is wanted where no profile is meant. */
export function meantByNobody(world: RealWorld): Meant {
  return { profile: "default", account: "", browser: chosenFor(world.settings, undefined).browser }
}

/** What is wrong with a plan is said by whoever carries it out. */
function planOrNothing(name: string | undefined, flags: CredentialFlagValues, world: RealWorld): Plan | undefined {
  try {
    return planFor(name, requestOf(flags), world)
  } catch {
    return undefined
  }
}
