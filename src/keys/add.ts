import { changeSection } from "../config/edit.ts"
import { chooseStore } from "../store/choice.ts"
import { storedKey } from "../store/known.ts"
import type { StoredKeys } from "../store/vault.ts"
import { checkHookable, removeHook, writeHook } from "./hook.ts"
import type { KeysParts, Place } from "./parts.ts"

/** What was put where. */
export interface Placed {
  readonly profile: string
  readonly keyId: string
  readonly place: Place
}

/** The pair that a profile has already, wherever it lies: its key id, and the place's name. */
export interface Standing {
  readonly keyId: string
  readonly place: Place | "config"
}

/** What would be replaced by a new pair; undefined when there is nothing. */
export function standingPair(profile: string, parts: KeysParts): Standing | undefined {
  const inFile = parts.files().profile(profile)?.keys
  if (inFile?.keyId !== undefined) return { keyId: inFile.keyId, place: inFile.from }
  const stored = storedKey(parts.vault.known(), profile)
  return stored && { keyId: stored.keyId, place: stored.store }
}

/**
 * Puts a pair where it was asked for and makes the profile lead to it, so that guise and every other tool find it. In a
 * store nothing is left of a pair that stood in the AWS files under the same name.
 * Errors: those of `checkHookable`, of the store, of `changeSection`.
 */
export async function addKeys(profile: string, keys: StoredKeys, parts: KeysParts): Promise<Placed> {
  const asked = parts.asked(profile)
  return asked === "credentials"
    ? addToFile(profile, keys, parts)
    : addToStore(profile, keys, (await chooseStore(asked, parts.vault, parts.host)).kind, parts)
}

async function addToStore(
  profile: string,
  keys: StoredKeys,
  store: Exclude<Place, "credentials">,
  parts: KeysParts,
): Promise<Placed> {
  const section = parts.files().profile(profile)
  if (section !== undefined) checkHookable(section)
  await parts.vault.keepKeys(profile, keys, { store, since: parts.host.now() })
  await writeHook(profile, parts)
  await takeOut(profile, parts)
  return { profile, keyId: keys.accessKeyId, place: store }
}

/** The way back: from here on the file's pair is the one, since SDKs and guise look there first. */
async function addToFile(profile: string, keys: StoredKeys, parts: KeysParts): Promise<Placed> {
  const { credentials } = parts.files().paths
  const set = { aws_access_key_id: keys.accessKeyId, aws_secret_access_key: keys.secretAccessKey }
  const unset = ["aws_session_token", "aws_security_token"]
  await changeSection(credentials, "credentials", profile, { set, unset }, parts.env)
  await parts.vault.dropKeys(profile)
  await removeHook(profile, parts)
  return { profile, keyId: keys.accessKeyId, place: "credentials" }
}

/** What says who one is, tokens of a temporary pair that is replaced too; a section that had nothing else goes with them. */
export const pairKeys = [
  "aws_access_key_id",
  "aws_secret_access_key",
  "aws_session_token",
  "aws_security_token",
] as const

/** Takes a long-lived pair out of both AWS files. */
export async function takeOut(profile: string, parts: KeysParts): Promise<void> {
  const { paths } = parts.files()
  for (const role of ["credentials", "config"] as const)
    await changeSection(paths[role], role, profile, { unset: pairKeys }, parts.env)
}
