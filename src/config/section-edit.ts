import { GuiseError } from "../errors.ts"
import { binary, type Ini, parse, type Section, wellFormed } from "./ini.ts"
import { commentStart, Lines, lineEndOf, trimmed } from "./lines.ts"
import { type FileRole, nameSection } from "./section-name.ts"

/** What becomes of a section. Values are single lines; a key that is set is not unset. */
export interface SectionChange {
  readonly set?: Readonly<Record<string, string>>
  readonly unset?: readonly string[]
}

/** Which section is meant: the profile's, in a file of this kind. */
export interface Subject {
  readonly file: string
  readonly role: FileRole
  readonly profile: string
}

/**
 * The text of an AWS file with a profile's section changed: values replaced where they stand, new keys behind the last
 * one, a section that is not there at the end; every other byte as it was. Text is binary, one character per byte.
 * Errors: `file-malformed`; `usage` for a value or a name that these files cannot hold.
 */
export function withSection(
  text: string,
  { file, role, profile }: Subject,
  { set = {}, unset = [] }: SectionChange,
): string {
  for (const [key, value] of Object.entries(set)) checkValue(key, value)
  const ini = wellFormed(parse(text, file))
  const settings = sectionsOf(ini, role, profile).flatMap(settingsIn)
  const edits = unset.flatMap(key => settings.filter(each => each.key === key).flatMap(({ lines }) => lines.map(cut)))
  const fresh: (readonly [string, string])[] = []
  for (const [key, value] of Object.entries(set)) {
    // Of a key that comes twice the last one counts, in the AWS CLI as in guise.
    const standing = settings.findLast(each => each.key === key)
    if (standing === undefined) fresh.push([key, value])
    else edits.push(...replaced(standing, binary(value)))
  }
  if (fresh.length > 0) edits.push(inserted(fresh, text, ini, role, profile))
  return applied(text, edits)
}

/**
 * The text without a profile's sections, and without the blank lines behind each. Comments behind the last setting stay:
 * as a rule they belong to what follows. Error: `file-malformed`.
 */
export function withoutSection(text: string, { file, role, profile }: Subject): string {
  const sections = sectionsOf(wellFormed(parse(text, file)), role, profile)
  return applied(
    text,
    sections.map(standing => cut({ from: standing.at, to: endOf(standing, text) })),
  )
}

/**
 * True when there are such sections and none of them says anything. A comment right below a header is about the section;
 * behind a blank line it is about what follows.
 */
export function isEmptied(text: string, { file, role, profile }: Subject): boolean {
  const sections = sectionsOf(wellFormed(parse(text, file)), role, profile)
  return (
    sections.length > 0 &&
    sections.every(each => settingsIn(each).length === 0 && /^[ \t]*(?:[\r\n]|$)/.test(each.section.body))
  )
}

function endOf(standing: Standing, text: string): number {
  const end = settingsIn(standing).at(-1)?.lines.at(-1)?.to ?? standing.at + standing.section.header.length
  return end + (/^(?:[ \t]*(?:\r\n|\n|\r))*/.exec(text.slice(end))?.[0].length ?? 0)
}

/** A section, and where its header begins in the text. */
interface Standing {
  readonly section: Section
  readonly at: number
}

/** `[profile default]` replaces `[default]` wherever it stands. */
function sectionsOf(ini: Ini, role: FileRole, profile: string): readonly Standing[] {
  const found: Record<"profile" | "default", Standing[]> = { profile: [], default: [] }
  let at = ini.head.length
  for (const section of ini.sections) {
    const { kind, name } = nameSection(section.title, role)
    if ((kind === "profile" || kind === "default") && name === binary(profile)) found[kind].push({ section, at })
    at += section.header.length + section.body.length
  }
  return found.profile.length > 0 ? found.profile : found.default
}

/** A setting as it stands: offsets in the text. */
interface Setting {
  readonly key: string
  readonly value: Span
  /** Its line, and those that continue it. */
  readonly lines: readonly Span[]
  readonly nested: boolean
}

interface Span {
  readonly from: number
  readonly to: number
}

function settingsIn({ section: { header, body }, at }: Standing): readonly Setting[] {
  const start = at + header.length
  const lines = new Lines(body, lineEndOf(header), 0, 1)
  const found: (Setting & { lines: Span[]; nested: boolean })[] = []
  while (lines.step()) {
    const line = { from: start + lines.at, to: start + lines.next }
    if (lines.kind === "property") found.push({ ...settingAt(body, lines, start), lines: [line], nested: false })
    const last = found.at(-1)
    if (last === undefined || (lines.kind !== "continuation" && lines.kind !== "sub-property")) continue
    last.lines.push(line)
    last.nested ||= lines.kind === "sub-property"
  }
  return found
}

function settingAt(body: string, lines: Lines, start: number): Pick<Setting, "key" | "value"> {
  const comment = commentStart(body, lines.equals + 1, lines.end)
  const value = trimmed(body, lines.equals + 1, comment)
  const from = value === "" ? lines.equals + 1 : body.indexOf(value, lines.equals + 1)
  const key = trimmed(body, lines.first, lines.equals).toLowerCase()
  return { key, value: { from: start + from, to: start + from + value.length } }
}

interface Edit extends Span {
  readonly text: string
}

function cut(span: Span): Edit {
  return { ...span, text: "" }
}

function replaced({ key, value, lines, nested }: Setting, text: string): readonly Edit[] {
  if (nested) throw new GuiseError("usage", `${key} holds settings of its own, so it takes no value.`)
  const blank = value.from === value.to ? " " : ""
  return [{ ...value, text: `${blank}${text}` }, ...lines.slice(1).map(cut)]
}

function inserted(
  pairs: readonly (readonly [string, string])[],
  text: string,
  ini: Ini,
  role: FileRole,
  profile: string,
): Edit {
  const end = text.includes("\r\n") ? "\r\n" : lineEndOf(text)
  const lines = pairs.map(([key, value]) => `${key} = ${binary(value)}${end}`).join("")
  const last = sectionsOf(ini, role, profile).at(-1)
  if (last === undefined) {
    const gap = text === "" ? "" : text.endsWith(end) ? end : `${end}${end}`
    return { from: text.length, to: text.length, text: `${gap}[${titleOf(profile, role)}]${end}${lines}` }
  }
  const at = settingsIn(last).at(-1)?.lines.at(-1)?.to ?? last.at + last.section.header.length
  // A file whose last line has no end keeps it so.
  const open = at === text.length && !text.endsWith("\n") && !text.endsWith("\r")
  return { from: at, to: at, text: open ? `${end}${lines.slice(0, -end.length)}` : lines }
}

/** As the AWS CLI writes it: quoted where a POSIX shell would want it. */
function titleOf(profile: string, role: FileRole): string {
  // biome's rule about control characters in expressions is why these are told by their code.
  const control = Array.from(profile).some(char => (char.codePointAt(0) ?? 0) < 32)
  if (control || /[[\]]/.test(profile) || profile.trim() !== profile || profile === "")
    throw new GuiseError("usage", `${JSON.stringify(profile)} cannot be the name of a profile in an AWS file.`)
  const name = binary(profile)
  if (role === "credentials") return name
  if (profile === "default") return name
  return `profile ${/^[\w@%+=:,./-]+$/.test(name) ? name : `'${name.replaceAll("'", `'"'"'`)}'`}`
}

/** What some SDK would read differently from what was meant. */
function checkValue(key: string, value: string): void {
  const wrong =
    value === "" || value.trim() !== value
      ? "is empty, or has blanks around it"
      : /[\r\n\0]/.test(value)
        ? "is more than one line"
        : /^[#;]|\s[#;]/.test(value)
          ? "holds what these files take for a comment"
          : undefined
  if (wrong === undefined) return
  // Without the value: it may be a secret.
  throw new GuiseError("usage", `The value for ${key} ${wrong}, so an AWS file cannot hold it.`)
}

/** All edits at once; none overlaps another. */
function applied(text: string, edits: readonly Edit[]): string {
  let result = ""
  let at = 0
  for (const { from, to, text: put } of [...edits].sort((a, b) => a.from - b.from)) {
    result += text.slice(at, from) + put
    at = to
  }
  return result + text.slice(at)
}
