import { GuiseError, isGuiseError } from "../errors.ts"
import { type Answerer, type Asking, type Question, sixDigits } from "./answer.ts"
import { claim, secondsToNext } from "./used.ts"

const mostAnswers = 10

/** A program that gave the code of one window twice will give it again. */
const mostOfAProgram = 2

/**
 * What the person types. A slip of the finger and a code that was used already are answered with the same question, AWS
 * is not bothered.
 * Errors: `nobody-to-ask`, `prompt-refused`, `cancelled`.
 */
export const askPerson: Answerer<"ask"> = async (_driver, question, world) => {
  let reason = question.why
  const most = world.askCode === undefined ? mostAnswers : mostOfAProgram
  for (let answers = 1; answers <= most; answers++) {
    const code = sixDigits(await ask({ ...question, ...(reason === undefined ? {} : { why: reason }) }, world))
    if (code === undefined) reason = "An MFA code is six digits."
    else if (await claim(question.serial, code, world)) return { code }
    else reason = await usedAlready(world, answers < most)
  }
  throw new GuiseError("prompt-refused", `No usable MFA code for ${question.serial} in ${most} answers.`)
}

/** A program that answers has nothing to read: it is asked again when its device shows another code. */
async function usedAlready(world: Asking, isAskedAgain: boolean): Promise<string> {
  const seconds = secondsToNext(world)
  if (world.askCode !== undefined && isAskedAgain) await world.sleep(seconds * 1000)
  return `That code was used already; the next one shows in ${seconds} s.`
}

async function ask({ serial, login, why }: Question, world: Asking): Promise<string> {
  if (world.askCode !== undefined) return world.askCode(serial)
  const lead = why === undefined ? "" : `${why} `
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
