import { GuiseError, isGuiseError } from "../errors.ts"
import type { World } from "../types.ts"
import { claim, secondsToNext } from "./used.ts"

/** The slice of the World that a question for a code needs. */
export type Asking = Pick<World, "cache" | "now" | "skew" | "takeMfaCode" | "terminal">

/** What the question is about. */
export interface Question {
  /** ARN of a virtual device, or the number printed on a hardware one. */
  readonly serial: string
  /** The line that makes the same session ahead of need, for the hint of an error; absent where none would spare the code. */
  readonly login?: string
  /** Why it is asked again: a sentence before the question, which is one line on the terminal. */
  readonly why?: string
}

const mostAnswers = 10

/**
 * Six digits for `serial` that nobody sent or will send, the caller apart: the code given by flag or variable, else what
 * the person types.
 * A slip of the finger and a code that was used already are answered with the same question, AWS is not bothered.
 * Errors: `usage` (the given code is not six digits), `mfa-code-used` (the given code was used, and nobody is there
 * to ask), `nobody-to-ask`, `prompt-refused`, `cancelled`.
 */
export async function codeFor(question: Question, world: Asking): Promise<string> {
  const given = world.takeMfaCode()
  // GUISE_MFA_CODE= (empty) is how scripts say "none".
  if (given === undefined || given === "") return askedCode(question, world)
  const code = sixDigits(given)
  if (code === undefined) throw new GuiseError("usage", "The MFA code that was given is not six digits.")
  if (await claim(question.serial, code, world)) return code
  const used = `That code of ${question.serial} was used already; the next one shows in ${secondsToNext(world)} s.`
  try {
    return await askedCode({ ...question, why: used }, world)
  } catch (error) {
    if (!isGuiseError(error, "nobody-to-ask")) throw error
    throw new GuiseError("mfa-code-used", used, { hint: "run the command again with the next code" })
  }
}

async function askedCode({ serial, login, why }: Question, world: Asking): Promise<string> {
  let reason = why
  for (let answers = 0; answers < mostAnswers; answers++) {
    const line = await ask(serial, reason, login, world)
    const code = sixDigits(line)
    if (code === undefined) reason = "An MFA code is six digits."
    else if (await claim(serial, code, world)) return code
    else reason = `That code was used already; the next one shows in ${secondsToNext(world)} s.`
  }
  throw new GuiseError("prompt-refused", `No usable MFA code for ${serial} in ${mostAnswers} answers.`)
}

async function ask(serial: string, reason: string | undefined, login: string | undefined, world: Asking) {
  const lead = reason === undefined ? "" : `${reason} `
  try {
    return await world.terminal.ask(`${lead}Enter MFA code for ${serial}: `)
  } catch (cause) {
    if (!isGuiseError(cause, "nobody-to-ask")) throw cause
    const code = "give the code that it shows now: --mfa-code N (GUISE_MFA_CODE)"
    throw new GuiseError("nobody-to-ask", `An MFA code for ${serial} is needed, and there is no terminal to ask at.`, {
      hint: login === undefined ? code : `run \`${login}\` in a terminal first, or give --mfa-code (GUISE_MFA_CODE)`,
      cause,
    })
  }
}

/** Authenticators show `123 456`: spaces and a dash in between are no mistake. */
function sixDigits(text: string): string | undefined {
  const digits = text.replace(/[\s-]/g, "")
  return /^[0-9]{6}$/.test(digits) ? digits : undefined
}
