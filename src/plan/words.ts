import type { Place, Profile, Setting } from "../config/profile.ts"

/** One setting of a profile with its place; undefined when the file does not have it. */
export function settingOf(profile: Profile, key: string): Setting | undefined {
  return profile.settings.get(key)
}

/** One setting's value. */
export function textOf(profile: Profile, key: string): string | undefined {
  return profile.settings.get(key)?.value
}

/** The MFA device a profile names, under AWS's key or the one that AwsCredentialsManager writes. */
export function mfaSerialOf(profile: Profile): string | undefined {
  return textOf(profile, "mfa_serial") ?? textOf(profile, "mfa_device_arn")
}

/**
 * What `guise write` leaves beside the temporary keys that it writes: the profile they come from, and whether flags shaped
 * them, so that the profile alone would give others. SDKs pass such keys over.
 */
export const sourceMark = "guise_source"
export const flagsMark = "guise_flags"

/** `file:line`, as editors and terminals open it. */
export function where(place: Place): string {
  return `${place.file}:${place.line}`
}

/** `"name" (file:line)`: how an error points at a profile. */
export function named(profile: Profile, place: Place = profile.place): string {
  return `${JSON.stringify(profile.name)} (${where(place)})`
}

/** The profiles on the way: `a → b → a`. */
export function pathOf(names: readonly string[]): string {
  return names.join(" → ")
}

/** `a, b and c`. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`
}

/** True for an address of the web: nothing else is opened, or followed. */
export function isWebAddress(text: string): boolean {
  return /^https?:$/.test(URL.parse(text)?.protocol ?? "")
}
