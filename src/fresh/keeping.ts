import type { Profile } from "../config/profile.ts"
import { mfaSerialOf, sourceMark, textOf } from "../plan/words.ts"

/**
 * True for a profile that is an MFA session and keeps it in its own section of the credentials file: one in the manner of
 * AwsCredentialsManager (`mfa_device_arn`), and one that is marked as its own source.
 */
export function keepsSession(profile: Profile): boolean {
  if (mfaSerialOf(profile) === undefined || profile.settings.has("role_arn")) return false
  const hasSource = profile.settings.has("source_profile") || profile.name.endsWith(":mfa")
  const isMarked = profile.settings.has("mfa_device_arn") || textOf(profile, sourceMark) === profile.name
  return hasSource && isMarked
}
