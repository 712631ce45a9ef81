import { GuiseError } from "../errors.ts"
import { binary, parse, wellFormed } from "./ini.ts"
import { lineEndOf } from "./lines.ts"
import type { FileRole } from "./section-name.ts"
import {
  profilesIn,
  type Span,
  type Standing,
  type StandingSetting,
  type Subject,
  sectionsOf,
  settingsIn,
} from "./section-standing.ts"
import { checkValue, retitled, titleOf } from "./section-words.ts"

/** What becomes of a section. Values are single lines; a key that is set is not unset. */
export interface SectionChange {
  readonly set?: Readonly<Record<string, string>>
  readonly unset?: readonly string[]
}

/**
 * The text of an AWS file with a section changed: values replaced where they stand, new keys behind the last one, a
 * section that is not there at the end; every other byte as it was. Text is binary, one character per byte.
 * Errors: `file-malformed`; `usage` for a value or a name that these files cannot hold.
 */
export function withSection(text: string, subject: Subject, change: SectionChange): string {
  return asOpen(text, applied(text, changeEdits(text, subject, standingIn(text, subject), change)))
}

/** The edits that make a change of the sections of one name, which are those given. Errors: `usage`, as above. */
export function changeEdits(
  text: string,
  subject: Subject,
  standing: readonly Standing[],
  { set = {}, unset = [] }: SectionChange,
): readonly Edit[] {
  for (const [key, value] of Object.entries(set)) checkValue(key, value)
  const settings = standing.flatMap(settingsIn)
  const edits = unset.flatMap(key => settings.filter(each => each.key === key).flatMap(({ lines }) => lines.map(cut)))
  const fresh: (readonly [string, string])[] = []
  for (const [key, value] of Object.entries(set)) {
    // Of a key that comes twice the last one counts, in the AWS CLI as in guise.
    const setting = settings.findLast(each => each.key === key)
    if (setting === undefined) fresh.push([key, value])
    else edits.push(...replaced(setting, binary(value)))
  }
  const last = standing.at(-1)
  if (fresh.length > 0) edits.push(last === undefined ? appended(fresh, text, subject) : added(fresh, text, last))
  return edits
}

/** Lines of a profile that are to say something else. */
export interface NewValue {
  readonly profile: string
  readonly key: string
  /** What they say now. */
  readonly from: string
  readonly value: string
}

/**
 * The text with these values in place of others, wherever those stand; what does not stand there stays away. One pass,
 * however many profiles. Errors: as `withSection`.
 */
export function withValues(text: string, file: string, role: FileRole, values: readonly NewValue[]): string {
  const profiles = profilesIn(wellFormed(parse(text, file)), role)
  const edits = new Map<number, Edit>()
  for (const { profile, key, from, value } of values) {
    checkValue(key, value)
    const settings = (profiles.get(binary(profile)) ?? []).flatMap(settingsIn)
    const same = settings.filter(
      each => each.key === key && text.slice(each.value.from, each.value.to) === binary(from),
    )
    for (const { value: span } of same) edits.set(span.from, { ...span, text: binary(value) })
  }
  return applied(text, [...edits.values()])
}

/**
 * The text without the sections of that name, and without the blank lines behind each; where the last one of the file
 * goes, without the blank line before it, which came with it. Comments behind the last setting stay: as a rule they
 * belong to what follows. Error: `file-malformed`.
 */
export function withoutSection(text: string, subject: Subject): string {
  return withoutStanding(text, standingIn(text, subject))
}

/** The same for sections that were found already. */
export function withoutStanding(text: string, standing: readonly Standing[]): string {
  const cuts = standing.map(each => cut({ from: each.at, to: endOf(each, text) }))
  const after = applied(text, cuts)
  return cuts.some(({ to }) => to === text.length) ? withoutGap(after, isOpen(text)) : after
}

/**
 * The text with the sections of that name under another one, where they stand. Errors: `file-malformed`; `usage` for a
 * name that no header can hold.
 */
export function withSectionRenamed(text: string, subject: Subject, name: string): string {
  const edits = standingIn(text, subject).map(({ section: { header, title }, at }) => {
    const from = at + header.indexOf(title, header.indexOf("[") + 1)
    return { from, to: from + title.length, text: retitled(title, { ...subject, name }) }
  })
  return applied(text, edits)
}

/**
 * The text with what the sections of that name say repeated under another name, at the end; as it is when something
 * stands under that name. Errors: as `withSectionRenamed`.
 */
export function withSectionCopied(text: string, subject: Subject, name: string): string {
  const settings = standingIn(text, subject).flatMap(settingsIn)
  const copy = { ...subject, name }
  if (settings.length === 0 || standingIn(text, copy).length > 0) return text
  const lines = settings.flatMap(each => each.lines).map(({ from, to }) => text.slice(from, to))
  return applied(text, [newSection(lines.map(withoutLineEnd), text, copy)])
}

/** What a section holds: lower-cased key → value, both binary text; of a key that comes twice the last. May be SECRET. */
export type SectionValues = ReadonlyMap<string, string>

/** What the sections of that name hold; nothing when there is none. Error: `file-malformed`. */
export function valuesIn(text: string, subject: Subject): SectionValues {
  const settings = standingIn(text, subject).flatMap(settingsIn)
  return new Map(settings.map(({ key, value }) => [key, text.slice(value.from, value.to)]))
}

/**
 * True when there are such sections and none of them says anything. A comment right below a header is about the section;
 * behind a blank line it is about what follows.
 */
export function isEmptied(text: string, subject: Subject): boolean {
  const standing = standingIn(text, subject)
  const silent = (each: Standing) => settingsIn(each).length === 0 && /^[ \t]*(?:[\r\n]|$)/.test(each.section.body)
  return standing.length > 0 && standing.every(silent)
}

function standingIn(text: string, subject: Subject): readonly Standing[] {
  return sectionsOf(wellFormed(parse(text, subject.file)), subject)
}

function endOf(standing: Standing, text: string): number {
  const end = settingsIn(standing).at(-1)?.lines.at(-1)?.to ?? standing.at + standing.section.header.length
  return end + (/^(?:[ \t]*(?:\r\n|\n|\r))*/.exec(text.slice(end))?.[0].length ?? 0)
}

/** Text in place of a span. */
export interface Edit extends Span {
  readonly text: string
}

function cut(span: Span): Edit {
  return { ...span, text: "" }
}

function replaced({ key, value, lines, nested }: StandingSetting, text: string): readonly Edit[] {
  if (nested) throw new GuiseError("usage", `${key} holds settings of its own, so it takes no value.`)
  const blank = value.from === value.to ? " " : ""
  return [{ ...value, text: `${blank}${text}` }, ...lines.slice(1).map(cut)]
}

type Pairs = readonly (readonly [key: string, value: string])[]

function appended(pairs: Pairs, text: string, subject: Subject): Edit {
  return newSection(linesOf(pairs), text, subject)
}

/** Settings as lines of a new section. Binary text. */
export function linesOf(pairs: Pairs): readonly string[] {
  return pairs.map(([key, value]) => `${key} = ${binary(value)}`)
}

function newSection(lines: readonly string[], text: string, subject: Subject): Edit {
  return newSections([{ subject, lines }], text)
}

/** At the end, a blank line before each. A file whose last line has no end keeps it so. */
export function newSections(
  sections: readonly { readonly subject: Subject; readonly lines: readonly string[] }[],
  text: string,
): Edit {
  const end = lineEndFor(text)
  const bare = text === "" || text === byteOrderMark
  const gap = bare ? "" : isOpen(text) ? `${end}${end}` : end
  const blocks = sections.map(({ subject, lines }) => [`[${titleOf(subject)}]`, ...lines].join(end))
  const put = blocks.length === 0 ? "" : `${gap}${blocks.join(`${end}${end}`)}${isOpen(text) ? "" : end}`
  return { from: text.length, to: text.length, text: put }
}

/** Behind the last setting, as far to the right as that one: deeper, they would continue it. */
function added(pairs: Pairs, text: string, last: Standing): Edit {
  const end = lineEndFor(text)
  const setting = settingsIn(last).at(-1)
  const at = setting?.lines.at(-1)?.to ?? last.at + last.section.header.length
  const indent = setting?.indent ?? ""
  const lines = pairs.map(([key, value]) => `${indent}${key} = ${binary(value)}${end}`).join("")
  const open = at === text.length && isOpen(text)
  return { from: at, to: at, text: open ? `${end}${lines.slice(0, -end.length)}` : lines }
}

function lineEndFor(text: string): string {
  return text.includes("\r\n") ? "\r\n" : lineEndOf(text)
}

/** The last line has no end. */
export function isOpen(text: string): boolean {
  return text !== "" && text !== byteOrderMark && !text.endsWith(lineEndOf(text))
}

/** A file whose last line had no end has none when other lines have gone from behind it, too. */
export function asOpen(before: string, after: string): string {
  return isOpen(before) ? withoutLineEnd(after) : after
}

/** What `newSection` puts before a section: a blank line, and in an open file the end of the line above. */
function withoutGap(text: string, open: boolean): string {
  const shorter = withoutLineEnd(text)
  if (open) return withoutLineEnd(shorter)
  return shorter === "" || shorter === byteOrderMark || /[\r\n]$/.test(shorter) ? shorter : text
}

function withoutLineEnd(text: string): string {
  return text.replace(/(?:\r\n|\n|\r)$/, "")
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

const byteOrderMark = "\u00ef\u00bb\u00bf"
