import { binary, type Ini, type Section } from "./ini.ts"
import { commentStart, Lines, lineEndOf, trimmed } from "./lines.ts"
import { type FileRole, nameSection, type SectionName } from "./section-name.ts"

/** Which section is meant, in a file of this kind. */
export interface Subject {
  readonly file: string
  readonly role: FileRole
  readonly kind: "profile" | "sso-session"
  readonly name: string
}

/** A section, and where its header begins in the text. */
export interface Standing {
  readonly section: Section
  readonly at: number
}

/** Offsets in the text. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** A setting as it stands. */
export interface StandingSetting {
  readonly key: string
  readonly value: Span
  /** Its line, and those that continue it. */
  readonly lines: readonly Span[]
  /** It holds settings of its own. */
  readonly nested: boolean
  /** What stands before the key on its line. */
  readonly indent: string
}

/** The sections of that name, in the order of the file. `[profile default]` replaces `[default]` wherever it stands. */
export function sectionsOf(ini: Ini, { role, kind, name }: Omit<Subject, "file">): readonly Standing[] {
  const wanted = binary(name)
  const found = named(ini, role).filter(each => each.name === wanted)
  const own = found.filter(each => each.kind === kind)
  return own.length > 0 || kind !== "profile" ? own : found.filter(each => each.kind === "default")
}

/** The sections of every profile by its name (binary text), as `sectionsOf` finds them. */
export function profilesIn(ini: Ini, role: FileRole): ReadonlyMap<string, readonly Standing[]> {
  const profiles = new Map<string, Standing[]>()
  const plain: Standing[] = []
  for (const each of named(ini, role)) {
    if (each.kind === "default") plain.push(each)
    if (each.kind !== "profile") continue
    const former = profiles.get(each.name)
    if (former === undefined) profiles.set(each.name, [each])
    else former.push(each)
  }
  if (plain.length > 0 && !profiles.has("default")) profiles.set("default", plain)
  return profiles
}

function named(ini: Ini, role: FileRole): readonly (Standing & SectionName)[] {
  let at = ini.head.length
  return ini.sections.map(section => {
    const standing = { section, at, ...nameSection(section.title, role) }
    at += section.header.length + section.body.length
    return standing
  })
}

/** The settings of a section, in the order of the file. */
export function settingsIn({ section: { header, body }, at }: Standing): readonly StandingSetting[] {
  const start = at + header.length
  const lines = new Lines(body, lineEndOf(header), 0, 1)
  const found: (StandingSetting & { lines: Span[]; nested: boolean })[] = []
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

function settingAt(body: string, lines: Lines, start: number): Pick<StandingSetting, "key" | "value" | "indent"> {
  const comment = commentStart(body, lines.equals + 1, lines.end)
  const value = trimmed(body, lines.equals + 1, comment)
  const from = value === "" ? lines.equals + 1 : body.indexOf(value, lines.equals + 1)
  return {
    key: trimmed(body, lines.first, lines.equals).toLowerCase(),
    value: { from: start + from, to: start + from + value.length },
    indent: body.slice(lines.at, lines.first),
  }
}
