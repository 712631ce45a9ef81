import type { Profile, Setting } from "../config/profile.ts"
import { GuiseError } from "../errors.ts"
import { settingOf, where } from "./words.ts"

type Tags = readonly (readonly [key: string, value: string])[]

/**
 * The session tags that a profile wants for its role, in aws-vault's words: `session_tags = team=blue,env=dev` and
 * `transitive_session_tags = team`. Error: `profile-invalid`, with file and line, for what AWS would refuse.
 * https://github.com/99designs/aws-vault/blob/v7.2.0/USAGE.md#session_tags-and-transitive_session_tags
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html (Tags, TransitiveTagKeys)
 */
export function profileTags(profile: Profile): { readonly tags?: Tags; readonly transitiveTags?: readonly string[] } {
  const tags = settingOf(profile, "session_tags")
  const transitive = settingOf(profile, "transitive_session_tags")
  const pairs = tags === undefined ? [] : pairsIn(tags, profile)
  return {
    ...(tags === undefined ? {} : { tags: pairs }),
    ...(transitive === undefined ? {} : { transitiveTags: keysIn(transitive, pairs, profile) }),
  }
}

/** A profile's tags with those of the flags over them; AWS compares tag keys without regard to case. */
export function mergedTags(own: Tags | undefined, flags: Tags | undefined): Tags | undefined {
  if (own === undefined || flags === undefined) return flags ?? own
  const over = new Set(flags.map(([key]) => key.toLowerCase()))
  return [...own.filter(([key]) => !over.has(key.toLowerCase())), ...flags]
}

function pairsIn(setting: Setting, profile: Profile): Tags {
  const pairs = setting.value.split(",").map(pair => {
    const at = pair.indexOf("=")
    const [key, value] = [pair.slice(0, Math.max(at, 0)).trim(), pair.slice(at + 1).trim()]
    if (key === "" || key.length > 128 || value.length > 256)
      throw wrong("session_tags", setting, profile, "key=value,key=value (128 and 256 letters at most)")
    return [key, value] as const
  })
  checkKeys("session_tags", pairs, setting, profile)
  return pairs
}

function keysIn(setting: Setting, tags: Tags, profile: Profile): readonly string[] {
  const keys = setting.value.split(",").map(key => key.trim())
  if (keys.some(key => key === "" || key.length > 128))
    throw wrong("transitive_session_tags", setting, profile, "key,key (128 letters at most)")
  const known = new Set(tags.map(([key]) => key.toLowerCase()))
  if (keys.some(key => !known.has(key.toLowerCase())))
    throw wrong("transitive_session_tags", setting, profile, "keys of its session_tags")
  checkKeys(
    "transitive_session_tags",
    keys.map(key => [key]),
    setting,
    profile,
  )
  return keys
}

function checkKeys(name: string, entries: readonly (readonly string[])[], setting: Setting, profile: Profile): void {
  const keys = entries.map(([key = ""]) => key.toLowerCase())
  if (keys.length > 50 || new Set(keys).size < keys.length)
    throw wrong(name, setting, profile, "50 keys at most, each once")
}

function wrong(key: string, { value, place }: Setting, profile: Profile, wants: string): GuiseError {
  return new GuiseError(
    "profile-invalid",
    `${key} of profile ${JSON.stringify(profile.name)} is ${JSON.stringify(value)} (${where(place)}), wanted is ${wants}.`,
    { hint: `correct ${key} at ${where(place)}` },
  )
}
