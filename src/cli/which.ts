import { GuiseError } from "../errors.ts"
import type { Env } from "../types.ts"

/**
 * How a command finds its profile when none is named (CLI.md, "When PROFILE is left out"). `keys` is `auth`: like an
 * SDK it takes the environment's keys first, and like `exec` it hands an identity on.
 */
export type Habit = "process" | "keys" | "child" | "subshell" | "look"

/** The profile to use, or `sdk`: whatever the AWS CLI itself would use in this environment. */
export type Which = { readonly kind: "named"; readonly name: string } | { readonly kind: "sdk" }

/** Whoever is at the terminal. */
export interface Person {
  somebodyThere(): Promise<boolean>
  /** Shows the picker. Errors: `cancelled`, `nobody-to-ask`, `no-credentials`. */
  pick(): Promise<string>
}

/**
 * Finds the profile. A command that is to run at once is never held up by a picker.
 * Error: `usage` with the line to type, where the picker has no place or nobody is there; those of the picker.
 */
export async function whichProfile(
  habit: Habit,
  named: string | undefined,
  env: Env,
  person: Person,
  line: string,
): Promise<Which> {
  if (named !== undefined) return { kind: "named", name: named }
  if (habit === "process" || habit === "keys") return { kind: "sdk" }
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
  if (habit === "subshell") return undefined // A new shell is a new choice: what is worn in this one is no answer.
  return env.GUISE_PROFILE || env.AWS_PROFILE || env.AWS_DEFAULT_PROFILE || undefined
}
