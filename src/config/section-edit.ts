import { binary, parse, wellFormed } from "./ini.ts"
import { newSections, withoutGap } from "./new-section.ts"
import { changeEdits, type SectionChange } from "./section-change.ts"
import type { FileRole } from "./section-name.ts"
import { profilesIn, type Standing, type Subject, sectionsOf, settingsIn } from "./section-standing.ts"
import { checkValue, retitled } from "./section-words.ts"
import { applied, asOpen, cut, type Edit, isOpen, withoutLineEnd } from "./text-edits.ts"

/**
 * The text of an AWS file with a section changed: values replaced where they stand, new keys behind the last one, a
 * section that is not there at the end; every other byte as it was. Text is binary, one character per byte.
 * Errors: `file-malformed`; `usage` for a value or a name that these files cannot hold.
 */
export function withSection(text: string, subject: Subject, change: SectionChange): string {
  return asOpen(text, applied(text, changeEdits(text, subject, standingIn(text, subject), change)))
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
  return applied(text, [newSections([{ subject: copy, lines: lines.map(withoutLineEnd) }], text)])
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
