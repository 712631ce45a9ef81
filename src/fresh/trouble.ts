import { type Code, codes, GuiseError } from "../errors.ts"
import type { Entry, Trouble } from "./written.ts"

/** Exit 3 is "someone must act"; these want a person too, whatever their status. */
const wantPerson: readonly Code[] = ["mfa-rejected", "store-failed", "keys-rejected"]

/** Seconds before the second try, doubled with each one that fails. */
const first = 60

/** Of these nothing is used up by trying, and they end at any moment: a network that comes back, somebody who logs in. */
const passing: readonly Code[] = ["aws-unreachable", "aws-throttled", "nobody-to-ask", "sign-in-needed", "cache-failed"]

const most = { passing: 600, lasting: 3600 } as const

/**
 * What a failure means for the next try. Waits double, up to ten minutes for what passes by itself and an hour for what
 * does not (each try with a wrong seed costs two codes); half of each is left to chance, so that of many entries and many
 * machines no two try in step.
 */
export function troubleAfter(error: unknown, { trouble }: Entry, now: number, random: () => number): Trouble {
  const { code, message, hint } = known(error)
  const tries = trouble?.code === code ? trouble.tries + 1 : 1
  const cap = passing.includes(code) ? most.passing : most.lasting
  const wait = Math.min(first * 2 ** (tries - 1), cap)
  return {
    code,
    message,
    ...(hint === undefined ? {} : { hint }),
    since: trouble?.code === code ? trouble.since : now,
    tries,
    // Where nobody could be asked nothing was tried: the next look may find a session that somebody made meanwhile.
    notBefore: code === "nobody-to-ask" || code === "sign-in-needed" ? now : now + wait * (0.5 + random() / 2),
    person: codes[code].exit === 3 || wantPerson.includes(code),
    called: trouble?.code === code && trouble.called,
  }
}

function known(error: unknown): { readonly code: Code; readonly message: string; readonly hint: string | undefined } {
  if (error instanceof GuiseError) return error
  const message = error instanceof Error ? `${error.name}: ${error.message}` : "something that is no error was thrown"
  return { code: "unexpected", message, hint: undefined }
}
