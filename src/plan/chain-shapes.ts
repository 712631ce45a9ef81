import type { Profiles } from "../config/profile.ts"
import type { Env } from "../types.ts"
import type { RoleArn } from "./arn.ts"
import type { Hop } from "./plan.ts"
import type { LoginRoot, Root, SessionRoot, SsoRoot, WebIdentityRoot } from "./roots.ts"

/** What the rooms of `plan/` know of the world: handed in, so that the same facts always make the same plan. */
export interface Context {
  readonly env: Env
  readonly profiles: Profiles
  readonly stored: Stored
  readonly now: number
  /** Take no temporary keys that a section of the files keeps, if there is any other way. */
  readonly fresh: boolean
}

/** The long-lived pair that a store keeps for a profile, by an index that holds no secret. */
export type Stored = (profile: string) => { readonly keyId: string; readonly store: string } | undefined

export type OpenWebIdentity = Omit<WebIdentityRoot, "sts">

export type OpenSso = Omit<SsoRoot, "oidc" | "portal">

export type OpenLogin = Omit<LoginRoot, "signin">

/** A root before it is decided where AWS is called and whether an MFA session stands on its keys. */
export type OpenRoot =
  | Exclude<Root, SessionRoot | WebIdentityRoot | SsoRoot | LoginRoot>
  | OpenWebIdentity
  | OpenSso
  | OpenLogin

/** A root with the sentence that says why it is this one. */
export interface Found {
  readonly root: OpenRoot
  readonly why: string
}

/** One role on the way, before caps and MFA are decided. */
export interface Link {
  readonly role: RoleArn
  readonly hop: Omit<Hop, "roleArn" | "mfaSerial" | "sts">
  readonly mfaSerial?: string
  /** What the profile says and has no effect, as a sentence. */
  readonly ignored?: string
  readonly why: string
}

/** What a profile leads to, read back to front: where the way starts, then the roles in the order they are taken. */
export interface Chain {
  readonly base: Found
  readonly links: readonly Link[]
  /** An MFA session on the base's keys is part of the profile asked for, or of a profile on the way. */
  readonly demanded?: Device
  /** The MFA device that the keys' own profile names. SDKs do not pass it on to roles; it is the second try. */
  readonly offered?: Device
}

export interface Device {
  readonly serial: string
  readonly profile: string
}

/** True when the chain starts with a user's own keys, which alone can have MFA. */
export function isLongLived({ base }: Chain): boolean {
  return base.root.kind === "keys" && !base.root.temporary
}
