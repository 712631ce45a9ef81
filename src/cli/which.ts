import { GuiseError } from "../errors.ts"
import type { Env } from "../types.ts"
import type { AllowedFolder, FolderChoice } from "./folder/choice.ts"

/**
 * How a command finds its profile when none is named (CLI.md, "When PROFILE is left out"). `keys` is `auth`: like an
 * SDK it takes the environment's keys first, and like `exec` it hands an identity on.
 */
export type Habit = "process" | "keys" | "child" | "subshell" | "look"

/**
 * The profile to use, and the `.guise` file if that picked it; or `sdk`: whatever the AWS CLI itself would use in this
 * environment.
 */
export type Which =
  | { readonly kind: "named"; readonly name: string; readonly folder?: AllowedFolder }
  | { readonly kind: "sdk" }

/** Whoever is at the terminal. */
export interface Person {
  somebodyThere(): Promise<boolean>
  /** Shows the picker. Errors: `cancelled`, `nobody-to-ask`, `no-credentials`. */
  pick(): Promise<string>
}

/** Who speaks where no profile is named, the first to have something to say. */
const speakers: Readonly<Record<Habit, readonly ("folder" | "worn" | "variables")[]>> = {
  process: [],
  keys: [],
  child: ["folder", "worn", "variables"],
  // A new shell is a new choice: what is worn in this one is no answer.
  subshell: ["folder"],
  look: ["worn", "folder", "variables"],
}

/** True when a `.guise` file has a word to say: nobody that goes before it has said one. */
export function asksFolder(habit: Habit, named: string | undefined, env: Env): boolean {
  const at = speakers[habit].indexOf("folder")
  const first = speakers[habit].slice(0, at)
  return named === undefined && at !== -1 && !(first.includes("worn") && env.GUISE_PROFILE)
}

/**
 * Finds the profile; `folder` is what the folder one stands in says. A command that is to run at once is never held up
 * by a picker.
 * Error: `usage` with the line to type, where the picker has no place or nobody is there; those of the picker.
 */
export async function whichProfile(
  habit: Habit,
  named: string | undefined,
  env: Env,
  person: Person,
  line: string,
  folder: FolderChoice = { kind: "none" },
): Promise<Which> {
  if (named !== undefined) return { kind: "named", name: named }
  if (habit === "process" || habit === "keys") return { kind: "sdk" }
  if (folder.kind === "allowed" && asksFolder(habit, named, env)) return { kind: "named", name: folder.profile, folder }
  const name = wornOrChosen(habit, env)
  if (name !== undefined) return { kind: "named", name }
  const somebody = await person.somebodyThere()
  if (habit === "child" && !somebody) return { kind: "sdk" }
  if (habit !== "child" && somebody) return { kind: "named", name: await person.pick() }
  throw new GuiseError("usage", untold[habit], { hint: line })
}

const untold = {
  child: "No profile was named, and none is worn or set by AWS_PROFILE.",
  look: "No profile was named, none is worn or set by AWS_PROFILE, and there is no terminal to choose one on.",
  subshell: "A new shell wants to be told who it is, and there is no terminal to choose a profile on.",
} as const

/** The profile worn, or the one that the environment names. */
export function wornOrChosen(habit: Habit, env: Env): string | undefined {
  const worn = speakers[habit].includes("worn") ? env.GUISE_PROFILE : undefined
  const chosen = speakers[habit].includes("variables") ? env.AWS_PROFILE || env.AWS_DEFAULT_PROFILE : undefined
  return worn || chosen || undefined
}
