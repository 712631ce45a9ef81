import { GuiseError } from "../../errors.ts"

/** Seconds that a prompt is held up for. */
const patience = 5

/**
 * What the work gives, for somebody who typed something else and waits for a prompt. Error: `aws-unreachable` when it
 * takes too long, in a sentence that begins so.
 */
export function inTime<T>(work: Promise<T>, beginning: string, hint?: string): Promise<T> {
  const late = new Promise<never>((_done, fail) => {
    const error = new GuiseError(
      "aws-unreachable",
      `${beginning} within ${patience} s.`,
      hint === undefined ? {} : { hint },
    )
    setTimeout(() => fail(error), patience * 1000).unref()
  })
  return Promise.race([work, late])
}
