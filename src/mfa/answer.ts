import type { GuiseError } from "../errors.ts"
import type { World } from "../types.ts"
import type { DriverKind, DriverOf } from "./drivers.ts"

/** The slice of the World that a code needs. */
export type Asking = Pick<
  World,
  "askCode" | "cache" | "env" | "mfa" | "notice" | "now" | "skew" | "sleep" | "takeMfaCode" | "terminal"
>

/** What the question is about. */
export interface Question {
  /** ARN of a virtual device, or the number printed on a hardware one. */
  readonly serial: string
  /** The profile that it is asked for: settings may name another driver for each. */
  readonly profile?: string
  /** The line that makes the same session ahead of need, for the hint of an error; absent where none would spare the code. */
  readonly login?: string
  /** Why it is asked again: a sentence before the question, which is one line on the terminal. */
  readonly why?: string
  /** Who gave the code that AWS refused: the same window of the device has no other. */
  readonly refused?: Answered["by"]
}

/** Six digits that are the caller's alone, and who gave them. */
export interface Answered {
  readonly code: string
  readonly by: "given" | DriverKind
}

/** A code, or why this driver has none; the next one may. Anything else that goes wrong is thrown, and ends it. */
export type Answer = { readonly code: string } | { readonly unable: GuiseError }

/** One kind of driver. The code it answers is claimed (used.ts). */
export type Answerer<K extends DriverKind = DriverKind> = (
  driver: DriverOf<K>,
  question: Question,
  world: Asking,
) => Promise<Answer>

/** Authenticators show `123 456`: spaces and a dash in between are no mistake. */
export function sixDigits(text: string): string | undefined {
  const digits = text.replace(/[\s-]/g, "")
  return /^[0-9]{6}$/.test(digits) ? digits : undefined
}
