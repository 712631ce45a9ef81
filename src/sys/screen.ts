import type { Env } from "../types.ts"
import { nodeFs } from "./node-fs.ts"
import { fileCalls } from "./read.ts"

/**
 * True when what is written to stderr may carry colors: it is a terminal, NO_COLOR is unset or empty
 * (https://no-color.org), and the terminal is not a dumb one. Asked of the file system, because node:tty costs more
 * than the whole rest of a command.
 */
export function stderrTakesColor(env: Env): boolean {
  return !env.NO_COLOR && env.TERM !== "dumb" && isDevice(2)
}

/** True when a descriptor leads to a character device: a terminal, in all likelihood. */
export function isDevice(descriptor: number): boolean {
  const stat = fileCalls()?.stat(descriptor)
  if (stat !== undefined) return stat.isDevice
  try {
    return nodeFs().fstatSync(descriptor).isCharacterDevice()
  } catch {
    return false
  }
}
