import { GuiseError } from "../errors.ts"
import { binary, parse, properties, wellFormed } from "./ini.ts"
import { linesOf, newSections } from "./new-section.ts"
import { changeEdits, type SectionChange } from "./section-change.ts"
import { withoutStanding } from "./section-edit.ts"
import type { FileRole } from "./section-name.ts"
import { profilesIn, type Standing, type Subject } from "./section-standing.ts"
import { checkValue } from "./section-words.ts"
import { applied, asOpen } from "./text-edits.ts"

/** What becomes of one profile's section, among those of many. No name comes twice. */
export type ProfileDeed = { readonly name: string } & (
  | { readonly do: "change"; readonly change: SectionChange }
  /** Refused where a section of that name says something else. */
  | { readonly do: "add"; readonly set: Readonly<Record<string, string>> }
  | { readonly do: "remove" }
)

/**
 * The text of an AWS file with the sections of many profiles changed, then removed, then added at the end, in that order
 * and each as it is done for one. What is to be changed and is not there stays away. Binary text.
 * Errors: `file-malformed`; `usage` for what such files cannot hold; `profile-invalid` for a section that is there.
 */
export function withProfiles(text: string, file: string, role: FileRole, deeds: readonly ProfileDeed[]): string {
  const subjectOf = (name: string): Subject => ({ file, role, kind: "profile", name })
  const before = profilesIn(wellFormed(parse(text, file)), role)
  const edits = deeds.flatMap(deed => {
    const standing = before.get(binary(deed.name)) ?? []
    return deed.do === "change" && standing.length > 0
      ? changeEdits(text, subjectOf(deed.name), standing, deed.change)
      : []
  })
  const changed = asOpen(text, applied(text, edits))
  const removed = withoutProfiles(changed, file, role, new Set(named(deeds, "remove")))
  const fresh = deeds.flatMap(deed => {
    if (deed.do !== "add") return []
    const subject = subjectOf(deed.name)
    const standing = before.get(binary(deed.name)) ?? []
    if (saysAlready(standing, deed.set)) return []
    const [first] = standing
    if (first !== undefined) throw standsAlready(subject, first)
    for (const [key, value] of Object.entries(deed.set)) checkValue(key, value)
    return [{ subject, lines: linesOf(Object.entries(deed.set)) }]
  })
  return applied(removed, [newSections(fresh, removed)])
}

function withoutProfiles(text: string, file: string, role: FileRole, names: ReadonlySet<string>): string {
  if (names.size === 0) return text
  const standing = profilesIn(wellFormed(parse(text, file)), role)
  return withoutStanding(
    text,
    [...names].flatMap(name => standing.get(binary(name)) ?? []),
  )
}

function named(deeds: readonly ProfileDeed[], what: ProfileDeed["do"]): readonly string[] {
  return deeds.flatMap(deed => (deed.do === what ? [deed.name] : []))
}

/** True when there is one such section, and it says just this. */
export function saysAlready(standing: readonly Standing[], set: Readonly<Record<string, string>>): boolean {
  const [only, other] = standing
  if (only === undefined || other !== undefined) return false
  const said = properties(only.section).map(({ key, value }) => [key, value])
  return JSON.stringify(said) === JSON.stringify(Object.entries(set))
}

/** What is said of a section that was to be new. */
export function standsAlready({ kind, name, file }: Subject, { section }: Standing): GuiseError {
  return new GuiseError(
    "profile-invalid",
    `There is a ${kind} ${JSON.stringify(name)} already (${file}:${section.line}).`,
    { hint: "guise list" },
  )
}
