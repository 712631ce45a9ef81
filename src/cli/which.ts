import { GuiseError } from "../errors.ts"
import type { Env } from "../types.ts"

/** How a command finds its profile when none is named (CLI.md, "When PROFILE is left out"). */
export type Habit = "process" | "child" | "subshell" | "look"

/** The profile to use, or `sdk`: whatever the AWS CLI itself would use in this environment. */
export type Which = { readonly kind: "named"; readonly name: string } | { readonly kind: "sdk" }

/** Picks the profile. Error: `usage` with the line to type, when somebody is there who should say which one. */
export async function whichProfile(
  habit: Habit,
  named: string | undefined,
  env: Env,
  somebodyThere: () => Promise<boolean>,
  line: string,
): Promise<Which> {
  if (named !== undefined) return { kind: "named", name: named }
  if (habit === "process") return { kind: "sdk" }
  const name = wornOrChosen(habit, env)
  if (name !== undefined) return { kind: "named", name }
  if (habit === "child" && !(await somebodyThere())) return { kind: "sdk" }
  throw new GuiseError("usage", "No profile was named, and none is worn or set by AWS_PROFILE.", { hint: line })
}

function wornOrChosen(habit: Habit, env: Env): string | undefined {
  if (habit === "subshell") return undefined // A new shell is a new choice: what is worn in this one is no answer.
  return env.GUISE_PROFILE || env.AWS_PROFILE || env.AWS_DEFAULT_PROFILE || undefined
}
