import type { Profile } from "../config/profile.ts"
import type { AwsFiles } from "../config/profiles.ts"
import { readSaid } from "../config/said.ts"
import type { FileRole } from "../config/section-name.ts"
import { unknownProfile } from "../config/unknown-profile.ts"
import { checkSource } from "./add.ts"
import { checkOneKind } from "./kinds.ts"
import { settingKey, settingValue } from "./values.ts"
import type { Write } from "./writes.ts"

/** One setting of one profile that is to change: decided, not done. */
export interface Setting {
  readonly profile: string
  readonly key: string
  /** As the file is to say it; undefined when it is taken out. */
  readonly value: string | undefined
  readonly writes: readonly Write[]
}

/**
 * What it takes for a profile to say this, or (without a value) not to say it any more. It is said where it was said,
 * else in the config file.
 * Errors: `profile-unknown`; `usage` for a key or a value that cannot be; `source-missing`; `profile-invalid` for a
 * second kind of credentials.
 */
export function settingChange(name: string, word: string, text: string | undefined, files: AwsFiles): Setting {
  const profile = files.profile(name)
  if (profile === undefined) throw unknownProfile(name, files)
  const key = settingKey(word)
  const value = text === undefined ? undefined : settingValue(key, text, key)
  if (key === "source_profile" && value !== undefined) checkSource(value, name, files)
  checkOneKind(profile, new Map([[key, value]]))
  const writes =
    value === undefined ? unsetting(name, key, files) : [setting(name, key, value, placeOf(profile, key, files))]
  return { profile: name, key, value, writes }
}

function placeOf({ settings }: Profile, key: string, files: AwsFiles): FileRole {
  return settings.get(key)?.place.file === files.paths.credentials ? "credentials" : "config"
}

function setting(name: string, key: string, value: string, role: FileRole): Write {
  return { role, edits: [{ do: "change", kind: "profile", name, change: { set: { [key]: value } } }] }
}

/** Out of both files. A section left with nothing in it stays if the profile has no other: it would be gone with it. */
function unsetting(name: string, key: string, { paths }: AwsFiles): readonly Write[] {
  return roles.map(role => {
    const dropEmptied = roles.some(other => other !== role && readSaid(paths[other], other).said(name) !== undefined)
    return { role, edits: [{ do: "change", kind: "profile", name, change: { unset: [key] }, dropEmptied }] }
  })
}

const roles = ["config", "credentials"] as const
