import type { Env, EnvChange } from "../types.ts"

/**
 * An environment as the system hands it to a program: `NAME=value` strings, each ended by a zero byte, in their order.
 * What `change` does not name is passed on byte for byte: values that are no UTF-8, names that no shell would take,
 * strings without `=`, and names that stand there twice.
 */
export function applyToRaw(raw: readonly Uint8Array[], change: EnvChange): Uint8Array[] {
  const named = new Set([...Object.keys(change.set), ...change.unset])
  const untouched = raw.filter(string => !named.has(nameOf(string)))
  const added = Object.entries(change.set).map(([name, value]) => Buffer.from(`${name}=${value}\0`, "utf8"))
  return [...untouched, ...added]
}

/** The same for an environment as text, for where the raw one cannot be had. */
export function applyToEnv(env: Env, change: EnvChange): Record<string, string> {
  const gone = new Set(change.unset)
  const kept = Object.entries(env).filter(
    (pair): pair is [string, string] => pair[1] !== undefined && !gone.has(pair[0]),
  )
  return { ...Object.fromEntries(kept), ...change.set }
}

/** The strings of /proc/PID/environ or /proc/PID/cmdline, each with its zero byte. */
export function splitAtZeros(bytes: Uint8Array): Uint8Array[] {
  const strings: Uint8Array[] = []
  for (let start = 0; start < bytes.length; ) {
    const zero = bytes.indexOf(0, start)
    if (zero === -1) return [...strings, Buffer.concat([bytes.subarray(start), Uint8Array.of(0)])]
    strings.push(bytes.subarray(start, zero + 1))
    start = zero + 1
  }
  return strings
}

/** The bytes up to the first `=`; latin1 keeps every byte apart, so that no two names are taken for one. */
function nameOf(string: Uint8Array): string {
  const equals = string.indexOf(0x3d)
  const length = equals === -1 ? string.byteLength - 1 : equals
  return Buffer.from(string.buffer, string.byteOffset, length).toString("latin1")
}
