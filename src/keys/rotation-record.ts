import { GuiseError, isGuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"
import { isRecord } from "../record.ts"
import { storeKinds } from "../store/store.ts"
import { unlinkIfThere, writePrivate } from "../sys/disk.ts"
import { sweepTemporaries } from "../sys/linked.ts"
import { pathsOf } from "../sys/paths.ts"
import { readWhole } from "../sys/read.ts"
import type { Env } from "../types.ts"
import type { RotationRecord } from "./rotation-shapes.ts"

/** The records of rotations under way, by profile. */
export interface RotationRecords {
  /** What `run` answers, while no other process rotates keys. Error: `store-failed` when another does. */
  alone<T>(run: () => Promise<T>): Promise<T>
  read(profile: string): RotationRecord | undefined
  write(profile: string, record: RotationRecord): void
  remove(profile: string): void
}

/** Where they are, or would be. Holds key ids and no secret. */
export function rotationsFile(env: Env): string {
  return `${pathsOf(env).data}/rotations.json`
}

/** Errors of all: `store-failed`. Whoever writes or removes does it within `alone`. */
export function openRecords(env: Env): RotationRecords {
  const change = (profile: string, record: RotationRecord | undefined) => {
    const { [profile]: _former, ...others } = readRotations(env)
    writeRotations(env, record === undefined ? others : { ...others, [profile]: record })
  }
  return {
    alone: run => alone(env, run),
    read(profile) {
      const records = readRotations(env)
      return Object.hasOwn(records, profile) ? records[profile] : undefined
    },
    write: change,
    remove: profile => change(profile, undefined),
  }
}

async function alone<T>(env: Env, run: () => Promise<T>): Promise<T> {
  const { withLock } = await import("../sys/lock.ts")
  const path = rotationsFile(env)
  let isMine = false
  try {
    return await withLock(`${path}.lock`, { giveUp: { afterSeconds: 2, instead: busy } }, () => {
      isMine = true
      return run()
    })
  } catch (cause) {
    if (isMine || !isGuiseError(cause, "cache-failed")) throw cause
    throw failed(path, "it cannot be locked", writable, cause)
  }
}

function busy(): never {
  throw new GuiseError("store-failed", "Another guise is rotating keys just now: it works, or waits for an answer.", {
    hint: "answer it there, or wait until it is done",
  })
}

const writable = "make that folder writable, or set XDG_DATA_HOME to one that is"

type Records = Readonly<Record<string, RotationRecord>>

/** All rotations that have not come to their end. Error: `store-failed`. */
export function readRotations(env: Env): Records {
  const path = rotationsFile(env)
  let bytes: Uint8Array | undefined
  try {
    bytes = readWhole(path)?.bytes
  } catch (cause) {
    throw failed(path, "it cannot be read", `ls -l ${quoted(path)}`, cause)
  }
  if (bytes === undefined) return {}
  const records = parsed(bytes)
  if (records !== undefined) return records
  // Without the record a pair that waits is still found in its store, and nothing unknown is deleted.
  throw failed(path, "it is damaged", `rm ${quoted(path)}: no key is in it`)
}

function writeRotations(env: Env, records: Records): void {
  const path = rotationsFile(env)
  try {
    sweepTemporaries(path)
    if (Object.keys(records).length === 0) unlinkIfThere(path)
    else writePrivate(path, `${JSON.stringify(records, null, 2)}\n`)
  } catch (cause) {
    throw failed(path, "it cannot be written", writable, cause)
  }
}

function parsed(bytes: Uint8Array): Records | undefined {
  try {
    const value = JSON.parse(new TextDecoder().decode(bytes)) as unknown
    return isRecord(value) && Object.values(value).every(isRotation) ? (value as Records) : undefined
  } catch {
    return undefined
  }
}

function isRotation(value: unknown): value is RotationRecord {
  if (!isRecord(value)) return false
  const { asked, userArn, oldKeyId, before, store, newKeyId, keepOld } = value
  return (
    Array.isArray(asked) &&
    asked.length > 0 &&
    asked.every(each => typeof each === "number") &&
    typeof userArn === "string" &&
    typeof oldKeyId === "string" &&
    Array.isArray(before) &&
    before.every(each => typeof each === "string") &&
    storeKinds.some(kind => kind === store) &&
    (newKeyId === undefined || typeof newKeyId === "string") &&
    (keepOld === undefined || typeof keepOld === "boolean")
  )
}

function failed(path: string, why: string, hint: string, cause?: unknown): GuiseError {
  const message = `${path}, which says how far rotations of keys came, cannot be used: ${why}.`
  return new GuiseError("store-failed", message, cause === undefined ? { hint } : { hint, cause })
}
