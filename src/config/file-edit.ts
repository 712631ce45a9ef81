import { type ProfileDeed, saysAlready, standsAlready, withProfiles } from "./file-sections.ts"
import { parse, wellFormed } from "./ini.ts"
import type { SectionChange } from "./section-change.ts"
import {
  isEmptied,
  type NewValue,
  withoutSection,
  withSection,
  withSectionCopied,
  withSectionRenamed,
  withValues,
} from "./section-edit.ts"
import type { FileRole } from "./section-name.ts"
import { type Subject, sectionsOf } from "./section-standing.ts"

/** One change of one section, as plain data. Several of them, all done twice, are as if they were done once. */
export type SectionEdit =
  | (Pick<Subject, "kind" | "name"> & Deed)
  /** Many sections of profiles at once: a file is parsed once for all of them. */
  | { readonly do: "sections"; readonly sections: readonly ProfileDeed[] }
  /** Values in place of those that stand there. */
  | { readonly do: "replace"; readonly values: readonly NewValue[] }

type Deed =
  /** Made if it is not there. */
  | { readonly do: "change"; readonly change: SectionChange; readonly dropEmptied?: boolean }
  /** A new section. Refused where one of that name says something else. */
  | { readonly do: "add"; readonly set: Readonly<Record<string, string>> }
  | { readonly do: "remove" }
  /** In place of a copy of it that stands under the new name. */
  | { readonly do: "rename"; readonly to: string }
  /** At the end of the file, unless something stands there under that name. */
  | { readonly do: "copy"; readonly to: string }

/**
 * The text of an AWS file after these edits, in their order. Binary text.
 * Errors: `file-malformed`; `usage` for what such files cannot hold; `profile-invalid` for a section that is there
 * already.
 */
export function withEdits(text: string, file: string, role: FileRole, edits: readonly SectionEdit[]): string {
  return edits.reduce((before, edit) => {
    if (edit.do === "replace") return withValues(before, file, role, edit.values)
    if (edit.do === "sections") return withProfiles(before, file, role, edit.sections)
    return done(before, { file, role, kind: edit.kind, name: edit.name }, edit)
  }, text)
}

function done(text: string, subject: Subject, edit: Deed): string {
  switch (edit.do) {
    case "change": {
      const after = withSection(text, subject, edit.change)
      // A section that a change left with nothing in it: its name would look like a profile.
      const drops = edit.dropEmptied === true && after !== text && isEmptied(after, subject)
      return drops ? withoutSection(after, subject) : after
    }
    case "add":
      return says(text, subject, edit.set) ? text : withSection(text, absent(text, subject), { set: edit.set })
    case "remove":
      return withoutSection(text, subject)
    case "rename":
      if (!isThere(text, subject)) return text
      return withSectionRenamed(withoutSection(text, { ...subject, name: edit.to }), subject, edit.to)
    case "copy":
      return withSectionCopied(text, subject, edit.to)
  }
}

function isThere(text: string, subject: Subject): boolean {
  return sectionsOf(wellFormed(parse(text, subject.file)), subject).length > 0
}

function says(text: string, subject: Subject, set: Readonly<Record<string, string>>): boolean {
  return saysAlready(sectionsOf(wellFormed(parse(text, subject.file)), subject), set)
}

/** The subject, if nothing stands under its name. Another guise may have been first. */
function absent(text: string, subject: Subject): Subject {
  const [standing] = sectionsOf(wellFormed(parse(text, subject.file)), subject)
  if (standing === undefined) return subject
  throw standsAlready(subject, standing)
}
