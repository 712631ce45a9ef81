import type { Reading } from "../config/reading.ts"
import { printable } from "../printable.ts"
import type { Caller } from "../sys/caller.ts"
import { write } from "../sys/write.ts"
import type { Env } from "../types.ts"
import type { Io } from "./io.ts"
import type { Words } from "./words.ts"

/** This process's streams, and the exit status that was set last. */
export interface OpenIo extends Io {
  status(): number
}

/** What this process gives a command to work with. */
export function openIo(
  { child }: Words,
  env: Env,
  caller: Caller | undefined,
  reading: Reading | undefined = undefined,
): OpenIo {
  let status = 0
  return {
    env,
    child,
    caller,
    reading,
    out: text => void write(1, text),
    show: text => void write(1, printable(text)),
    say: text => void write(2, text),
    end: childStatus => {
      status = childStatus
    },
    status: () => status,
  }
}
