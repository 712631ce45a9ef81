import { type Code, codes, GuiseError } from "../errors.ts"

/** Why the one who held the lock got nothing: told to those who waited, so that nobody is asked the same thing fifty times. */
export interface Refusal {
  readonly code: Code
  readonly message: string
  readonly hint?: string
  readonly at: number
}

/** Answers that would be the same for everybody who waits. A network failure is not: the next one may get through. */
const sharedCodes: readonly Code[] = [
  "cancelled",
  "prompt-refused",
  "mfa-rejected",
  "aws-denied",
  "aws-refused",
  "keys-rejected",
]

/** Of those the ones about an answer that a person gave, or a code that came with the command. */
const aboutAnswers: readonly Code[] = ["cancelled", "prompt-refused", "mfa-rejected"]

/**
 * The refusal to leave behind for the waiters, if this failure is one that they share. A wrong code that came with the
 * command is that command's own trouble.
 */
export function sharedRefusal(error: unknown, at: number, broughtCode: boolean): Refusal | undefined {
  if (!(error instanceof GuiseError) || !sharedCodes.includes(error.code)) return undefined
  if (broughtCode && aboutAnswers.includes(error.code)) return undefined
  const { code, message, hint } = error
  return hint === undefined ? { code, message, at } : { code, message, hint, at }
}

/** True when the refusal is one for this waiter too: who brought a code of its own has not been asked yet. */
export function concerns({ code }: Refusal, broughtCode: boolean): boolean {
  return !(broughtCode && aboutAnswers.includes(code))
}

/** Reads a refusal back; undefined for anything that is not one. */
export function refusalOf(fact: string | undefined): Refusal | undefined {
  if (fact === undefined) return undefined
  const refusal = JSON.parse(fact) as Refusal
  return refusal.code in codes ? refusal : undefined
}

/** The waiter's own error. Ctrl-C somewhere else is no Ctrl-C here: it becomes a question that was refused. */
export function refusalThrown({ code, message, hint }: Refusal): GuiseError {
  const more = hint === undefined ? {} : { hint }
  if (code === "cancelled")
    return new GuiseError("prompt-refused", "The question was answered with Ctrl-C in another guise.", more)
  return new GuiseError(code, message, more)
}

/** The fact under which a refusal is left for the waiters of a key. */
export function refusalKey(key: string): string {
  return `refusal ${key}`
}
