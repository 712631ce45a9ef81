import type { Env, Terminal } from "../types.ts"

/**
 * Where long-lived secrets lie at rest. `memory` ends with the process: for tests, and for those who want nothing kept.
 * https://specifications.freedesktop.org/secret-service/latest/ for the keyring on Linux.
 */
export const storeKinds = ["keyring", "file", "pass", "plain", "memory"] as const

export type StoreKind = (typeof storeKinds)[number]

/**
 * One place for secrets by name. Names are texts of any characters (`key/work:iam/AKIA…`, `mfa/arn:…`, `seal`), and never
 * become file names as they are. Every method fails rather than answer for a store that cannot be read: a locked store
 * is not an empty one.
 * Errors of all: `store-failed` (broken, damaged, not answering), `nobody-to-ask`, `prompt-refused`, `cancelled` (it is
 * locked, and the person cannot or will not unlock it).
 */
export interface Store {
  readonly kind: StoreKind
  /** The secret of that name; undefined when there is none. */
  read(name: string): Promise<string | undefined>
  /** Keeps a secret, whole or not at all, in place of the one of that name. */
  write(name: string, secret: string): Promise<void>
  /** Removes a secret; answers whether there was one. */
  remove(name: string): Promise<boolean>
  /** All names, sorted. */
  names(): Promise<readonly string[]>
}

/** A store that can be open or shut, for `guise store status|unlock|lock`. */
export interface Lockable extends Store {
  state(): Promise<StoreState>
  /** Asks for what opens it, unless it is open. */
  unlock(): Promise<void>
  /** Shuts it now. */
  lock(): Promise<void>
  /** Asks for the passphrase it has and for another, for a store with a passphrase of its own. */
  changePassphrase?(): Promise<void>
}

export type StoreState =
  | { readonly state: "open"; readonly until?: number }
  | { readonly state: "locked" }
  /** Nothing was ever kept in it. */
  | { readonly state: "empty" }
  | { readonly state: "unreachable"; readonly reason: string }

/** What a store needs of the world around it. */
export interface StoreHost {
  readonly env: Env
  now(): number
  readonly terminal: Pick<Terminal, "ask">
  /** Seconds that an unlocked store stays open. */
  readonly unlockTtl: number
  /** One line for the person, on stderr. */
  notice(text: string): void
}
