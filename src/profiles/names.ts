import type { Profiles } from "../config/profile.ts"
import { checkTitle } from "../config/section-words.ts"
import { nameTrap } from "../config/warnings.ts"
import { GuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"

/** A name that not every SDK reads, and one near it that all do. */
export interface NameTrap {
  readonly why: string
  readonly safe: string
}

/** Undefined for a name that every SDK reads. Error: `usage` for one that no header can hold. */
export function trapIn(name: string, profiles: Pick<Profiles, "names">): NameTrap | undefined {
  checkTitle(name)
  const why = nameTrap(name)
  return why === undefined ? undefined : { why, safe: freeName(plainName(name), profiles.names()) }
}

/** Error: `profile-invalid` when there is a profile of that name. */
export function checkFree(name: string, profiles: Pick<Profiles, "profile">): void {
  const place = profiles.profile(name)?.place
  if (place === undefined) return
  throw new GuiseError(
    "profile-invalid",
    `There is a profile ${JSON.stringify(name)} already (${place.file}:${place.line}).`,
    { hint: `guise get ${quoted(name)}; guise set changes it, guise remove takes it away` },
  )
}

/** Letters without their accents, and a dash for everything that a name cannot have. */
function plainName(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .replace(/[^\w@+.%:/-]+/g, "-")
    .replace(/^-+|-+$/g, "")
  return plain === "" || nameTrap(plain) !== undefined ? "profile" : plain
}

/** The name, or with the first number behind it that makes it nobody's yet. */
export function freeName(name: string, taken: readonly string[]): string {
  let free = name
  for (let number = 2; taken.includes(free); number += 1) free = `${name}-${number}`
  return free
}
