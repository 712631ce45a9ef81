import { type GuiseError, isGuiseError } from "../errors.ts"
import type { Failure } from "./failure.ts"

/** What AWS's own answer to a refused call says, read once, for whoever knows what the call was for. No secret. */
export interface Refusal {
  readonly kind: "aws-refusal"
  /** AWS's own error code. */
  readonly name: string
  readonly matter: Matter
  /** The principal that AWS says it denied. */
  readonly principal?: string
  /** What that principal may not do: `sts:AssumeRole`, or what comes with it. */
  readonly action?: string
  /** Seconds after which AWS wants to be asked again. */
  readonly retryAfter?: number
}

/** What the refusal is about, where AWS says so. */
export type Matter =
  | "explicit-deny"
  | "identity-policy"
  | "resource-policy"
  | "other-policy"
  | "role-maximum"
  | "chain-maximum"
  | "mfa-device"
  | "unsaid"

const matters: readonly (readonly [Matter, RegExp])[] = [
  ["explicit-deny", /explicit deny/i],
  ["identity-policy", /no identity-based policy allows/i],
  ["resource-policy", /no resource-based policy allows/i],
  ["other-policy", /no (permissions boundary|session policy|service control policy|resource control policy)/i],
  ["chain-maximum", /1 hour session limit/i],
  ["role-maximum", /exceeds the MaxSessionDuration/i],
  ["mfa-device", /unable to validate MFA code/i],
]

/** Reads an answer of AWS's. */
export function refusalOf({ name, text, retryAfter }: Failure): Refusal {
  const matter = matters.find(([, words]) => words.test(text))?.[0] ?? "unsaid"
  const principal = principalIn(text)
  const action = /not authorized to perform: ([a-z]+:[A-Za-z]{1,60})/.exec(text)?.[1]
  return {
    kind: "aws-refusal",
    name,
    matter,
    ...(principal === undefined ? {} : { principal }),
    ...(action === undefined ? {} : { action }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  }
}

/** The refusal behind an error of this room; undefined for any other error. */
export function refusalIn(error: unknown): Refusal | undefined {
  const cause = error instanceof Error ? error.cause : undefined
  return cause !== null && typeof cause === "object" && "kind" in cause && cause.kind === "aws-refusal"
    ? (cause as Refusal)
    : undefined
}

/** True for a refusal that AWS calls by one of these names. */
export function isRefused(error: unknown, ...names: readonly string[]): error is GuiseError {
  return isGuiseError(error) && names.includes(refusalIn(error)?.name ?? "")
}

/** The principal that AWS says it denied. */
export function principalIn(text: string): string | undefined {
  return /User: (arn:[\w+=,.@:/-]{1,300})/.exec(text)?.[1]
}
