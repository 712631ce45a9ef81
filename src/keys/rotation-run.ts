import { GuiseError } from "../errors.ts"
import type { StoredKeys } from "../store/vault.ts"
import type { Gathered } from "./rotation-facts.ts"
import type { RotationParts } from "./rotation-parts.ts"
import type { WaitingPair } from "./rotation-waiting.ts"
import type { Progress } from "./rotation-words.ts"

/** A rotation while it runs. SECRET. */
export interface Run {
  readonly gathered: Gathered
  readonly parts: RotationParts
  /** Signs the calls to IAM: the old pair, until a profile uses the new one. */
  signer: StoredKeys
  /** The new pair, once there is one. */
  next?: WaitingPair
  progress: Progress
}

/** The new pair. Error: `unexpected` before there is one. */
export function newPair({ next }: Pick<Run, "next">): WaitingPair {
  if (next !== undefined) return next
  throw new GuiseError("unexpected", "A step of the rotation needs the new key before there is one.")
}
