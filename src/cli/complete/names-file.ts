import { version } from "../../../package.json"
import { awsPaths } from "../../config/files.ts"
import { knownFile } from "../../store/known-file.ts"
import { sha256 } from "../../sys/digest.ts"
import type { FileStat } from "../../sys/file-calls.ts"
import { pathsOf } from "../../sys/paths.ts"
import { lookAt, readWhole } from "../../sys/read.ts"
import type { Env } from "../../types.ts"
import type { Form } from "./forms.ts"
import type { NameKind } from "./values.ts"

/** Names of a kind. Those of the kind `section` are the profiles and the `other` ones: to keep them twice takes time. */
export type BlockName = Exclude<NameKind, "section"> | "other"

export type Bytes = Uint8Array<ArrayBuffer>

/**
 * Every name that can be completed, as UTF-8: a block for each of those kinds in each form, a block a row for each name,
 * sorted by bytes. No name and no note holds a control character.
 */
export interface Names {
  readonly bytes: Bytes
  /** Where each block is, as `blockOf` reads it. */
  readonly places: string
  /** Where the first block begins. */
  readonly start: number
}

/** Whole rows: `start` is where the first begins, `end` where the row after the last would. */
export interface Range {
  readonly start: number
  readonly end: number
}

/** The files that names come from, as they are now. */
export interface NamesSource {
  /** Where the names are kept. */
  readonly file: string
  /** The first line of names that are of these very files. */
  readonly head: string
  /** When one of them last changed, Unix milliseconds. */
  readonly changedAt: number
}

/**
 * The kept names, if they are of the files as they are now; no AWS file is opened. Undefined: the files have to be
 * parsed.
 */
export function keptNames(env: Env): Names | undefined {
  const source = namesSource(env)
  const bytes = source === undefined ? undefined : readOwn(source.file)
  return source === undefined || bytes === undefined ? undefined : namesIn(bytes, source.head)
}

/** The names in a file's bytes, whose first line has to be `head`, and the second says where the blocks are. */
export function namesIn(bytes: Bytes, head: string): Names | undefined {
  const first = bytes.indexOf(lineEnd) + 1
  const start = bytes.indexOf(lineEnd, first) + 1
  if (first === 0 || start === 0 || textOf(bytes.subarray(0, first)) !== head) return undefined
  return { bytes, places: textOf(bytes.subarray(first, start)), start }
}

export const lineEnd = 10

export function textOf(bytes: Bytes): string {
  return new TextDecoder().decode(bytes)
}

/**
 * Looks at the files without opening them. Undefined when one of them is a pipe or the like, which would be waited for,
 * and emptied, for a guess; or when nothing can be learned of it.
 */
export function namesSource(env: Env): NamesSource | undefined {
  const { config, credentials } = awsPaths(env)
  const files = [config, credentials, knownFile(env)]
  const identities: string[] = []
  let changedAt = 0
  for (const path of files) {
    const look = tryLook(path)
    if (look === "unknown") return undefined
    if (look === undefined || look.isFolder || path === "/dev/null") identities.push("none")
    else if (!look.isFile) return undefined
    else {
      identities.push(look.identity())
      changedAt = Math.max(changedAt, look.changedAt())
    }
  }
  const file = `${pathsOf(env).cache}/names-${sha256([JSON.stringify(files)]).slice(0, 16)}`
  return { file, head: `guise names 1 ${JSON.stringify([version, files, identities])}\n`, changedAt }
}

/** Where the rows of a kind are. */
export function blockOf({ places, start }: Names, block: BlockName, { name }: Form): Range {
  const title = blockTitle(block, name)
  const at = places.indexOf(title)
  if (at < 0) return { start, end: start }
  const [from, to] = places.slice(at + title.length, places.indexOf(" ", at + title.length)).split("-")
  return { start: start + Number(from), end: start + Number(to) }
}

/** `BLOCK/FORM=FROM-TO `, in bytes behind the second line. */
export function blockTitle(block: BlockName, form: Form["name"]): string {
  return `${block}/${form}=`
}

function tryLook(path: string): FileStat | undefined | "unknown" {
  try {
    return lookAt(path)
  } catch {
    return "unknown"
  }
}

/** A file's bytes, when it is ours and nobody else may write to it: whoever writes there decides what is typed. */
function readOwn(path: string): Bytes | undefined {
  try {
    const file = readWhole(path)
    const user = process.getuid?.()
    if (file === undefined || !file.stat.isFile) return undefined
    if (user !== undefined && (file.stat.owner !== user || (file.stat.mode & 0o022) !== 0)) return undefined
    return file.bytes
  } catch {
    return undefined
  }
}
