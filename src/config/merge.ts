import { type Property, properties, type Section } from "./ini.ts"
import type { Place, Setting } from "./profile.ts"
import type { FileRole } from "./section-name.ts"
import type { SectionFile } from "./sections.ts"
import { isSeedKey } from "./seed-keys.ts"

/** Sections of one name, from one file. */
export interface Source {
  readonly file: SectionFile
  readonly sections: readonly Section[]
}

export interface Merged {
  readonly place: Place
  readonly settings: ReadonlyMap<string, Setting>
  readonly nested: ReadonlyMap<string, ReadonlyMap<string, string>>
  /** SECRET: the values that `settings` leaves out, and the access key id as it stands. */
  readonly secrets: ReadonlyMap<string, Held>
}

/** A value, and which of the files it stands in. */
export interface Held extends Setting {
  readonly role: FileRole
}

/**
 * All sections of one name as one: later lines over earlier ones, later sources over earlier ones, key by key. An empty
 * value unsets what came before it. Undefined when there is no section at all.
 */
export function mergeSections(sources: readonly Source[]): Merged | undefined {
  const merged: Draft = { settings: new Map(), nested: new Map(), secrets: new Map() }
  let place: Place | undefined
  for (const { file, sections } of sources) {
    for (const section of sections) {
      place ??= { file: file.path, line: section.line }
      for (const property of properties(section)) lay(property, file, merged)
    }
  }
  return place === undefined ? undefined : { place, ...merged }
}

/** True for a key whose value must not be shown: parts of a key pair, and whatever calls itself a secret. */
export function isSecret(key: string): boolean {
  return key.includes("secret") || key.includes("password") || isSeedKey(key) || key.endsWith("_token")
}

/** True for a key that can be a setting. Anything else may be a secret whose line lost its beginning. */
export function isName(key: string): boolean {
  return key.length <= 64 && name.test(key)
}

interface Draft {
  readonly settings: Map<string, Setting>
  readonly nested: Map<string, ReadonlyMap<string, string>>
  readonly secrets: Map<string, Held>
}

function lay({ key, value, line, block }: Property, file: SectionFile, { settings, nested, secrets }: Draft): void {
  settings.delete(key)
  nested.delete(key)
  secrets.delete(key)
  if (!isName(key)) return
  if (block.length > 0 && !isSecret(key)) nested.set(key, blockOf(block))
  if (value === "") return
  const place = { file: file.path, line }
  const secret = isSecret(key)
  if (secret || key === "aws_access_key_id") secrets.set(key, { value, place, role: file.role })
  if (!secret) settings.set(key, { value: withoutSecrets(key, value), place })
}

function blockOf(block: readonly Property[]): ReadonlyMap<string, string> {
  const shown = block.filter(({ key, value }) => value !== "" && isName(key) && !isSecret(key))
  return new Map(shown.map(({ key, value }) => [key, value]))
}

/** A secret's line, indented by mistake, continues the value above it: it must not be shown with that value. */
function withoutSecrets(key: string, value: string): string {
  if (!value.includes("\n")) return value
  const [first = "", ...rest] = value.split("\n")
  if (key === "aws_access_key_id") return first
  const cut = rest.findIndex(line => isSecret(line.slice(0, line.search(/[=:]/)).trim().toLowerCase()))
  return [first, ...(cut < 0 ? rest : rest.slice(0, cut))].join("\n")
}

const name = /^[a-z0-9_.-]+$/
