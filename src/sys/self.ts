import { existsSync } from "node:fs"
import { resolve } from "node:path"

/**
 * The words that run this very guise, whatever PATH and the current folder are then: the binary, or the runtime and
 * the program it was given. All paths are absolute.
 */
export function selfWords(): readonly [string, ...string[]] {
  const program = process.argv[1]
  const runtime = replacedPath(process.execPath)
  return program === undefined || isInsideBinary(program) ? [runtime] : [runtime, resolve(program)]
}

/** Linux says so of a file that an upgrade has just put another one in the place of: that one serves as well. */
function replacedPath(path: string): string {
  const mark = " (deleted)"
  return path.endsWith(mark) && !existsSync(path) ? path.slice(0, -mark.length) : path
}

/** A compiled program is told the name it has in the file system inside it, which nobody else can open. */
function isInsideBinary(path: string): boolean {
  return process.versions.bun !== undefined && /^(?:\/\$bunfs\/|[A-Za-z]:[\\/]~BUN[\\/])/.test(path)
}
