import { GuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"
import { sha256 } from "../sys/digest.ts"
import { readFileOrNothing, unlinkIfThere, writePrivate } from "../sys/disk.ts"
import { nodeFs } from "../sys/node-fs.ts"
import { pathsOf } from "../sys/paths.ts"
import type { Env } from "../types.ts"

/**
 * What a person said of a `.guise` file, and whether that still holds: `changed` when it was allowed with other bytes,
 * `unknown` when they never said a word about it.
 */
export type Permission = "allowed" | "denied" | "changed" | "unknown"

/** What is remembered of one file. */
export interface Remembered {
  readonly file: string
  /** Over the path and the bytes that were allowed; absent: denied. */
  readonly digest?: string
  /** When it was said, Unix seconds. */
  readonly since: number
}

/**
 * How a file stands with these bytes; undefined when they cannot be had, which makes it neither allowed nor forgotten.
 * What is remembered and cannot be read allows nothing.
 */
export function permissionOf(env: Env, file: string, bytes: Uint8Array<ArrayBuffer> | undefined): Permission {
  const remembered = rememberedOf(env, file)
  if (remembered === undefined) return "unknown"
  if (remembered.digest === undefined) return "denied"
  return bytes !== undefined && remembered.digest === digestOf(file, bytes) ? "allowed" : "changed"
}

/** Allows a file with the very bytes given, and with no others. Error: `file-unreadable` when that cannot be written. */
export function allowFile(env: Env, file: string, bytes: Uint8Array<ArrayBuffer>, now: number): void {
  remember(env, { file, digest: digestOf(file, bytes), since: now })
}

/** Remembers that nobody wants to hear of a file, whatever it says, until it is allowed. Error: `file-unreadable`. */
export function denyFile(env: Env, file: string, now: number): void {
  remember(env, { file, since: now })
}

/** Forgets whatever was said of a file; answers whether anything was. Error: `file-unreadable`. */
export function forgetFile(env: Env, file: string): boolean {
  const path = recordFile(env, file)
  return written(path, () => unlinkIfThere(path))
}

/** All that is remembered, by path. Damaged records are none. */
export function allRemembered(env: Env): readonly Remembered[] {
  const folder = recordFolder(env)
  const records = namesIn(folder).map(name => readRecord(`${folder}/${name}`))
  return records.filter(record => record !== undefined).sort((a, b) => (a.file < b.file ? -1 : 1))
}

/** What is remembered of one file. */
function rememberedOf(env: Env, file: string): Remembered | undefined {
  const record = readRecord(recordFile(env, file))
  return record?.file === file ? record : undefined
}

/** The path first, and closed by what no path can hold: the same bytes elsewhere are not allowed. */
function digestOf(file: string, bytes: Uint8Array<ArrayBuffer>): string {
  return sha256([`${file}\0`, bytes])
}

function recordFolder(env: Env): string {
  return `${pathsOf(env).data}/folders`
}

/** One file for each path, named by a hash: two who allow at the same time do not meet. */
function recordFile(env: Env, file: string): string {
  return `${recordFolder(env)}/${sha256([file])}.json`
}

function remember(env: Env, record: Remembered): void {
  const path = recordFile(env, record.file)
  written(path, () => writePrivate(path, `${JSON.stringify(record)}\n`))
}

function written<T>(path: string, write: () => T): T {
  try {
    return write()
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new GuiseError("file-unreadable", `${path}, which remembers what was allowed, cannot be written (${code}).`, {
      hint: `ls -ld ${quoted(path.slice(0, path.lastIndexOf("/")))}`,
      cause,
    })
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return nodeFs()
      .readdirSync(folder)
      .filter(name => name.endsWith(".json"))
  } catch {
    return []
  }
}

function readRecord(path: string): Remembered | undefined {
  try {
    const bytes = readFileOrNothing(path)
    const record = bytes === undefined ? undefined : (JSON.parse(bytes.toString()) as unknown)
    return isRecord(record) ? record : undefined
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Remembered {
  if (typeof value !== "object" || value === null) return false
  const { file, digest, since } = value as Readonly<Record<string, unknown>>
  return typeof file === "string" && typeof since === "number" && (digest === undefined || typeof digest === "string")
}
