import { addKeys, type Placed } from "../keys/add.ts"
import type { KeysParts } from "../keys/parts.ts"
import { present } from "../record.ts"
import { choiceNow } from "../store/choice.ts"
import type { StoredKeys } from "../store/vault.ts"
import { checkFree } from "./names.ts"
import { settingValue } from "./values.ts"
import { addProfile, carryOut, type Write } from "./writes.ts"

/** A user's profile that is to be made. */
export interface UserWords {
  readonly profile: string
  readonly region: string | undefined
}

/** Errors: `profile-invalid` for a profile that is there, `usage` for a region that is none. */
export function checkUser({ profile, region }: UserWords, { files }: Pick<KeysParts, "files">): void {
  checkFree(profile, files())
  if (region !== undefined) settingValue("region", region, "--region")
}

/** Makes it: the pair where it was asked for, and what leads to it. Errors: those of `checkUser` and of `addKeys`. */
export async function addUser(words: UserWords, keys: StoredKeys, parts: KeysParts): Promise<Placed> {
  checkUser(words, parts)
  const placed = await addKeys(words.profile, keys, parts)
  const { profile, region } = words
  if (region !== undefined) {
    const change = { set: { region: settingValue("region", region, "--region") } }
    await carryOut([{ role: "config", edits: [{ do: "change", kind: "profile", name: profile, change }] }], parts)
  }
  return placed
}

/** What `addUser` would write into the AWS files, without a secret. Errors: those of `checkUser`. */
export async function userWrites(words: UserWords, keyId: string, parts: KeysParts): Promise<readonly Write[]> {
  checkUser(words, parts)
  const { profile, region } = words
  const asked = parts.asked(profile)
  const place = asked === "credentials" ? asked : (await choiceNow(asked, parts.vault)).kind
  const pair = { aws_access_key_id: keyId, aws_secret_access_key: "****" }
  const inConfig = present({
    credential_process: place === "credentials" ? undefined : parts.ownLineFor(profile),
    region,
  })
  return [
    ...(Object.keys(inConfig).length === 0
      ? []
      : [{ role: "config", edits: [addProfile(profile, inConfig)] } as const]),
    ...(place === "credentials" ? [{ role: "credentials", edits: [addProfile(profile, pair)] } as const] : []),
  ]
}
