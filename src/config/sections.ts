import { type AwsFile, isSettled, readAwsFile, smallFile } from "./files.ts"
import { hasByteOrderMark, type Ini, parse, print, type Section, utf8, wellFormed } from "./ini.ts"
import { beginsSection } from "./lines.ts"
import { openIndex, type SectionIndex, type Span, type Subject, writeIndex } from "./section-index.ts"
import { type FileRole, nameSection, type SectionKind, type SectionName } from "./section-name.ts"

/** One AWS file, asked for its sections by name. SECRET: sections hold keys. */
export interface SectionFile {
  readonly path: string
  readonly role: FileRole
  /** All sections of that name, in the order of the file. */
  sections(section: SectionName): readonly Section[]
  /** The names of a kind, each once, in the order of the file. */
  names(kind: SectionKind): readonly string[]
  /** What the file as a whole has that some SDKs refuse; looked for when asked. */
  fileTraps(): readonly FileTrap[]
}

export type FileTrap = "byte-order-mark" | "invalid-utf8" | "folder"

export interface IndexOptions {
  /** guise's cache folder, where indexes are looked for. */
  readonly indexFolder?: string | undefined
  /** This command may write there: one that only looks creates no file. */
  readonly writeIndex?: boolean | undefined
  /** The clock, in milliseconds. */
  readonly now?: (() => number) | undefined
}

/**
 * One AWS file, read once. A large file with an index made of these very bytes is not parsed as a whole, only the
 * sections that are asked for; every other is, and a malformed line anywhere is an error.
 * Errors: `file-unreadable`, `file-malformed`.
 */
export function openSections(
  path: string,
  role: FileRole,
  options: IndexOptions = {},
  file: AwsFile = readAwsFile(path),
): SectionFile {
  if (file === undefined || file === "folder") return emptyFile(path, role, file === "folder" ? ["folder"] : [])
  const { text } = file
  const { indexFolder, writeIndex: mayWrite = false, now = Date.now } = options
  const identity = indexFolder === undefined || text.length <= smallFile ? undefined : file.identity()
  if (indexFolder === undefined || identity === undefined) {
    return wholeFile(wellFormed(parse(text, path)), role)
  }
  const subject: Subject = { path, role, identity }
  const keep = mayWrite && isSettled(file, now())
  const readWhole = () => {
    const ini = wellFormed(parse(text, path))
    if (keep) writeIndex(indexFolder, subject, placesOf(ini, role))
    return wholeFile(ini, role)
  }
  const index = openIndex(indexFolder, subject)
  return index === undefined ? readWhole() : indexedFile(subject, index, text, readWhole)
}

function emptyFile(path: string, role: FileRole, traps: readonly FileTrap[]): SectionFile {
  return { path, role, sections: () => [], names: () => [], fileTraps: () => traps }
}

function wholeFile(ini: Ini, role: FileRole): SectionFile {
  const byName = new Map<string, Section[]>()
  for (const section of ini.sections) {
    const key = keyOf(nameSection(utf8(section.title), role))
    const former = byName.get(key)
    if (former === undefined) byName.set(key, [section])
    else former.push(section)
  }
  return {
    path: ini.file,
    role,
    sections: section => byName.get(keyOf(section)) ?? [],
    names: kind => {
      const prefix = `${kind} `
      return [...byName.keys()].filter(key => key.startsWith(prefix)).map(key => key.slice(prefix.length))
    },
    fileTraps: () => trapsOf(ini),
  }
}

/** Every look-up searches the index from its start: beyond so many, the file itself is read sooner. */
const mostLookUps = 200

function indexedFile(subject: Subject, index: SectionIndex, text: string, read: () => SectionFile): SectionFile {
  let whole: SectionFile | undefined
  let lookUps = 0
  const readWhole = () => {
    whole ??= read()
    return whole
  }
  return {
    path: subject.path,
    role: subject.role,
    sections: section => {
      lookUps += 1
      if (lookUps > mostLookUps) return readWhole().sections(section)
      const sections: Section[] = []
      for (const span of index.spans(section)) {
        const found = sectionAt(text, span, section, subject)
        // An index that points elsewhere is damaged, whatever its head says.
        if (found === undefined) return readWhole().sections(section)
        sections.push(found)
      }
      return sections
    },
    names: kind => index.names(kind),
    fileTraps: () => readWhole().fileTraps(),
  }
}

/** The section at a place, if the place holds that section, the whole of it and nothing else. */
function sectionAt(text: string, { start, end, line }: Span, wanted: SectionName, subject: Subject) {
  if (end < text.length && !beginsSection(text, end)) return undefined
  const { head, sections, problems } = parse(text.slice(start, end), subject.path, line)
  const [section] = sections
  if (section === undefined || sections.length > 1 || head !== "" || problems.length > 0) return undefined
  return keyOf(nameSection(utf8(section.title), subject.role)) === keyOf(wanted) ? section : undefined
}

function* placesOf(ini: Ini, role: FileRole): Generator<readonly [SectionName, Span]> {
  let start = ini.head.length
  for (const { title, header, body, line } of ini.sections) {
    const end = start + header.length + body.length
    yield [nameSection(utf8(title), role), { start, end, line }]
    start = end
  }
}

function keyOf({ kind, name }: SectionName): string {
  return `${kind} ${name}`
}

function trapsOf(ini: Ini): FileTrap[] {
  const traps: FileTrap[] = hasByteOrderMark(ini) ? ["byte-order-mark"] : []
  if (utf8(print(ini)).includes("\ufffd")) traps.push("invalid-utf8")
  return traps
}
