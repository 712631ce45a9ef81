import type { Env } from "../types.ts"
import { nodeFs } from "./node-fs.ts"
import { fileCalls } from "./read.ts"

/**
 * True when what is written to stderr may carry colors: it is a terminal, NO_COLOR is unset or empty
 * (https://no-color.org), and the terminal is not a dumb one. Asked of the file system, because node:tty costs more
 * than the whole rest of a command.
 */
export function stderrTakesColor(env: Env): boolean {
  if (env.NO_COLOR || env.TERM === "dumb") return false
  const stat = fileCalls()?.stat(2)
  if (stat !== undefined) return stat.isDevice
  try {
    return nodeFs().fstatSync(2).isCharacterDevice()
  } catch {
    return false
  }
}
