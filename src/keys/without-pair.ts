import { unknownProfile } from "../config/unknown-profile.ts"
import { GuiseError } from "../errors.ts"
import type { KeysParts } from "./parts.ts"

/**
 * That a profile has no long-lived pair, which somebody wanted to `doing`: `no-credentials`; or that there is no such
 * profile: `profile-unknown`, with the nearest names.
 */
export function withoutPair(profile: string, doing: string, parts: Pick<KeysParts, "files">): GuiseError {
  const files = parts.files()
  if (files.profile(profile) === undefined) return unknownProfile(profile, files)
  return new GuiseError("no-credentials", `Profile ${JSON.stringify(profile)} has no key pair to ${doing}.`, {
    hint: "guise keys list",
  })
}
