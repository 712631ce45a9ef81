import { deleteLine, statusLine, type Whom } from "./rotation-refusals.ts"
import type { ListedKey, PairPlace, RotationStep } from "./rotation-shapes.ts"

/** A step as a line for the person: what will be done, and what for. */
export function stepWords(step: RotationStep): string {
  switch (step.do) {
    case "take-up":
      return `go on with ${step.keyId}, which an earlier run had made and keeps ${inStore(step.store)}`
    case "delete-lost":
      return `delete ${step.keyId} at AWS: an earlier run had it made, and nobody uses it`
    case "delete-other":
      return `delete ${step.keyId} at AWS, as you said: it is inactive`
    case "drop-waiting":
      return `forget the pair of ${step.keyId} that an earlier run left ${inStore(step.store)}: ${step.why}`
    case "create":
      return `have AWS make a second access key for user ${step.user}`
    case "keep":
      return `keep it ${inStore(step.store)} beside the old one, and read it back`
    case "verify":
      return "sign a call with it, until AWS knows it everywhere (GetCallerIdentity)"
    case "switch":
      return `let profile ${step.profile} use it (${placeWords(step.place)})`
    case "check":
      return "make sure that it opens IAM as the old one does (ListAccessKeys)"
    case "deactivate":
      return `deactivate the old key ${step.keyId}`
    case "delete":
      return `delete the old key ${step.keyId}`
    case "tidy":
      return "remove what was kept for the rotation alone"
  }
}

function placeWords(place: PairPlace): string {
  return place.in === "store" ? inStore(place.store) : `in ${place.path}`
}

function inStore(store: string): string {
  return `in the ${store} store`
}

/** How far a rotation came. `lost`: AWS made a key whose secret could not be kept. */
export interface Progress {
  readonly old: string
  /** Once AWS made it. */
  readonly next?: string | undefined
  /** `asked`: AWS was asked for a new key, and what came of it is not known. */
  readonly stage: "untouched" | "asked" | "lost" | "made" | "switched" | "deactivated" | "deleted"
}

/** How far it is when the profile uses the new key, by what AWS says of the old one. */
export function stageOf(old: string, listed: readonly ListedKey[]): "switched" | "deactivated" | "deleted" {
  const key = listed.find(({ keyId }) => keyId === old)
  return key === undefined ? "deleted" : key.active ? "switched" : "deactivated"
}

/** What is so, in sentences: for the end of an error. Whoever reads it has at least one key that works. */
export function stateWords({ old, next, stage }: Progress, whom: Whom): string {
  switch (stage) {
    case "untouched":
      return `Profile ${whom.profile} goes on with ${old}; nothing was changed.`
    case "asked":
      return `Profile ${whom.profile} goes on with ${old}. AWS may have made a key whose secret nobody got: the next run finds and deletes it.`
    case "lost":
      return `Profile ${whom.profile} goes on with ${old}. Nobody has the secret of ${next}; the next run deletes it, and so does: ${deleteLine(next ?? "", whom)}`
    case "made":
      return `Profile ${whom.profile} goes on with ${old}; the new key ${next} is kept and not in use yet.`
    case "switched":
      return `Profile ${whom.profile} uses the new key ${next}; the old one, ${old}, is still active.`
    case "deactivated":
      return `Profile ${whom.profile} uses the new key ${next}; the old one, ${old}, is inactive. To make it active again: ${statusLine(old, "Active", whom)}`
    case "deleted":
      return `Profile ${whom.profile} uses the new key ${next}; the old one, ${old}, is deleted.`
  }
}
