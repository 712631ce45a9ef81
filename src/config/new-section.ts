import { binary } from "./ini.ts"
import type { Subject } from "./section-standing.ts"
import { titleOf } from "./section-words.ts"
import { type Edit, isBare, isOpen, lineEndFor, withoutLineEnd } from "./text-edits.ts"

/** Sections that are to stand in a text: their names, and their lines. */
export interface NewSection {
  readonly subject: Subject
  readonly lines: readonly string[]
}

/** At the end, a blank line before each. A file whose last line has no end keeps it so. */
export function newSections(sections: readonly NewSection[], text: string): Edit {
  const end = lineEndFor(text)
  const gap = isBare(text) ? "" : isOpen(text) ? `${end}${end}` : end
  const blocks = sections.map(({ subject, lines }) => [`[${titleOf(subject)}]`, ...lines].join(end))
  const put = blocks.length === 0 ? "" : `${gap}${blocks.join(`${end}${end}`)}${isOpen(text) ? "" : end}`
  return { from: text.length, to: text.length, text: put }
}

/** The text without what `newSections` puts before a section: a blank line, and in an open file the end of the line above. */
export function withoutGap(text: string, open: boolean): string {
  const shorter = withoutLineEnd(text)
  if (open) return withoutLineEnd(shorter)
  return isBare(shorter) || /[\r\n]$/.test(shorter) ? shorter : text
}

/** Settings as the lines of a new section. Binary text. */
export function linesOf(pairs: readonly (readonly [key: string, value: string])[]): readonly string[] {
  return pairs.map(([key, value]) => lineOf(key, value))
}

/** One setting as a line, without its end. Binary text. */
export function lineOf(key: string, value: string): string {
  return `${key} = ${binary(value)}`
}
