import { resolve } from "node:path"
import { type Chosen, chosenFor } from "../../config/settings.ts"
import { GuiseError } from "../../errors.ts"
import type { Wearing } from "../../shell/hook/interface.ts"
import { makeFolderFor } from "../../sys/lifetime-folder.ts"
import { pathsOf } from "../../sys/paths.ts"
import type { Env, EnvChange } from "../../types.ts"
import { changeByProfile, wayNamed } from "../as/as.ts"
import { profileWords } from "../as/carried.ts"
import { type Assumed, changeFor } from "../assume/wear.ts"
import type { CredentialFlagValues } from "../flags.ts"
import { shownIn, shownOfFile } from "./prompt.ts"
import type { Sourced } from "./source-file.ts"

/** How a shell is to wear somebody: what `--as` said, variables of a file beside the identity, and whose shell it is. */
export interface Manner {
  readonly as: string | undefined
  readonly sourced: Sourced | undefined
  readonly pid: number
}

/** What a shell has to know to wear somebody, in the way of the flag or of the settings. SECRET. Errors: those of the way. */
export async function wearingOf(assumed: Assumed, { as, sourced, pid }: Manner): Promise<Wearing> {
  const { plan, worn, world, flags } = assumed
  const { profile = "" } = plan
  const words = { profile, region: worn.region ?? world.env.AWS_REGION, account: worn.credentials.accountId }
  const shown = shownIn(words, chosenFor(world.settings, profile), world.env)
  const wearing = (change: EnvChange): Wearing => ({
    ...shown,
    profile,
    change: listed(change, sourced, world.env),
    again: [],
    now: world.now(),
  })
  switch (wayNamed(as, plan, world)) {
    case "env": {
      const until = untilOf(assumed)
      if (until === undefined) return wearing(changeFor(assumed))
      return {
        ...wearing(changeFor(assumed)),
        until,
        again: ["use", ...profileWords(profile, flags, policyFileOf(flags))],
      }
    }
    case "profile":
      return wearing(changeByProfile(assumed))
    case "process": {
      const { processChange } = await import("../as/process.ts")
      const folder = await makeFolderFor(pid, pathsOf(world.env))
      return { ...wearing(processChange(folder, assumed, flags)), folder: folder.path }
    }
    case "server":
      throw noEndpoint("not-supported")
  }
}

/** Why no shell can wear somebody by `--as server`: `usage` where a flag asks for that, else it was a setting. */
export function noEndpoint(code: "usage" | "not-supported"): GuiseError {
  return new GuiseError(code, "A shell goes on when guise has ended, and an endpoint would not.", {
    hint: "guise use PROFILE --as process, or guise exec PROFILE --as server -- CMD",
  })
}

/** The same for the variables of a file alone: nobody is worn with them. SECRET, as such files are. */
export function wearingSourced(sourced: Sourced, chosen: Chosen, env: Env): Wearing {
  const change = listed({ set: {}, unset: [] }, sourced, env)
  return { ...shownOfFile(sourced.label, chosen, env), change, again: [], now: Date.now() / 1000 }
}

/** When what is worn ends, by this machine's clock, which is the one that the shell reads. */
export function untilOf({ worn, world }: Assumed): number | undefined {
  const { expiresAt } = worn.credentials
  return expiresAt === undefined ? undefined : expiresAt - world.skew
}

/** With a file's variables, without what is unset already, and with the list by which a child shell can take it off. */
function listed({ set, unset }: EnvChange, sourced: Sourced | undefined, env: Env): EnvChange {
  const all = { ...sourced?.values, ...set }
  return {
    set: { ...all, GUISE_VARIABLES: [...Object.keys(all), "GUISE_VARIABLES"].join(" ") },
    unset: unset.filter(name => env[name] !== undefined && all[name] === undefined),
  }
}

/** The shell may go to another folder before it renews. */
function policyFileOf({ policy }: CredentialFlagValues): string | undefined {
  const file = policy?.find(item => !item.startsWith("arn:"))
  return file === undefined ? undefined : resolve(file)
}
