import { GuiseError } from "../errors.ts"
import { type Standing, standingPair, takeOut } from "./add.ts"
import { removeHook } from "./hook.ts"
import type { KeysParts } from "./parts.ts"

/** What would be removed. Error: `no-credentials` when the profile has no pair. */
export function removable(profile: string, parts: KeysParts): Standing {
  const standing = standingPair(profile, parts)
  if (standing !== undefined) return standing
  throw new GuiseError("no-credentials", `Profile ${JSON.stringify(profile)} has no key pair to remove.`, {
    hint: "guise keys list",
  })
}

/** Removes a profile's long-lived pair from wherever it lies, and the hook that led to it. AWS still knows the key. */
export async function removeKeys(profile: string, parts: KeysParts): Promise<void> {
  await takeOut(profile, parts)
  await parts.vault.dropKeys(profile)
  await removeHook(profile, parts)
}
