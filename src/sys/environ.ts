import type { Env, EnvChange } from "../types.ts"
import { binaryText } from "./bytes.ts"

type Bytes = Uint8Array<ArrayBuffer>

/** An environment with a change made to it, as text: for a command that is started as a child. */
export function applyToEnv(env: Env, change: EnvChange): Record<string, string> {
  const gone = new Set(change.unset)
  const kept = Object.entries(env).filter(
    (pair): pair is [string, string] => pair[1] !== undefined && !gone.has(pair[0]),
  )
  return { ...Object.fromEntries(kept), ...change.set }
}

/** The strings of /proc/PID/cmdline, each with its zero byte. */
export function splitAtZeros(bytes: Bytes): Bytes[] {
  return stringsIn(binaryText(bytes)).map(([start, end]) => bytes.subarray(start, end + 1))
}

/** Where each string begins, and where its zero is. What follows the last zero is no string. */
function stringsIn(text: string): (readonly [start: number, end: number])[] {
  const strings: (readonly [number, number])[] = []
  for (let start = 0, end = text.indexOf("\0"); end !== -1; start = end + 1, end = text.indexOf("\0", start))
    strings.push([start, end])
  return strings
}
