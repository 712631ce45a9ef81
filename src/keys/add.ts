import { GuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"
import { chooseStore } from "../store/choice.ts"
import { type KnownKey, storedKey } from "../store/known.ts"
import type { StoreKind } from "../store/store.ts"
import type { StoredKeys } from "../store/vault.ts"
import { checkReachable, removeOwnLine, writeOwnLine } from "./own-line.ts"
import type { KeysParts, Place } from "./parts.ts"
import { notAgreed, putInFile } from "./put-in-file.ts"
import { takeOut } from "./take-out.ts"

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
  const stored = storedKey(parts.vault.known(), profile)
  return standingInFiles(profile, parts) ?? (stored && { keyId: stored.keyId, place: stored.store })
}

function standingInFiles(profile: string, { files }: KeysParts): Standing | undefined {
  const keys = files().profile(profile)?.keys
  return keys?.keyId === undefined ? undefined : { keyId: keys.keyId, place: keys.from }
}

/**
 * Puts a pair where it was asked for and makes the profile lead to it, so that guise and every other tool find it.
 * `replaces`: the key that may go for it.
 * Errors: `profile-invalid` for a profile that has another one by now, which stays; those of `putInStore`.
 */
export async function addKeys(
  profile: string,
  keys: StoredKeys,
  parts: KeysParts,
  replaces = keys.accessKeyId,
): Promise<Placed> {
  const standing = standingPair(profile, parts)
  const mayGo = [keys.accessKeyId, replaces]
  if (standing !== undefined && !mayGo.includes(standing.keyId))
    throw notAgreed(profile, standing.keyId, standing.place)
  const asked = parts.asked(profile)
  if (asked === "credentials") return addToFile(profile, keys, parts, mayGo)
  const { kind } = await chooseStore(asked, parts.vault, parts.host)
  return putInStore(profile, keys, { store: kind, since: parts.host.now() }, parts, replaces)
}

/**
 * Keeps a pair in a store, leads the profile to it, and takes it, or the one that it `replaces`, out of the AWS files last
 * of all. `since`: Unix seconds.
 * Errors: those of `checkReachable`, of the store, of `changeSection`; `profile-invalid` where another pair stands in a
 * file. That may be the only copy, and stays.
 */
export async function putInStore(
  profile: string,
  keys: StoredKeys,
  where: { readonly store: StoreKind; readonly since: number },
  parts: KeysParts,
  replaces = keys.accessKeyId,
): Promise<Placed> {
  const { accessKeyId: keyId } = keys
  const section = parts.files().profile(profile)
  if (section !== undefined) checkReachable(section)
  await parts.vault.keepKeys(profile, keys, where)
  await writeOwnLine(profile, parts)
  await takeOut(profile, [keyId, replaces], parts)
  const left = standingInFiles(profile, parts)
  if (left !== undefined) throw twoPairs(profile, left, { keyId, store: where.store })
  return { profile, keyId, place: where.store }
}

/** The way back: from here on the file's pair is the one, since SDKs and guise look there first. */
async function addToFile(
  profile: string,
  keys: StoredKeys,
  parts: KeysParts,
  mayGo: readonly string[],
): Promise<Placed> {
  const { credentials: path } = parts.files().paths
  await putInFile({ path, role: "credentials", profile }, keys, mayGo, parts.env)
  await parts.vault.dropKeys(profile)
  await removeOwnLine(profile, parts)
  return { profile, keyId: keys.accessKeyId, place: "credentials" }
}

/** What is done with the one pair would be the end of the other. */
export function twoPairs(
  profile: string,
  { keyId, place }: Standing,
  stored: Pick<KnownKey, "keyId" | "store">,
): GuiseError {
  return new GuiseError(
    "profile-invalid",
    `Profile ${JSON.stringify(profile)} has the key ${keyId} (${place}), and the ${stored.store} store keeps another one for it, ${stored.keyId}.`,
    { hint: `take the one that is to stay: guise keys add ${quoted(profile)}` },
  )
}
