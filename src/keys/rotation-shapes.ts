import type { StoreKind } from "../store/store.ts"

/** Where a pair lies that a rotation changes. */
export type PairPlace =
  | { readonly in: "store"; readonly store: StoreKind }
  | { readonly in: "file"; readonly role: "credentials" | "config"; readonly path: string }

/** A profile whose pair is the old key or the new one. */
export interface Holder {
  readonly profile: string
  readonly place: PairPlace
  /** As the file or the index of the stores says. */
  readonly keyId: string
}

/** A key as IAM lists it. Times are Unix seconds, by AWS's clock. */
export interface ListedKey {
  readonly keyId: string
  readonly active: boolean
  readonly createdAt: number
  /** When it last signed a request; "never" as far as AWS knows; "unknown" where AWS does not tell the caller. */
  readonly lastUsed: number | "never" | "unknown"
}

/**
 * How far a rotation came, without a secret: written before the first change and removed after the last. Times are Unix
 * seconds, by AWS's clock.
 */
export interface RotationRecord {
  /** When AWS was asked for a new key and is not known to have said no: the last time, and those before. Never empty. */
  readonly asked: readonly [number, ...number[]]
  readonly userArn: string
  readonly oldKeyId: string
  /** The keys that AWS listed before a new one was first asked for. */
  readonly before: readonly string[]
  /** The store in which the new pair waits until it is used. */
  readonly store: StoreKind
  /** Present from when the new pair is kept. */
  readonly newKeyId?: string
  readonly keepOld?: boolean
}

/** What is so before anything is done: AWS and the stores were asked, the record only tells what it was about. */
export interface RotationFacts {
  readonly profile: string
  /** Unix seconds, by AWS's clock. */
  readonly now: number
  readonly user: { readonly arn: string; readonly name: string }
  /** The key id of the pair that lies in the profile's place. */
  readonly current: string
  /** The profile asked for, then every other place that holds the old key: it would stop working there. */
  readonly holders: readonly Holder[]
  readonly listed: readonly ListedKey[]
  /** Where a new pair waits, or would. */
  readonly waitingStore: StoreKind
  /** The key id of a pair that waits there. */
  readonly waiting?: string | undefined
  readonly record?: RotationRecord | undefined
  readonly keepOld: boolean
  /** A second key that may go, by the person's own word. */
  readonly deleteOther?: string | undefined
}

/** One step, as plain data. */
export type RotationStep =
  | { readonly do: "take-up"; readonly keyId: string; readonly store: StoreKind }
  | { readonly do: "delete-lost"; readonly keyId: string }
  | { readonly do: "delete-other"; readonly keyId: string }
  | { readonly do: "drop-waiting"; readonly keyId: string; readonly store: StoreKind; readonly why: string }
  | { readonly do: "create"; readonly user: string }
  | { readonly do: "keep"; readonly store: StoreKind }
  | { readonly do: "verify" }
  | { readonly do: "switch"; readonly profile: string; readonly place: PairPlace }
  | { readonly do: "check" }
  | { readonly do: "deactivate"; readonly keyId: string }
  | { readonly do: "delete"; readonly keyId: string }
  | { readonly do: "tidy"; readonly store: StoreKind }
