import type { EnvChange } from "../types.ts"

/** How one shell is spoken to. Pure text: nothing here runs anything. */
export interface Shell {
  /** The value as one word that the shell takes literally, whatever is in it. */
  quote(value: string): string
  /** Statements that carry out the change when evaluated; each ends with `;`, so that an unquoted `eval $(…)` works too. */
  apply(change: EnvChange): string
}

/**
 * True for a name that every shell can hold in a variable. An environment may hold others (`AWS_BEARER_TOKEN_x;reboot`):
 * no shell can have taken them over, and in text to be evaluated they would be code.
 */
export function isVariableName(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name)
}
