import { GuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"
import { commentStart, Lines, lineEndOf, trimmed } from "./lines.ts"

/** An AWS file as it stands: `print(parse(text)) === text`. Text is binary, one character per byte. */
export interface Ini {
  readonly file: string
  /** What comes before the first section: comments, blank lines, a byte order mark. */
  readonly head: string
  readonly sections: readonly Section[]
  /** Lines that no SDK could take, in order. They stay where they are, as part of what comes before them. */
  readonly problems: readonly Problem[]
}

export interface Problem {
  readonly line: number
  /** What is wrong, as the end of a sentence that begins with the line. Never quotes it: it may be a secret. */
  readonly text: string
}

/** One section of an AWS file. SECRET where it holds keys: never leaves `config/`. */
export interface Section {
  /** The header line as it stands, with its line end. */
  readonly header: string
  /** What stands between the brackets, without the blanks around it. Binary text. */
  readonly title: string
  /** The header's line, 1-based. */
  readonly line: number
  /** Everything up to the next header, as it stands. */
  readonly body: string
}

/** One setting of a section, in the order of the file; a key may come twice. */
export interface Property {
  /** Lower-cased, as the AWS CLI does. */
  readonly key: string
  /** Without inline comment; continuation lines joined by a line feed. Empty when there is none. */
  readonly value: string
  readonly line: number
  /** The indented lines under a key without a value (`s3 =`). */
  readonly block: readonly Property[]
  /** What some SDKs read differently. */
  readonly traps: readonly Trap[]
}

export type Trap = "inline-comment" | "upper-case" | "continued" | "indented"

/**
 * The sections of an AWS file, whatever is in it. Every line is looked at, none is taken apart: `properties` does that
 * for a section that is asked for. `firstLine` numbers the lines of a piece of a file.
 */
export function parse(text: string, file: string, firstLine = 1): Ini {
  const start = text.startsWith(byteOrderMark) ? byteOrderMark.length : 0
  const lines = new Lines(text, lineEndOf(text), start, firstLine)
  const sections: Section[] = []
  const problems: Problem[] = []
  let head = text.length
  let open: Header | undefined
  const plain = lineEndOf(text) === "\n" ? new RegExp(plainSection, "y") : undefined
  while (lines.step()) {
    if (lines.kind === "blank" || lines.kind === "comment") continue
    const header = lines.kind === "header" ? headerOf(text, lines) : undefined
    if (header !== undefined) {
      if (open === undefined) head = lines.at
      else sections.push(sectionOf(text, open, lines.at))
      open = header
      if (plain !== undefined) lines.skip(plainBody(text, plain, header.body))
    }
    const problem = lines.problem ?? (open === undefined ? "stands before the first [section]" : undefined)
    if (problem !== undefined) problems.push({ line: lines.number, text: problem })
  }
  if (open !== undefined) sections.push(sectionOf(text, open, text.length))
  return { file, head: text.slice(0, head), sections, problems }
}

/**
 * The document itself, if it has no syntax error anywhere: the SDKs refuse such a file as a whole, and the one that
 * skips the line gives the wrong account's keys. Error: `file-malformed`, naming file and line.
 */
export function wellFormed(ini: Ini): Ini {
  const [problem] = ini.problems
  if (problem === undefined) return ini
  const { file } = ini
  throw new GuiseError("file-malformed", `${file}, line ${problem.line} ${problem.text}.`, {
    hint: `\${EDITOR:-vi} +${problem.line} ${quoted(file)}`,
  })
}

/** The text of a document, byte for byte. */
export function print(ini: Ini): string {
  let text = ini.head
  for (const { header, body } of ini.sections) text += header + body
  return text
}

/** The settings of a section, in the order of the file. */
export function properties(section: Section): Property[] {
  const { body } = section
  const lines = new Lines(body, lineEndOf(section.header), 0, section.line + 1)
  const found: Draft[] = []
  let last: Draft | undefined
  while (lines.step()) {
    if (lines.kind === "property") {
      last = draft(body, lines)
      found.push(last)
    } else if (lines.kind === "sub-property") {
      last?.block.push(draft(body, lines))
    } else if (lines.kind === "continuation" && last !== undefined) {
      // Comments stay here: AWS strips them from the first line of a value only.
      last.value += `\n${textBetween(body, lines.at, lines.end)}`
      if (!last.traps.includes("continued")) last.traps.push("continued")
    }
  }
  return found
}

/** The text that binary text spells in UTF-8; bytes that are not UTF-8 become U+FFFD. */
export function utf8(binary: string): string {
  return beyondAscii.test(binary) ? Buffer.from(binary, "latin1").toString("utf8") : binary
}

/** The bytes of a text in UTF-8, as binary text. */
export function binary(text: string): string {
  return beyondAscii.test(text) ? Buffer.from(text, "utf8").toString("latin1") : text
}

/** True for a file that begins with a byte order mark, which the AWS CLI and the Rust SDK refuse. */
export function hasByteOrderMark(ini: Ini): boolean {
  return ini.head.startsWith(byteOrderMark)
}

interface Draft extends Property {
  value: string
  readonly block: Draft[]
  readonly traps: Trap[]
}

function draft(text: string, lines: Lines): Draft {
  const key = textBetween(text, lines.first, lines.equals)
  const comment = commentStart(text, lines.equals + 1, lines.end)
  const lower = key.toLowerCase()
  const traps: Trap[] = []
  if (comment < lines.end) traps.push("inline-comment")
  if (lower !== key) traps.push("upper-case")
  if (lines.kind === "property" && lines.first > lines.at) traps.push("indented")
  return {
    key: lower,
    value: textBetween(text, lines.equals + 1, comment),
    line: lines.number,
    block: [],
    traps,
  }
}

/** Without the blanks around it, no-break spaces too: a key copied from a web page brings them, and every SDK drops them. */
function textBetween(text: string, start: number, end: number): string {
  const found = trimmed(text, start, end)
  return beyondAscii.test(found) ? utf8(found).trim() : found
}

/** The end of a section's body, when all its lines are plain; its start otherwise. */
function plainBody(text: string, plain: RegExp, start: number): number {
  plain.lastIndex = start
  return plain.test(text) ? plain.lastIndex : start
}

interface Header {
  readonly at: number
  readonly body: number
  readonly title: string
  readonly line: number
}

function sectionOf(text: string, { at, body, title, line }: Header, end: number): Section {
  return { header: text.slice(at, body), title, line, body: text.slice(body, end) }
}

/** The header stepped onto; undefined, and the lines' problem set, when it is none. */
function headerOf(text: string, lines: Lines): Header | undefined {
  const start = lines.first + 1
  const close = closingBracket(text, start, lines.end)
  if (close < 0) {
    lines.problem = 'opens a section with "[" and has no "]"'
    return undefined
  }
  const end = standsAlone(text, close, lines.end) ? close : lastBracket(text, close, lines.end)
  if (end === undefined) {
    lines.problem = 'has text after the "]" of its section header'
    return undefined
  }
  return { at: lines.at, body: lines.next, title: trimmed(text, start, end), line: lines.number }
}

/** True where nothing but blanks or a comment stands behind a bracket. */
function standsAlone(text: string, bracket: number, end: number): boolean {
  const after = textBetween(text, bracket + 1, end)
  return after === "" || after.startsWith("#") || after.startsWith(";")
}

/** The bracket that ends a header whose name holds others: `[a]]` is a section of that name, or of none, to every SDK. */
function lastBracket(text: string, from: number, end: number): number | undefined {
  const last = text.lastIndexOf("]", commentStart(text, from, end))
  return last > from && standsAlone(text, last, end) ? last : undefined
}

/** The first `]` that no quotes enclose: a comment behind the header may hold another one. */
function closingBracket(text: string, start: number, end: number): number {
  const line = text.slice(start, end)
  const first = line.indexOf("]")
  if (!line.includes('"') && !line.includes("'")) return first < 0 ? -1 : start + first
  const opening = quoteAtWordStart.exec(line)
  if (opening === null || opening.index > first) return first < 0 ? -1 : start + first
  const quote = opening.index + opening[0].length - 1
  const closing = line.indexOf(line.charAt(quote), quote + 1)
  const behind = closing < 0 ? -1 : line.indexOf("]", closing)
  const close = behind < 0 ? first : behind
  return close < 0 ? -1 : start + close
}

// Lines that begin with `key =`, comments, empty lines: what most sections of a large file are made of. A regular
// expression runs through them several times faster than code that has just been loaded.
const plainSection = /(?:[\w.-]+[\t ]*=[^\n]*\n|[#;][^\n]*\n|\r?\n)*(?=\[)/
const byteOrderMark = "\u00ef\u00bb\u00bf"
const beyondAscii = /[\u0080-\uffff]/
const quoteAtWordStart = /(?:^|[\t ])["']/
