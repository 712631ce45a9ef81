import type { Reading } from "../config/reading.ts"
import type { Caller } from "../sys/caller.ts"
import type { Env } from "../types.ts"

/**
 * What a command has of the process it runs in. Data goes out through `out`, the same for people's eyes through `show`,
 * words through `say`; nothing else is written.
 */
export interface Io {
  readonly env: Env
  /** Everything after the first `--`; undefined when there was no `--`. */
  readonly child: readonly string[] | undefined
  /** The files, if they were read already: of a pipe there is nothing left for who reads it again. */
  readonly reading?: Reading | undefined
  /** What the caller handed to this process, for the command that it becomes; only `exec` asks for it. */
  readonly caller: Caller | undefined
  out(text: string | Uint8Array): void
  /** To stdout, with whatever names from files could do to a terminal made harmless. */
  show(text: string): void
  say(text: string): void
  /** Sets the exit status to end with when no error is thrown: that of a child, as a rule. */
  end(status: number): void
}
