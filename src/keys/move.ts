import { GuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"
import { choiceNow, chooseStore } from "../store/choice.ts"
import { type Known, storedKey } from "../store/known.ts"
import type { StoredKeys } from "../store/vault.ts"
import { addKeys, type Placed, putInStore, type Standing, standingPair, twoPairs } from "./add.ts"
import { checkReachable } from "./own-line.ts"
import { longLivedPair } from "./pair.ts"
import type { KeysParts, Place } from "./parts.ts"
import { withoutPair } from "./without-pair.ts"

/** One pair on its way; decided before anything is done. */
export interface Move {
  readonly profile: string
  readonly keyId: string
  readonly from: Standing["place"]
  readonly to: Place
}

/** Why a profile's pair stays where it is. */
export interface Stays {
  readonly profile: string
  readonly why: string
}

/**
 * Where the pairs are to go: what was asked for, else the store that new secrets go to; under `looksOnly` nothing is
 * written down about that. Error: `usage`.
 */
export async function destination(to: Place | undefined, parts: KeysParts, looksOnly: boolean): Promise<Place> {
  if (to === "memory") throw new GuiseError("usage", "The memory store ends with this command, and the keys with it.")
  if (to !== undefined) return to
  const { vault, host } = parts
  return (looksOnly ? await choiceNow(undefined, vault) : await chooseStore(undefined, vault, host)).kind
}

/** What moving this profile's pair takes. Errors: those of `withoutPair`, `profile-invalid`. */
export function moveOf(profile: string, to: Place, parts: KeysParts): Move | Stays {
  const section = parts.files().profile(profile)
  const standing = standingPair(profile, parts)
  if (standing === undefined) throw withoutPair(profile, "move", parts)
  if (section?.keys !== undefined && !section.keys.hasSecret)
    throw new GuiseError(
      "profile-invalid",
      `Profile ${JSON.stringify(profile)} has half a key pair, so nothing to move.`,
      {
        hint: `guise explain ${quoted(profile)}`,
      },
    )
  if (section?.keys?.hasToken === true) return { profile, why: "its keys are temporary, and end by themselves" }
  const stored = storedKey(parts.vault.known(), profile)
  if (stored !== undefined && stored.keyId !== standing.keyId) throw twoPairs(profile, standing, stored)
  // A move that was ended in the middle left the pair in both places.
  if (standing.place === to && (to !== "credentials" || stored === undefined))
    return { profile, why: "its pair is there already" }
  if (to !== "credentials" && section !== undefined) checkReachable(section)
  return { profile, keyId: standing.keyId, from: standing.place, to }
}

/** The profiles that have a pair which is not at its destination. */
export function profilesWithPairs(parts: KeysParts): readonly string[] {
  const files = parts.files()
  const inFiles = files.names().filter(name => files.profile(name)?.keys?.keyId !== undefined)
  return [...new Set([...inFiles, ...Object.keys(parts.vault.known().keys)])]
}

/**
 * Carries a move out. At every moment of it the pair lies complete in one place at least, and profile and other tools
 * lead there: it is kept and read back, then led to, and taken out of the former place last of all.
 * Errors: those of the stores and of `changeSection`; `profile-invalid` when another pair took its place in the file
 * meanwhile. Whatever fails, the pair is usable, and moving again goes on.
 */
export async function move({ profile, to }: Move, parts: KeysParts): Promise<Placed> {
  const keys = await pairOf(profile, parts)
  if (to === "credentials") return addKeys(profile, keys, { ...parts, asked: () => "credentials" })
  // A store may ask a person meanwhile, and somebody rotate the pair: then the one in the file is the only copy.
  return putInStore(profile, keys, { store: to, since: sinceOf(parts.vault.known(), profile, keys, parts) }, parts)
}

async function pairOf(profile: string, parts: KeysParts): Promise<StoredKeys> {
  const inFile = parts.files().keysOf(profile)
  if (inFile !== undefined)
    return longLivedPair(inFile.accessKeyId, inFile.secretAccessKey, `profile ${quoted(profile)}`)
  return parts.vault.keysOf(profile)
}

/** A pair does not get younger by being moved. */
function sinceOf(known: Known, profile: string, { accessKeyId }: StoredKeys, { host }: KeysParts): number {
  const before = storedKey(known, profile)
  return before?.keyId === accessKeyId ? before.since : host.now()
}
