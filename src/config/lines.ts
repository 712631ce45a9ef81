/**
 * What each line of an AWS file is, by the rules of the AWS CLI where the SDKs disagree.
 *
 * Text is "binary": one character per byte of the file, so that invalid UTF-8 goes through unharmed.
 */

export type LineKind = "blank" | "comment" | "header" | "property" | "continuation" | "sub-property"

/** Walks over the lines of a text, one `step` at a time; the fields describe the line stepped onto. */
export class Lines {
  kind: LineKind = "blank"
  /** What is wrong with the line, as the end of a sentence that begins with the line. Never quotes it: it may be a secret. */
  problem: string | undefined
  /** Offsets: the line, its first non-blank, its `=` (properties only), its end without the line end, the next line. */
  at = 0
  first = 0
  equals = 0
  end = 0
  next: number
  /** 1-based, counted from the line given. */
  number: number

  private readonly text: string
  private readonly lineEnd: string
  /** Indentation of the property that deeper lines would continue; -1 when there is none. */
  private indent = -1
  /** That property has no value of its own, so deeper lines are its sub-properties. */
  private block = false

  constructor(text: string, lineEnd: string, start: number, firstNumber: number) {
    this.text = text
    this.lineEnd = lineEnd
    this.next = start
    this.number = firstNumber - 1
  }

  /** Onto the next line; false when there is none. */
  step(): boolean {
    const text = this.text
    if (this.next >= text.length) return false
    this.at = this.next
    const end = text.indexOf(this.lineEnd, this.at)
    this.end = end < 0 ? text.length : end
    this.next = end < 0 ? text.length : end + 1
    this.number += 1
    this.first = skipWideBlanks(text, skipBlanks(text, this.at, this.end), this.end)
    this.problem = undefined
    this.kind = this.classify()
    return true
  }

  /** On to an offset at which a section begins, without a look at the lines before it. */
  skip(offset: number): void {
    for (let at = this.next; at < offset; at = this.text.indexOf("\n", at) + 1) this.number += 1
    this.next = offset
  }

  private classify(): LineKind {
    if (this.first === this.end) return "blank"
    const mark = this.text.charCodeAt(this.first)
    if (mark === HASH || mark === SEMICOLON) return "comment"
    const indent = this.first - this.at
    if (this.indent >= 0 && indent > this.indent) return this.deeper(mark)
    if (mark === OPEN) {
      this.indent = -1
      return "header"
    }
    this.indent = indent
    this.problem = this.split()
    this.block = this.problem === undefined && this.valueIsEmpty()
    return "property"
  }

  private deeper(mark: number): LineKind {
    // The AWS CLI would glue such a header to the value above and then read the keys below it into the profile above:
    // the wrong account's keys.
    if (mark === OPEN) this.problem = "is a section header, indented so far that it continues the value above"
    else if (this.block) this.problem = this.split()
    return this.block ? "sub-property" : "continuation"
  }

  private split(): string | undefined {
    const equals = this.text.indexOf("=", this.first)
    if (equals < 0 || equals >= this.end) return 'has no "="; a setting is written `key = value`'
    this.equals = equals
    if (equals === this.first) return 'has no key before its "="'
    const key = this.text.slice(this.first, equals)
    if (key.includes(":") && colonSeparates.test(key)) return 'separates key and value by ":"; AWS wants "="'
    if ((key.includes("#") || key.includes(";")) && commentMark.test(key)) return 'has no "=" before its comment'
    return undefined
  }

  private valueIsEmpty(): boolean {
    const value = skipBlanks(this.text, this.equals + 1, this.end)
    if (value === this.end) return true
    const mark = this.text.charCodeAt(value)
    return value > this.equals + 1 && (mark === HASH || mark === SEMICOLON)
  }
}

/** What ends the lines of a text: a file that old Macs wrote has carriage returns alone. */
export function lineEndOf(text: string): string {
  return text.includes("\n") || !text.includes("\r") ? "\n" : "\r"
}

/** The text between two offsets, without the blanks around it. */
export function trimmed(text: string, start: number, end: number): string {
  const from = skipBlanks(text, start, end)
  let to = end
  while (to > from && isBlank(text.charCodeAt(to - 1))) to -= 1
  return text.slice(from, to)
}

/** The offset at which an inline comment begins: a blank and then `#` or `;`. `end` when there is none. */
export function commentStart(text: string, start: number, end: number): number {
  const part = text.slice(start, end)
  if (!part.includes("#") && !part.includes(";")) return end
  const found = part.search(commentMark)
  return found < 0 ? end : start + found
}

/** True when the line at this offset begins a section. */
export function beginsSection(text: string, start: number): boolean {
  return text.charCodeAt(skipBlanks(text, start, text.length)) === OPEN
}

// String.prototype.trim would also eat 0xA0, which here is half of a UTF-8 letter.
function skipBlanks(text: string, start: number, end: number): number {
  let at = start
  while (at < end && isBlank(text.charCodeAt(at))) at += 1
  return at
}

/**
 * Past no-break spaces and their like, where nothing, a comment or a header follows: every SDK drops them there. Before a
 * key they are no indent; it is read without them.
 */
function skipWideBlanks(text: string, start: number, end: number): number {
  if (start === end || text.charCodeAt(start) < 128) return start
  const next = skipBlanksOf(wideBlanks, text, start)
  return next >= end || "[#;".includes(text.charAt(next)) ? Math.min(next, end) : start
}

function skipBlanksOf(blanks: RegExp, text: string, start: number): number {
  const pattern = new RegExp(blanks, "y")
  pattern.lastIndex = start
  return pattern.test(text) ? pattern.lastIndex : start
}

function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13)
}

const HASH = 35
const SEMICOLON = 59
const OPEN = 91
// In UTF-8, as binary text: U+00A0, U+2000 to U+200A, U+2028, U+2029, U+202F, U+3000.
const wideBlanks = /(?:[\t\v\f\r ]|\u00c2\u00a0|\u00e2\u0080[\u0080-\u008a\u00a8\u00a9\u00af]|\u00e3\u0080\u0080)+/
const commentMark = /[\t\v\f\r ][#;]/
const colonSeparates = /[\t ]:|:[\t ]/
