import type { EnvChange } from "../types.ts"

/** How one shell is spoken to. Pure text: nothing here runs anything. */
export interface Shell {
  /** The value as one word that the shell takes literally, whatever is in it. */
  quote(value: string): string
  /**
   * Text that carries out the change when the shell takes it on. Where it is evaluated each statement ends with `;`, so
   * that an unquoted `eval $(…)` works too; cmd knows no `;`, and Nushell evaluates nothing at run time: it is given data.
   * Error: `not-supported` for a value that this shell cannot carry.
   */
  apply(change: EnvChange): string
  /** The line to type so that the shell takes on what `command` prints. */
  take(command: string): string
}

/**
 * True for a name that every shell can hold in a variable. An environment may hold others (`AWS_BEARER_TOKEN_x;reboot`):
 * no shell can have taken them over, and in text to be evaluated they would be code.
 */
export function isVariableName(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name)
}
