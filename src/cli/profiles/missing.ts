import { GuiseError } from "../../errors.ts"
import { listed } from "../../plan/words.ts"
import type { RealWorld } from "../../world.ts"

/** One thing that a command must know: what was given, how it is given, and how it is asked for. */
export interface Wanted {
  readonly given: string | undefined
  /** As it stands in the error: `NAME`, `--role-arn`. */
  readonly word: string
  readonly question: string
}

/**
 * What was given, and for the rest the answers of whoever is at the terminal. Under `looksOnly` nobody is asked.
 * Errors: `usage` naming all that is missing where nobody can be asked, or where an answer is empty.
 */
export async function answersTo<Key extends string>(
  wanted: Readonly<Record<Key, Wanted>>,
  line: string,
  world: Pick<RealWorld, "terminal" | "somebodyThere">,
): Promise<Readonly<Record<Key, string>>> {
  const entries = Object.entries<Wanted>(wanted)
  const missing = entries.filter(([, { given }]) => !given).map(([, { word }]) => word)
  if (missing.length > 0 && !(await world.somebodyThere()))
    throw untold(missing, "there is no terminal to ask on", line)
  const answers: Record<string, string> = {}
  for (const [key, { given, word, question }] of entries) {
    const answer = given || (await world.terminal.ask(question)).trim()
    if (answer === "") throw untold([word], "the answer was empty", line)
    answers[key] = answer
  }
  return answers as Record<Key, string>
}

function untold(missing: readonly string[], why: string, line: string): GuiseError {
  return new GuiseError("usage", `${listed(missing)} ${missing.length === 1 ? "was" : "were"} not said, and ${why}.`, {
    hint: line,
  })
}
