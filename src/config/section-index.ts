import { binaryText } from "../sys/bytes.ts"
import { writePrivate } from "../sys/disk.ts"
import { readWhole } from "../sys/read.ts"
import { binary, utf8 } from "./ini.ts"
import type { FileRole, SectionKind, SectionName } from "./section-name.ts"

/** A section's place in its file: byte offsets, and the header's line. */
export interface Span {
  readonly start: number
  readonly end: number
  readonly line: number
}

/** Where each section of one file stands. Holds names and places, nothing that stands inside a section. */
export interface SectionIndex {
  /** The places of a section, in the order of the file; several when its header is repeated. */
  spans(section: SectionName): readonly Span[]
  /** The names of all sections of a kind, each once, in the order of the file. */
  names(kind: SectionKind): readonly string[]
}

/** What an index is for: it is good for these very bytes, read in this role. */
export interface Subject {
  readonly path: string
  readonly role: FileRole
  /** As `readAwsFile` gives it. */
  readonly identity: string
}

/**
 * The index of a file, if one is kept in `folder` and is of the file as it is now. Missing, outdated, damaged, or
 * somebody else's: undefined.
 */
export function openIndex(folder: string, subject: Subject): SectionIndex | undefined {
  const text = readOwn(indexPath(folder, subject))
  if (text === undefined || !text.startsWith(headOf(subject)) || !text.endsWith(tail)) return undefined
  return {
    spans: ({ kind, name }) => spansOf(text, `\n${letters[kind]} ${binary(name)}\n`),
    names: kind => namesOf(text, `\n${letters[kind]} `),
  }
}

/**
 * Keeps the index of a file in `folder`, 0600, in place of an older one. An index only saves time, so one that cannot
 * be written is gone without.
 */
export function writeIndex(
  folder: string,
  subject: Subject,
  sections: Iterable<readonly [name: SectionName, span: Span]>,
): void {
  const entries = new Map<string, string>()
  for (const [{ kind, name }, { start, end, line }] of sections) {
    const key = `${letters[kind]} ${binary(name)}`
    const span = `${start} ${end} ${line}`
    const former = entries.get(key)
    entries.set(key, former === undefined ? span : `${former},${span}`)
  }
  let text = headOf(subject)
  for (const [key, spans] of entries) text += `${key}\n${spans}\n`
  try {
    writePrivate(indexPath(folder, subject), Buffer.from(text.slice(0, -1) + tail, "latin1"))
  } catch {
    // Read-only home, full disk: the next run parses the file again.
  }
}

// Names contain no line feed (they come from one line) and a line of spans begins with a digit, so that searching for
// "\n<letter> <name>\n" finds that entry and nothing else.
const letters: Readonly<Record<SectionKind, string>> = {
  profile: "p",
  default: "d",
  "sso-session": "s",
  services: "v",
  other: "o",
}
const tail = "\nend\n"

function headOf({ role, identity, path }: Subject): string {
  return `guise section index 1 ${role} ${identity} ${JSON.stringify(binary(path))}\n`
}

function indexPath(folder: string, { path, role }: Subject): string {
  return `${folder}/sections-${role}-${hash(path)}`
}

/** 53 bits of a path: the file's name tells nothing, and two paths that share one merely replace each other's index. */
function hash(text: string): string {
  let high = 0xdeadbeef
  let low = 0x41c6ce57
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    high = Math.imul(high ^ code, 2654435761)
    low = Math.imul(low ^ code, 1597334677)
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(16).padStart(14, "0")
}

/** A file's bytes as binary text, when it is ours and nobody else may write to it: an index decides whose keys are read. */
function readOwn(path: string): string | undefined {
  try {
    const file = readWhole(path)
    const user = process.getuid?.()
    if (file === undefined || (user !== undefined && (file.stat.owner !== user || (file.stat.mode & 0o022) !== 0)))
      return undefined
    return binaryText(file.bytes)
  } catch {
    return undefined
  }
}

function spansOf(text: string, entry: string): Span[] {
  const found = text.indexOf(entry)
  if (found < 0) return []
  const start = found + entry.length
  const spans: Span[] = []
  for (const span of text.slice(start, text.indexOf("\n", start)).split(",")) {
    const [from, to, line] = span.split(" ")
    spans.push({ start: Number(from), end: Number(to), line: Number(line) })
  }
  return spans
}

function namesOf(text: string, entry: string): string[] {
  const names: string[] = []
  for (let at = text.indexOf(entry); at >= 0; at = text.indexOf(entry, at)) {
    const start = at + entry.length
    at = text.indexOf("\n", start)
    names.push(utf8(text.slice(start, at)))
  }
  return names
}
