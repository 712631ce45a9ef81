import { type Property, properties } from "./ini.ts"
import type { FileRole } from "./section-name.ts"
import { openSections } from "./sections.ts"

/** One of the AWS files, profile by profile as it stands: nothing merged with the other file, nothing left out. SECRET. */
export interface SaidFile {
  readonly path: string
  readonly role: FileRole
  /** Names of the profiles that have a section here, in the order of the file. */
  readonly names: readonly string[]
  /** What its sections say, line after line; undefined when there is none. */
  said(profile: string): readonly Property[] | undefined
  /** True when `[default]` stands beside a `[profile default]` that replaces it. */
  readonly hidesDefault: boolean
}

/** Reads the file now. Errors: `file-unreadable`, `file-malformed`. */
export function readSaid(path: string, role: FileRole): SaidFile {
  const file = openSections(path, role)
  const sections = (kind: "profile" | "default", name: string) => file.sections({ kind, name })
  const named = file.names("profile")
  const [prefixed, plain] = [sections("profile", "default"), sections("default", "default")]
  return {
    path,
    role,
    names: plain.length > 0 && prefixed.length === 0 ? ["default", ...named] : named,
    said(profile) {
      const found = sections("profile", profile)
      const read = found.length > 0 || profile !== "default" ? found : plain
      return read.length === 0 ? undefined : read.flatMap(properties)
    },
    hidesDefault: plain.length > 0 && prefixed.length > 0,
  }
}
