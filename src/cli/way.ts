import { version } from "../../package.json"
import { fingerprintOf } from "../config/files.ts"
import type { Reading } from "../config/reading.ts"
import type { Chosen } from "../config/settings.ts"
import type { Plan } from "../plan/plan.ts"
import { sha256 } from "../sys/digest.ts"
import type { Env } from "../types.ts"

/** Where a profile's name led to: its plan, and what the settings say for it. */
export interface Way {
  readonly plan: Plan
  readonly chosen: Chosen
}

/** A way as it is kept, with the name that its credentials have in the cache. */
export interface KeptWay extends Way {
  readonly key: string
}

/** The files that a plan is made from. */
export interface WayFiles {
  readonly reading: Reading
  /** The bytes of the index of stored keys. */
  readonly stored: Uint8Array<ArrayBuffer> | undefined
}

/**
 * All that a plan is made from (the name asked for, the files, the environment, this version of guise), as one text;
 * undefined when the files may change without looking changed.
 */
export function keyOfWay(name: string | undefined, env: Env, from: WayFiles, now: number): string | undefined {
  const { paths, config, credentials } = from.reading.aws()
  const own = [from.reading.settings ?? "none", from.stored ?? "none"]
  const files = [fingerprintOf(config, now), fingerprintOf(credentials, now), ...own]
  const words = [version, name ?? null, paths, env.HOME]
  for (const variable of Object.keys(env))
    if (variable.startsWith("AWS_") || variable.startsWith("GUISE_")) words.push(variable, env[variable])
  const parts: (string | Uint8Array<ArrayBuffer>)[] = []
  for (const file of files) {
    if (file === undefined) return undefined
    // Its length before it: no two files are then taken for two others.
    parts.push(`${file.length} `, file)
  }
  parts.push(JSON.stringify(words))
  return sha256(parts)
}
