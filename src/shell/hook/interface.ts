import type { Color, EnvChange } from "../../types.ts"
import { isVariableName } from "../interface.ts"

/** A shell that wears a guise: it holds what guise was told to put on, and what was there before. Pure text. */
export interface Hook {
  /** Functions for the shell, and a prompt that is kept up to date. Loaded twice it changes nothing. */
  readonly text: string
  /** How that text runs guise; what `reach` gives stands in its place where guise is not the one on PATH. */
  readonly call: string
  reach(words: readonly string[]): string
  /** The line that people add, and the file it belongs in. With none it makes a file itself, and is typed once. */
  readonly line: string
  readonly file?: string
  /** Text that puts somebody on, for the functions of the hook to evaluate. SECRET. */
  wear(worn: Wearing): string
  /** Text with newer credentials for who is worn. SECRET. */
  renew(change: EnvChange, until: number | undefined): string
  /**
   * Text that makes the prompt of a child shell, which inherits somebody, show who that is. Absent: the hook asks for it
   * where it is needed (`guise hook SHELL --json`).
   */
  show?(shown: Shown): string
}

/** What the prompt shows. */
export interface Shown {
  /** Who that is; absent: nobody, but a file of variables. Where GUISE_PROFILE is another, the prompt is not believed. */
  readonly profile?: string
  /** Before and after the time left; both empty: nothing is shown. */
  readonly before: string
  readonly after: string
  readonly color?: Color
  /** When it ends, in Unix seconds by this machine's clock; absent: it does not. */
  readonly until?: number
  /** Unix seconds. */
  readonly now: number
}

/** Somebody to put on in a shell. */
export interface Wearing extends Shown {
  readonly change: EnvChange
  /** The words after `guise` that get the same again; none where nothing has to be renewed, or can be. */
  readonly again: readonly string[]
  /** A folder of files made for this shell, removed by `off`. */
  readonly folder?: string
}

/** The names that a change touches, as far as shells can have them. */
export function namesIn({ set, unset }: EnvChange): readonly string[] {
  return [...Object.keys(set), ...unset].filter(isVariableName)
}

/** When somebody worn ends, as shells keep it: whole seconds, and nothing where there is no end. */
export function endText(until: number | undefined): string {
  return until === undefined ? "" : String(Math.floor(until))
}

/** What each text ends with: the hook evaluates nothing that does not, because then some of it is missing. */
export const allSaid = ": guise has said all;"
