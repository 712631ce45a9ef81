import type { Layer } from "../config/settings.ts"
import { GuiseError, isGuiseError } from "../errors.ts"
import { planFor } from "../guise.ts"
import type { Plan } from "../plan/plan.ts"
import type { Request } from "../plan/resolve.ts"
import { onOneLine } from "../printable.ts"
import { stderrTakesColor } from "../sys/screen.ts"
import { makeWorld, type RealWorld } from "../world.ts"
import { meantBy } from "./browser/meant.ts"
import { personsBrowser } from "./browser/open.ts"
import { type CredentialFlagValues, namedProfile, type SignInFlagValues, worldOptionsOf } from "./flags.ts"
import { type AllowedFolder, type FolderChoice, folderChoice } from "./folder/choice.ts"
import { placeOf } from "./folder/place.ts"
import type { Io } from "./io.ts"
import { personAt } from "./picker/person.ts"
import { asksFolder, type Habit, type Which, whichProfile } from "./which.ts"

/** The profile that a command is about, the world it is found in, and the flags with what its folder says added. */
export interface Who<Flags> {
  readonly which: Which
  readonly world: RealWorld
  readonly flags: Flags
  /** The `.guise` file that picked the profile, as a person would write it. */
  readonly from?: string
}

/** How a command finds out, and what to type when nobody knows. */
export interface Asking {
  readonly habit: Habit
  readonly line: string
  readonly looksOnly?: boolean
}

/**
 * Finds the profile that the words, the folder, or the habit of the command name. What a `.guise` file says beside the
 * profile holds where it picked that one, and only there: flags over it, its `as` and `env` over the settings.
 * Errors: those of `makeWorld`, `folderChoice` and `whichProfile`.
 */
export async function whoIsMeant<Flags extends CredentialFlagValues & SignInFlagValues>(
  argument: string | undefined,
  flags: Flags,
  { habit, line, looksOnly = false }: Asking,
  io: Io,
): Promise<Who<Flags>> {
  const named = namedProfile(argument, flags)
  let which: Which = { kind: "sdk" }
  const device = flags.device === true
  // What only looks has no page to open.
  const browser = looksOnly
    ? undefined
    : await personsBrowser({ env: io.env, device }, () => meantBy(which, flags, world))
  const folder = flags.sso === undefined && asksFolder(habit, named, io.env) ? await folderChoice(io.env) : none
  const world = await makeWorld({
    ...worldOptionsOf(flags),
    ...{ env: io.env, say: io.say, looksOnly },
    ...(folder.kind === "allowed" ? { folder: layerOf(folder) } : {}),
    ...(browser === undefined ? {} : { browser }),
    ...(io.reading === undefined ? {} : { reading: io.reading }),
  })
  if (flags.sso !== undefined) {
    if (named !== undefined) throw new GuiseError("usage", `--sso is without a profile, and ${named} was named.`)
    return { which, world, flags }
  }
  sayPassedOver(folder, world)
  which = await whichProfile(habit, named, io.env, personAt(world), line, folder)
  if (folder.kind !== "allowed") return { which, world, flags }
  const { region = folder.region } = flags
  return {
    which,
    world,
    flags: region === undefined ? flags : { ...flags, region },
    from: placeOf(folder.file, io.env),
  }
}

/** The plan for who is meant. Errors: those of `planFor`. */
export function planForWho(
  who: Pick<Who<unknown>, "which" | "world" | "from">,
  request: Request,
  planned: typeof planFor = planFor,
): Plan {
  return forWho(who, name => planned(name, request, who.world))
}

/**
 * What is made of who is meant. Where the profile is not there and a `.guise` file named it, the error says so: the person
 * typed no such name. Errors: whatever `make` throws.
 */
export function forWho<T>(
  { which, from }: Pick<Who<unknown>, "which" | "from">,
  make: (name: string | undefined) => T,
): T {
  try {
    return make(which.kind === "named" ? which.name : undefined)
  } catch (error) {
    if (from === undefined || !isGuiseError(error, "profile-unknown")) throw error
    const { message, hint } = error
    throw new GuiseError("profile-unknown", `${message} It is named in ${from}.`, hint === undefined ? {} : { hint })
  }
}

/** Says which profile is looked at, where nobody named it and no line of the command's own says so. */
export function sayFrom({ which, from, world }: Who<unknown>): void {
  if (from === undefined || which.kind === "sdk") return
  world.notice(`${onOneLine(which.name)} (from ${from})`, stderrTakesColor(world.env) ? "dim" : undefined)
}

const none: FolderChoice = { kind: "none" }

function layerOf({ file, as, env }: AllowedFolder): Layer {
  return { origin: { kind: "folder", file }, values: { env, ...(as === undefined ? {} : { as }) } }
}

/** Says of a file that is not allowed as it stands what to type. Who denied it does not want to hear of it again. */
export function sayPassedOver(folder: FolderChoice, { env, notice }: Pick<RealWorld, "env" | "notice">): void {
  if (folder.kind === "unknown")
    notice(`${placeOf(folder.file, env)} was never allowed and is passed over; to look at it and use it: guise allow`)
  if (folder.kind === "changed")
    notice(
      `${placeOf(folder.file, env)} changed since it was allowed and is passed over; to look and allow it again: guise allow`,
    )
}
