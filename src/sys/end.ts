import { openExit } from "./libc.ts"
import { fileCalls } from "./read.ts"

/**
 * Ends this process with a status, at once: nothing may be pending. Everything guise writes is out when the call that
 * wrote it returns.
 *
 * Bun, when it ends on a terminal, sets the terminal back to what it was at the start: from the background, or in a
 * pipeline before a pager, that is another program's terminal by now, and a password prompt would show what is typed.
 * So the process is ended by the C library where that can be had.
 */
export async function end(status: number): Promise<never> {
  const exit = fileCalls()?.exit ?? (await openExit())
  exit?.(status)
  process.exit(status)
}
