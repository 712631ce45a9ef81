import { GuiseError } from "../errors.ts"
import type { StoreKind } from "../store/store.ts"
import type { StoredKeys } from "../store/vault.ts"
import { keysOfUser } from "./rotation-listing.ts"
import type { RotationParts, RotationRequest } from "./rotation-parts.ts"
import { isUnknownKey } from "./rotation-patience.ts"
import { othersWith, pairAt, placeOf } from "./rotation-places.ts"
import { begunRotation } from "./rotation-plan.ts"
import type { PairPlace, RotationFacts } from "./rotation-shapes.ts"
import { readWaiting, type WaitingPair } from "./rotation-waiting.ts"

/** The facts, and the pairs behind them. SECRET. */
export interface Gathered {
  readonly facts: RotationFacts
  /** The pair that lies in the profile's place. */
  readonly pair: StoredKeys
  readonly waiting: WaitingPair | undefined
  /** The pair that signed for all this. */
  readonly caller: StoredKeys
}

/**
 * Asks AWS and the stores what is so. Changes nothing.
 * Errors: `not-supported` (keys of the root user, temporary ones, none of the profile's own), `aws-denied` (IAM), those
 * of the stores, the files and of `callWith`.
 */
export async function gather(request: RotationRequest, parts: RotationParts): Promise<Gathered> {
  const { profile, keys, keepOld, deleteOther } = request
  const place = placeOf(keys, profile, parts)
  const record = parts.records.read(profile)
  const waitingStore = record?.store ?? waitingStoreOf(place)
  const pair = await pairAt(profile, place, parts)
  const waiting = await readWaiting(profile, waitingStore, parts.vault)
  const { caller, arn } = await whoseKeys(pair, waiting, parts)
  const user = { arn, name: userIn(arn, profile) }
  const known = { current: pair.accessKeyId, waiting: waiting?.accessKeyId, record }
  const { old, next } = begunRotation(known) ?? { old: pair.accessKeyId, next: undefined }
  const asked = { profile, place, keyId: keys.keyId }
  const facts: RotationFacts = {
    ...known,
    profile,
    user,
    holders: [asked, ...othersWith(old, asked, parts)],
    listed: await keysOfUser({ profile, caller, user: user.name, ours: [pair.accessKeyId, old, next] }, parts),
    waitingStore,
    keepOld,
    deleteOther,
    now: parts.awsNow(),
  }
  return { facts, pair, waiting, caller }
}

/** A pair from a file waits where it is as well, or as ill, protected as there. */
function waitingStoreOf(place: PairPlace): StoreKind {
  return place.in === "store" ? place.store : "plain"
}

/** Somebody may have deactivated the old key while the new one waited: then that one speaks. */
async function whoseKeys(pair: StoredKeys, waiting: WaitingPair | undefined, { whoIs }: RotationParts) {
  try {
    return { caller: pair, arn: (await whoIs(pair)).arn }
  } catch (error) {
    if (waiting === undefined || !isUnknownKey(error)) throw error
    return { caller: waiting, arn: (await whoIs(waiting)).arn }
  }
}

/** The user's name, without its path. Error: `not-supported` for whoever is no IAM user. */
function userIn(arn: string, profile: string): string {
  const name = /^arn:[\w-]+:iam::\d{12}:user\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1]
  if (name !== undefined) return name
  const root = arn.endsWith(":root")
  throw new GuiseError(
    "not-supported",
    root
      ? `The keys of profile ${profile} are those of the account's root user (${arn}), which AWS advises to have none of: guise does not renew them.`
      : `The keys of profile ${profile} are not those of an IAM user, but of ${arn}.`,
    root
      ? { hint: "make an IAM user or a role for the work, then delete the root user's keys in the AWS console" }
      : { hint: "guise whoami shows whose keys they are" },
  )
}
