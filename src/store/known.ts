import { GuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"
import { isRecord } from "../record.ts"
import { writePrivate } from "../sys/disk.ts"
import { pathsOf } from "../sys/paths.ts"
import { troubleHint, troubleWords } from "../sys/trouble.ts"
import type { Env } from "../types.ts"
import { knownFile, readKnownFile, unreadable } from "./known-file.ts"
import { type StoreKind, storeKinds } from "./store.ts"

/**
 * What is kept in stores, without a secret: asking a keyring which keys there are would cost more than all the rest of a
 * warm `guise process`. One file, `stores.json` in the data folder.
 */
export interface Known {
  /** The store chosen for new secrets: once, and written down, so that a desktop and a cron job mean the same one. */
  readonly store?: StoreKind
  /** The store that keeps the cache's sealing key; absent while that lies beside the cache. */
  readonly seal?: StoreKind
  /** Long-lived key pairs by profile. */
  readonly keys: Readonly<Record<string, KnownKey>>
  /** MFA seeds by serial. */
  readonly seeds: Readonly<Record<string, KnownSeed>>
  /** Where a secret is being put, or was when its process was killed: what lies there counts only if it is led to from above. */
  readonly unfinished?: readonly KnownPlace[]
}

/** An item of a store, by its name there. */
export interface KnownPlace {
  readonly store: StoreKind
  readonly item: string
}

export interface KnownKey {
  readonly keyId: string
  readonly store: StoreKind
  /** When AWS made the pair, or, where that is not known, when it was put here. Unix seconds. */
  readonly since: number
}

export interface KnownSeed {
  readonly store: StoreKind
  /** Unix seconds. */
  readonly since: number
}

const nothing: Known = { keys: {}, seeds: {} }

/** What is known, checked. Errors: `store-failed` for a file that cannot be read or is none of ours. */
export function readKnown(env: Env, bytes: Uint8Array | undefined = readKnownFile(env)): Known {
  if (bytes === undefined) return nothing
  const known = parsed(bytes)
  if (known === undefined) throw unreadable(knownFile(env), "it is damaged")
  return known
}

/** The pair that a store keeps for a profile. */
export function storedKey({ keys }: Known, profile: string): KnownKey | undefined {
  return Object.hasOwn(keys, profile) ? keys[profile] : undefined
}

/**
 * Changes what is known, one process at a time; what others wrote meanwhile is kept. Answers what was known before.
 * Error: `store-failed`.
 */
export async function changeKnown(env: Env, change: (known: Known) => Known): Promise<Known> {
  const { inTurn } = await import("./turns.ts")
  const { sweepTemporaries } = await import("../sys/linked.ts")
  const path = knownFile(env)
  return inTurn("stores.json", env, async () => {
    const before = readKnown(env)
    const changed = change(before)
    try {
      sweepTemporaries(path)
      writePrivate(path, `${JSON.stringify(changed, null, 2)}\n`)
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code ?? "an unknown error"
      const hint = troubleHint(
        code,
        quoted(pathsOf(env).data),
        "make that folder writable, or set XDG_DATA_HOME to one that is",
      )
      throw new GuiseError("store-failed", `${path} could not be written: ${troubleWords(code)}.`, { hint, cause })
    }
    return before
  })
}

function parsed(bytes: Uint8Array): Known | undefined {
  try {
    const known = JSON.parse(new TextDecoder().decode(bytes)) as unknown
    return isKnown(known) ? known : undefined
  } catch {
    return undefined
  }
}

function isKnown(value: unknown): value is Known {
  if (!isRecord(value) || !isRecord(value.keys) || !isRecord(value.seeds)) return false
  if (![value.store, value.seal].every(kind => kind === undefined || isKind(kind))) return false
  const { unfinished = [] } = value
  if (!Array.isArray(unfinished) || !unfinished.every(isPlace)) return false
  const entries = [...Object.values(value.keys), ...Object.values(value.seeds)]
  if (!entries.every(each => isRecord(each) && isKind(each.store) && typeof each.since === "number")) return false
  return Object.values(value.keys).every(each => isRecord(each) && typeof each.keyId === "string")
}

function isPlace(value: unknown): value is KnownPlace {
  return isRecord(value) && isKind(value.store) && typeof value.item === "string"
}

function isKind(value: unknown): value is StoreKind {
  return storeKinds.some(kind => kind === value)
}
