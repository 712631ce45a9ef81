import { isoTime } from "../instant.ts"
import { printable } from "../printable.ts"
import { appendPrivate, readFileOrNothing, writePrivate } from "../sys/disk.ts"
import { pathsOf } from "../sys/paths.ts"
import type { Env } from "../types.ts"

/** Bytes, some three thousand lines: beyond it the older half is dropped. */
const largest = 300_000

/** Where the lines are, or would be: names and times, no secret. */
export function logFile(env: Env): string {
  return `${pathsOf(env).data}/refresh.log`
}

/** One line more, with the time before it. That it could not be written is no reason to end. */
export function logLine(text: string, env: Env, now: number): void {
  const path = logFile(env)
  try {
    const before = readFileOrNothing(path)
    if (before !== undefined && before.length > largest)
      writePrivate(path, before.subarray(before.indexOf(10, before.length / 2) + 1))
    appendPrivate(path, `${isoTime(now)} ${printable(text.replaceAll("\n", " "))}\n`)
  } catch {
    // A full disk, a folder of somebody else's: the credentials are what matters.
  }
}
