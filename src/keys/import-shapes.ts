import type { Profile } from "../config/profile.ts"
import type { KnownKey } from "../store/known.ts"
import type { StoreKind } from "../store/store.ts"
import type { StoredKeys } from "../store/vault.ts"

/** Where key pairs are imported from. */
export const origins = ["credentials", "aws-vault", "aws-mfa"] as const

export type Origin = (typeof origins)[number]

/** What an origin holds, read; the origin itself is never touched. */
export interface Holding {
  /** In words that follow "from". */
  readonly from: string
  readonly offers: readonly Offer[]
  /** What the person should know besides, as sentences without a capital. */
  readonly notes: readonly string[]
}

/** One name in an origin. */
export type Offer = OfferedPair | Unfit

/** A pair that can be imported. SECRET. */
export interface OfferedPair {
  readonly profile: string
  readonly keys: StoredKeys
  /** When it was put where it is, where the origin says so. Unix seconds. */
  readonly since?: number
  /** The device that the origin uses the pair with. */
  readonly mfaSerial?: string
  /** It stands in the AWS files under this very name, where every tool finds it as before. */
  readonly inPlace?: true
}

export interface Unfit {
  readonly profile: string
  readonly keyId?: string
  readonly why: string
}

/** What will become of one name, decided before anything is done. Plain data without a secret. */
export type Decision = PairStep | LineStep | SettingStep | Skipped

export interface PairStep {
  readonly does: "import"
  readonly profile: string
  readonly keyId: string
  readonly store: StoreKind
  /** The key that the store keeps for the profile now, and that would be gone. */
  readonly replaces?: string
  /** False: the store has the pair already, and only the lines are missing. */
  readonly keeps: boolean
  /** Lines for the profile's section of the config file. */
  readonly config: Readonly<Record<string, string>>
  /** What a person has to agree to first. */
  readonly asks?: string
}

/** Lines of the config file that only aws-vault understands, put so that guise and AWS tools do. */
export interface LineStep {
  readonly does: "line"
  readonly profile: string
  readonly config: Readonly<Record<string, string>>
  readonly asks: string
}

/** A line of guise's own settings. */
export interface SettingStep {
  readonly does: "setting"
  readonly profile: string
  /** The settings file. */
  readonly file: string
  /** Where the command stands that it says (`file:line`): it may hold a secret, and is shown nowhere. */
  readonly command: string
  /** The `[[profile]]` table that it stands in; absent: the head of the file. */
  readonly match?: string
  readonly config: Readonly<Record<string, never>>
  readonly asks: string
}

export interface Skipped extends Unfit {
  readonly does: "skip"
}

/** What a decision is made from. */
export interface ImportFacts {
  /** The config file, the only one of the AWS files that is written to. */
  readonly config: string
  profile(name: string): Profile | undefined
  stored(name: string): KnownKey | undefined
  ownLineFor(profile: string): string
  /** Where the pair of a profile is to go. */
  storeFor(profile: string): StoreKind
}
