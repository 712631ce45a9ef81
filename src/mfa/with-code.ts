import { type GuiseError, isGuiseError } from "../errors.ts"
import { type Asking, codeFor, type Question } from "./code.ts"

const mostCodes = 3

/**
 * What `attempt` answers with a code that AWS accepts. When AWS rejects one, another is asked for, three in all; each
 * is remembered as used before it is sent, and none is sent twice.
 * Errors: those of `codeFor` and of `attempt`; `mfa-rejected` after the third code, or when nobody is there to ask for
 * another one.
 */
export async function withCode<T>(
  question: Question,
  world: Asking,
  attempt: (code: string) => Promise<T>,
): Promise<T> {
  let rejected: GuiseError | undefined
  for (let sent = 0; ; sent++) {
    const code = await anotherCode(question, rejected, world)
    try {
      return await attempt(code)
    } catch (error) {
      if (!isGuiseError(error, "mfa-rejected") || sent + 1 >= mostCodes) throw error
      rejected = error
    }
  }
}

async function anotherCode(question: Question, rejected: GuiseError | undefined, world: Asking): Promise<string> {
  if (rejected === undefined) return codeFor(question, world)
  try {
    return await codeFor({ ...question, why: "AWS did not accept that code: wrong, or used before." }, world)
  } catch (error) {
    throw isGuiseError(error, "nobody-to-ask") ? rejected : error
  }
}
