import { GuiseError, isGuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"
import type { Answered, Asking, Question } from "./answer.ts"
import { codeFor } from "./code.ts"
import { release } from "./used.ts"

const mostCodes = 3

/** A program that gave two wrong codes of two windows will give a third. */
const mostOfAProgram = 2

/**
 * What `attempt` answers with a code that AWS accepts. When AWS rejects one, another is got, three in all; each is
 * remembered as used before it is sent, and none is sent twice.
 * Errors: those of `codeFor` and of `attempt`; `mfa-rejected` after the third code (the second of a program: then with
 * what may be wrong), or when nobody is there to ask for another one.
 */
export async function withCode<T>(
  question: Question,
  world: Asking,
  attempt: (code: string) => Promise<T>,
): Promise<T> {
  const rejections: Rejection[] = []
  for (;;) {
    const { code, by } = await anotherCode(question, rejections.at(-1), world)
    try {
      return await attempt(code)
    } catch (error) {
      if (isGuiseError(error) && error.unsent) await release(question.serial, code, world)
      if (!isGuiseError(error, "mfa-rejected")) throw error
      rejections.push({ by, error })
      if (rejections.length >= mostCodes || isHopeless(rejections)) throw verdict(question, rejections, world)
    }
  }
}

interface Rejection {
  readonly by: Answered["by"]
  readonly error: GuiseError
}

async function anotherCode(question: Question, last: Rejection | undefined, world: Asking): Promise<Answered> {
  if (last === undefined) return codeFor(question, world)
  try {
    const why = "AWS did not accept that code: wrong, or used before."
    return await codeFor({ ...question, why, refused: last.by }, world)
  } catch (error) {
    throw isGuiseError(error, "nobody-to-ask") ? last.error : error
  }
}

function isHopeless(rejections: readonly Rejection[]): boolean {
  const by = rejections.at(-1)?.by
  return by !== undefined && by in blamed && rejections.filter(each => each.by === by).length >= mostOfAProgram
}

/** What gave the codes, and whose clock it goes by. */
const blamed: Readonly<Partial<Record<Answered["by"], { readonly from: string; readonly clock: "aws" | "own" }>>> = {
  totp: { from: "the stored seed", clock: "aws" },
  command: { from: "the command of the setting mfa", clock: "own" },
  yubikey: { from: "the YubiKey", clock: "own" },
}

/** AWS says the same of a wrong seed and of a wrong clock. */
function verdict({ serial }: Question, rejections: readonly Rejection[], world: Asking): GuiseError {
  const last = rejections.at(-1)
  if (last === undefined) throw new Error("there was a rejection")
  const blame = blamed[last.by]
  if (blame === undefined || !isHopeless(rejections)) return last.error
  const { detail } = last.error
  const hint =
    last.by === "totp"
      ? `guise mfa add ${quoted(serial)} keeps another seed; GUISE_MFA=ask asks for a code this time`
      : "GUISE_MFA=ask asks for a code this time"
  return new GuiseError(
    "mfa-rejected",
    `AWS accepted neither of two codes of ${serial} from ${blame.from}. They are another device's, or a clock is wrong: ${clocks(blame.clock, world)}.`,
    { hint, cause: last.error, ...(detail === undefined ? {} : { detail }) },
  )
}

function clocks(clock: "aws" | "own", { skew }: Asking): string {
  if (skew === 0) return "this machine's agrees with AWS's, as far as that was measured"
  const difference = `AWS's is ${Math.abs(Math.round(skew))} s ${skew > 0 ? "ahead of" : "behind"} this machine's`
  return clock === "aws" ? `${difference}, which was reckoned with` : `${difference}, and that is what such codes go by`
}
