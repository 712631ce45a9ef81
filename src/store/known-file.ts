import { GuiseError } from "../errors.ts"
import { pathsOf } from "../sys/paths.ts"
import { readWhole } from "../sys/read.ts"
import type { Env } from "../types.ts"

/** Where the index of what is kept in stores (known.ts) is, or would be. */
export function knownFile(env: Env): string {
  return `${pathsOf(env).data}/stores.json`
}

/** The bytes of that file, which is all of it that the warm road wants; undefined when there is none. Error: `store-failed`. */
export function readKnownFile(env: Env): Uint8Array<ArrayBuffer> | undefined {
  const path = knownFile(env)
  try {
    return readWhole(path)?.bytes
  } catch (cause) {
    throw unreadable(path, "it cannot be read", cause)
  }
}

/** The error (`store-failed`) that says what is wrong with the file. */
export function unreadable(path: string, why: string, cause?: unknown): GuiseError {
  return new GuiseError("store-failed", `${path}, which says where stored keys lie, cannot be used: ${why}.`, {
    hint: `put back a good copy of ${path}; the secrets themselves are untouched`,
    cause,
  })
}
