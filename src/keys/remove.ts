import { GuiseError } from "../errors.ts"
import { storedKey } from "../store/known.ts"
import { type Standing, standingPair } from "./add.ts"
import { removeOwnLine } from "./own-line.ts"
import type { KeysParts } from "./parts.ts"
import { takeOut } from "./take-out.ts"
import { withoutPair } from "./without-pair.ts"

/** What would be removed. Errors: those of `withoutPair`. */
export function removable(profile: string, parts: KeysParts): Standing {
  const standing = standingPair(profile, parts)
  if (standing !== undefined) return standing
  throw withoutPair(profile, "remove", parts)
}

/**
 * Removes this key of a profile from wherever it lies, and the line that led to it; AWS still knows it. Another pair of the
 * profile stays: it is the answer. Error: `no-credentials` when the profile has that key no longer.
 */
export async function removeKeys(profile: string, keyId: string, parts: KeysParts): Promise<Standing | undefined> {
  const wasInFiles = await takeOut(profile, [keyId], parts)
  const wasStored = await parts.vault.dropKeys(profile, keyId)
  if (!wasInFiles && !wasStored)
    throw new GuiseError(
      "no-credentials",
      `Profile ${JSON.stringify(profile)} has the key ${keyId} no longer: somebody changed it meanwhile. Nothing was removed.`,
      { hint: "guise keys list" },
    )
  if (storedKey(parts.vault.known(), profile) === undefined) await removeOwnLine(profile, parts)
  return standingPair(profile, parts)
}
