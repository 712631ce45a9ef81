import { type Standing, standingPair, takeOut } from "./add.ts"
import { removeHook } from "./hook.ts"
import type { KeysParts } from "./parts.ts"
import { withoutPair } from "./without-pair.ts"

/** What would be removed. Errors: those of `withoutPair`. */
export function removable(profile: string, parts: KeysParts): Standing {
  const standing = standingPair(profile, parts)
  if (standing !== undefined) return standing
  throw withoutPair(profile, "remove", parts)
}

/** Removes a profile's long-lived pair from wherever it lies, and the hook that led to it. AWS still knows the key. */
export async function removeKeys(profile: string, parts: KeysParts): Promise<void> {
  await takeOut(profile, parts)
  await parts.vault.dropKeys(profile)
  await removeHook(profile, parts)
}
