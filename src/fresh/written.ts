import { GuiseError } from "../errors.ts"
import type { Request } from "../plan/resolve.ts"
import { quoted } from "../quoted.ts"
import { isRecord } from "../record.ts"
import { unlinkIfThere, writePrivate } from "../sys/disk.ts"
import { pathsOf } from "../sys/paths.ts"
import { readWhole } from "../sys/read.ts"
import type { Env } from "../types.ts"

/** A section of a credentials file that guise wrote and keeps an eye on. No secret. */
export interface Entry {
  /** The section's name. */
  readonly section: string
  /** The profile that the credentials come from. */
  readonly source: string
  /** The AWS files they come from and go into, by absolute path. */
  readonly files: { readonly config: string; readonly credentials: string }
  /** What flags asked for, as at the first time. */
  readonly request: Request
  /** Whether the timer is to keep it fresh. */
  readonly keep: boolean
  /** Lines beside the keys that guise added to the section, with their values. */
  readonly settings: Readonly<Record<string, string>>
  /** The key id that stands there. */
  readonly keyId: string
  /** Unix seconds by this machine's clock. */
  readonly madeAt: number
  /** Unix seconds by AWS's clock; absent for keys that say nothing of their end. */
  readonly expiresAt?: number
  /** AWS's clock minus this machine's, then. */
  readonly skew: number
  /** What happened at the last try, when it failed. */
  readonly trouble?: Trouble
}

export interface Trouble {
  readonly code: string
  readonly message: string
  readonly hint?: string
  /** When it began. Unix seconds. */
  readonly since: number
  /** Tries in a row that failed. */
  readonly tries: number
  /** Not before this time again. Unix seconds. */
  readonly notBefore: number
  /** A person has to do something (type a code, sign in, unlock a store). */
  readonly person: boolean
  /** Somebody was called for, once is enough. */
  readonly called: boolean
}

/** Where the list is, or would be. */
export function writtenFile(env: Env): string {
  return `${pathsOf(env).data}/written.json`
}

/** True for the entry of this section in this file. */
export function isEntryOf(entry: Entry, section: string, credentials: string): boolean {
  return entry.section === section && entry.files.credentials === credentials
}

/** All sections that were written, in the order of their first time. Error: `store-failed`. */
export function readWritten(env: Env): readonly Entry[] {
  const path = writtenFile(env)
  let bytes: Uint8Array | undefined
  try {
    bytes = readWhole(path)?.bytes
  } catch (cause) {
    throw failed(path, "it cannot be read", `ls -l ${quoted(path)}`, cause)
  }
  if (bytes === undefined) return []
  const entries = parsed(bytes)
  if (entries !== undefined) return entries
  throw failed(path, "it is damaged", `rm ${quoted(path)}, and guise write each profile again: no key is in it`)
}

/** Changes the list, one process at a time. Errors: `store-failed`, and those of the lock. */
export async function changeWritten(
  env: Env,
  change: (entries: readonly Entry[]) => readonly Entry[],
): Promise<readonly Entry[]> {
  const { withLock } = await import("../sys/lock.ts")
  const { sweepTemporaries } = await import("../sys/linked.ts")
  const path = writtenFile(env)
  return withLock(`${path}.lock`, {}, () => {
    const entries = change(readWritten(env))
    try {
      sweepTemporaries(path)
      if (entries.length === 0) unlinkIfThere(path)
      else writePrivate(path, `${JSON.stringify({ version: 1, sections: entries }, null, 2)}\n`)
    } catch (cause) {
      throw failed(
        path,
        "it cannot be written",
        "make that folder writable, or set XDG_DATA_HOME to one that is",
        cause,
      )
    }
    return entries
  })
}

/** The list with this entry in the place of its former self, or at the end. */
export function withEntry(entries: readonly Entry[], entry: Entry): readonly Entry[] {
  const at = entries.findIndex(each => isEntryOf(each, entry.section, entry.files.credentials))
  return at < 0 ? [...entries, entry] : entries.with(at, entry)
}

function parsed(bytes: Uint8Array): readonly Entry[] | undefined {
  try {
    const value = JSON.parse(new TextDecoder().decode(bytes)) as unknown
    if (!isRecord(value) || value.version !== 1 || !Array.isArray(value.sections)) return undefined
    return value.sections.every(isEntry) ? value.sections : undefined
  } catch {
    return undefined
  }
}

function isEntry(value: unknown): value is Entry {
  if (!isRecord(value)) return false
  const { section, source, files, request, keep, settings, keyId, madeAt, expiresAt, skew, trouble } = value
  return (
    [section, source, keyId].every(each => typeof each === "string") &&
    isRecord(files) &&
    typeof files.config === "string" &&
    typeof files.credentials === "string" &&
    isRecord(request) &&
    isRecord(settings) &&
    typeof keep === "boolean" &&
    [madeAt, skew].every(each => typeof each === "number") &&
    (expiresAt === undefined || typeof expiresAt === "number") &&
    (trouble === undefined || isTrouble(trouble))
  )
}

function isTrouble(value: unknown): value is Trouble {
  if (!isRecord(value)) return false
  const { code, message, hint, since, tries, notBefore, person, called } = value
  return (
    [code, message, hint ?? ""].every(each => typeof each === "string") &&
    [since, tries, notBefore].every(each => typeof each === "number") &&
    [person, called].every(each => typeof each === "boolean")
  )
}

function failed(path: string, why: string, hint: string, cause?: unknown): GuiseError {
  const message = `${path}, which lists what guise writes into the credentials file, cannot be used: ${why}.`
  return new GuiseError("store-failed", message, cause === undefined ? { hint } : { hint, cause })
}
