import { lineEndOf } from "./lines.ts"
import type { Span } from "./section-standing.ts"

/** Text in place of a span. */
export interface Edit extends Span {
  readonly text: string
}

/** Nothing in place of a span. */
export function cut(span: Span): Edit {
  return { ...span, text: "" }
}

/** All edits at once; none overlaps another. */
export function applied(text: string, edits: readonly Edit[]): string {
  let result = ""
  let at = 0
  for (const { from, to, text: put } of [...edits].sort((a, b) => a.from - b.from)) {
    result += text.slice(at, from) + put
    at = to
  }
  return result + text.slice(at)
}

/** What ends the lines of a text; where some have a carriage return and some have none, new ones have. */
export function lineEndFor(text: string): string {
  return text.includes("\r\n") ? "\r\n" : lineEndOf(text)
}

/** The last line has no end. */
export function isOpen(text: string): boolean {
  return !isBare(text) && !text.endsWith(lineEndOf(text))
}

/** A file whose last line had no end has none when other lines have gone from behind it, too. */
export function asOpen(before: string, after: string): string {
  return isOpen(before) ? withoutLineEnd(after) : after
}

/** The text without the end of its last line, if that has one. */
export function withoutLineEnd(text: string): string {
  return text.replace(/(?:\r\n|\n|\r)$/, "")
}

/** Nothing, or a byte order mark alone. */
export function isBare(text: string): boolean {
  return text === "" || text === byteOrderMark
}

const byteOrderMark = "\u00ef\u00bb\u00bf"
