import type { Env, EnvChange } from "../types.ts"
import { binaryText } from "./bytes.ts"

type Bytes = Uint8Array<ArrayBuffer>

/**
 * An environment as the system hands it to a program: `NAME=value` strings, each ended by a zero byte, in their order.
 * What `change` does not name is passed on byte for byte: values that are no UTF-8, names that no shell would take,
 * strings without `=`, and names that stand there twice.
 */
export function applyToRaw(raw: Bytes, change: EnvChange): Bytes[] {
  const named = new Set([...Object.keys(change.set), ...change.unset])
  const text = binaryText(raw)
  const strings: Bytes[] = []
  for (const [start, end] of stringsIn(text)) {
    const equals = text.indexOf("=", start)
    const name = text.slice(start, equals === -1 || equals > end ? end : equals)
    if (!named.has(name)) strings.push(raw.subarray(start, end + 1))
  }
  for (const [name, value] of Object.entries(change.set)) strings.push(zeroEnded(`${name}=${value}`))
  return strings
}

/** The same for an environment as text, for where the raw one cannot be had. */
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

/** The value of a variable in an environment of such strings, as binary text; that of the first, if it is there twice. */
export function valueIn(environment: readonly Bytes[], name: string): string | undefined {
  const first = name.charCodeAt(0)
  for (const string of environment) {
    if (string[0] !== first) continue
    const text = binaryText(string)
    if (text.startsWith(`${name}=`)) return text.slice(name.length + 1, -1)
  }
  return undefined
}

/** A string as C has them. */
export function zeroEnded(text: string): Bytes {
  return new TextEncoder().encode(`${text}\0`)
}

/** Where each string begins, and where its zero is. What follows the last zero is no string. */
function stringsIn(text: string): (readonly [start: number, end: number])[] {
  const strings: (readonly [number, number])[] = []
  for (let start = 0, end = text.indexOf("\0"); end !== -1; start = end + 1, end = text.indexOf("\0", start))
    strings.push([start, end])
  return strings
}
