import type { Caller } from "../aws/sts.ts"
import type { KeysRoot } from "../plan/roots.ts"
import type { StoredKeys } from "../store/vault.ts"
import type { Credentials } from "../types.ts"
import type { Places } from "./rotation-places.ts"
import type { RotationRecords } from "./rotation-record.ts"
import type { ListedKey } from "./rotation-shapes.ts"
import type { WaitingPair } from "./rotation-waiting.ts"

/** What a person asked for. */
export interface RotationRequest {
  readonly profile: string
  /** The keys that the profile's plan starts from. */
  readonly keys: KeysRoot
  readonly keepOld: boolean
  readonly deleteOther?: string | undefined
}

/** IAM, as the owner of the keys or an MFA session of theirs; `user` is the user's name. */
export interface KeysAtAws {
  list(signer: Credentials, user: string): Promise<readonly Omit<ListedKey, "lastUsed">[]>
  lastUsed(signer: Credentials, keyId: string): Promise<number | "never">
  /** Sent once: a second try could make a second key. */
  create(signer: Credentials, user: string): Promise<WaitingPair>
  setStatus(signer: Credentials, user: string, keyId: string, status: "Active" | "Inactive"): Promise<void>
  remove(signer: Credentials, user: string, keyId: string): Promise<void>
}

/** What a rotation needs of the world around it. */
export interface RotationParts extends Places {
  readonly records: RotationRecords
  readonly iam: KeysAtAws
  /** GetCallerIdentity, signed by this pair. */
  whoIs(keys: StoredKeys): Promise<Caller>
  /** What this pair calls IAM with: itself, or an MFA session where the user's policy wants one. */
  callWith(keys: StoredKeys): Promise<Credentials>
  /** Forgets cached sessions made from this key. */
  forget(keyId: string): Promise<void>
  /** Unix seconds, by AWS's clock as its answers told it. */
  awsNow(): number
  sleep(milliseconds: number): Promise<void>
  /** One line for the person, on stderr. */
  notice(text: string): void
}
