import { rewriteSection } from "../config/rewrite.ts"
import type { FileRole } from "../config/section-name.ts"
import { GuiseError } from "../errors.ts"
import type { StoredKeys } from "../store/vault.ts"
import type { Env } from "../types.ts"

/** A profile's section in one of the AWS files. */
export interface PairSection {
  readonly path: string
  readonly role: FileRole
  readonly profile: string
}

/**
 * Puts a pair into a section, in place of one of `mayGo` or of none. Errors: `profile-invalid` where another pair stands
 * there by now: that may be the only copy, and stays; as `changeSection`.
 */
export async function putInFile(
  { path, role, profile }: PairSection,
  { accessKeyId, secretAccessKey }: StoredKeys,
  mayGo: readonly string[],
  env: Env,
): Promise<void> {
  const set = { aws_access_key_id: accessKeyId, aws_secret_access_key: secretAccessKey }
  const unset = ["aws_session_token", "aws_security_token"]
  await rewriteSection(
    path,
    {
      role,
      profile,
      backup: "new",
      decide(standing) {
        const keyId = standing.get("aws_access_key_id") || accessKeyId
        if (keyId !== accessKeyId && !mayGo.includes(keyId)) throw notAgreed(profile, keyId, role)
        return { set, unset }
      },
    },
    env,
  )
}

/** That a profile has this key, which is not among those that may go (`profile-invalid`). */
export function notAgreed(profile: string, keyId: string, place: string): GuiseError {
  return new GuiseError(
    "profile-invalid",
    `Profile ${JSON.stringify(profile)} has the key ${keyId} (${place}), which nobody agreed to replace; it stays.`,
    { hint: "guise keys list" },
  )
}
