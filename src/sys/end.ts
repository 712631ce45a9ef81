import { fstatSync, statSync } from "node:fs"
import { openExit } from "./libc.ts"

/**
 * Ends this process with a status, and leaves the terminal alone.
 *
 * Bun, when it ends on a terminal, sets the terminal back to what it was at the start: from the background, or in a
 * pipeline before a pager, that is another program's terminal by now. A password prompt would show what is typed.
 * So on a terminal the process is ended by the C library, and what it had begun is lost: nothing may be pending.
 */
export async function end(status: number): Promise<never> {
  if (process.versions.bun !== undefined && [0, 1, 2].some(isTerminal)) {
    const exit = await openExit()
    exit?.(status)
  }
  process.exit(status)
}

/** Near enough, without node:tty, which costs as much as all the rest: a character device other than /dev/null. */
function isTerminal(descriptor: number): boolean {
  try {
    const stream = fstatSync(descriptor)
    return stream.isCharacterDevice() && stream.rdev !== statSync("/dev/null").rdev
  } catch {
    return false
  }
}
