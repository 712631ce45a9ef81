import type { Profile } from "../config/profile.ts"

/**
 * True for a profile that can be somebody, or the source of one. Seen from its section alone, since lists of names have
 * no time for more: to plan ten thousand profiles takes half a second.
 */
export function isSomebody({ settings, keys }: Pick<Profile, "settings" | "keys">): boolean {
  return keys !== undefined || leading.some(key => settings.has(key))
}

/** Each leads to credentials, or stands with what does. A web identity comes with its role_arn. */
const leading = [
  "role_arn",
  "source_profile",
  "credential_source",
  "credential_process",
  "sso_account_id",
  "login_session",
  "mfa_serial",
  "mfa_device_arn",
] as const
