import { rewriteSection, type SectionValues } from "../config/rewrite.ts"
import type { KeysParts } from "./parts.ts"

/** What says who one is, tokens of a temporary pair that is replaced too; a section that had nothing else goes with them. */
export const pairKeys = [
  "aws_access_key_id",
  "aws_secret_access_key",
  "aws_session_token",
  "aws_security_token",
] as const

/**
 * Takes a profile's pair out of both AWS files where it is one of these keys; answers whether there was any. Another pair
 * stays: somebody put it there meanwhile, or it stands in the other file, and nobody else may have its secret.
 * Errors: as `changeSection`.
 */
export async function takeOut(profile: string, keyIds: readonly string[], parts: KeysParts): Promise<boolean> {
  const { paths } = parts.files()
  let found = false
  for (const role of ["credentials", "config"] as const)
    await rewriteSection(
      paths[role],
      {
        role,
        profile,
        backup: "none",
        decide(standing) {
          if (!isOneOf(keyIds, standing, profile, parts)) return undefined
          found = true
          return { unset: pairKeys }
        },
      },
      parts.env,
    )
  return found
}

/** A pair may be split over both files: then the id in the other one says whose secret this is. */
function isOneOf(keyIds: readonly string[], standing: SectionValues, profile: string, { files }: KeysParts): boolean {
  if (!pairKeys.some(key => standing.has(key))) return false
  const keyId = standing.get("aws_access_key_id") || files().profile(profile)?.keys?.keyId
  return keyId === undefined || keyIds.includes(keyId)
}
