import { GuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"
import { dropIndexed, keepIndexed, readIndexed, tidy } from "./indexed.ts"
import { type Known, readKnown } from "./known.ts"
import { openStore } from "./open.ts"
import { pairs, seeds } from "./places.ts"
import type { Lockable, StoreHost, StoreKind } from "./store.ts"
import type { Stores } from "./unfinished.ts"

/** A long-lived key pair. SECRET. */
export interface StoredKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** All stores behind one door, and the index of what lies where. */
export interface Vault {
  /** What is kept where, as it is now. Error: `store-failed`. */
  known(): Known
  /** The store of that kind, opened once. */
  store(kind: StoreKind): Promise<Lockable>
  /** The key pair kept for a profile. Errors: `no-credentials`; those of the store. */
  keysOf(profile: string): Promise<StoredKeys>
  /** Keeps a pair for a profile, in place of the one before; read back before it is believed. `since`: Unix seconds. */
  keepKeys(
    profile: string,
    keys: StoredKeys,
    where: { readonly store: StoreKind; readonly since: number },
  ): Promise<void>
  /** Forgets the pair of a profile, if it is this key where one is named; answers whether it did. */
  dropKeys(profile: string, keyId?: string): Promise<boolean>
  /** The seed of an MFA device as an `otpauth://` URI (SECRET); undefined when none is kept. */
  seedOf(serial: string): Promise<string | undefined>
  keepSeed(serial: string, seed: string, where: { readonly store: StoreKind; readonly since: number }): Promise<void>
  dropSeed(serial: string): Promise<boolean>
  /** Removes what somebody left in a store who was killed while keeping it; whatever keeps or forgets does so, too. */
  tidy(): Promise<void>
}

/** Opens nothing yet. */
export function openVault(host: StoreHost): Vault {
  const opened = new Map<StoreKind, Promise<Lockable>>()
  const store = (kind: StoreKind) => {
    const known = opened.get(kind) ?? openStore(kind, host)
    opened.set(kind, known)
    return known
  }
  const known = () => readKnown(host.env)
  const stores: Stores = { env: host.env, known, store }
  return {
    known,
    store,
    async keysOf(profile) {
      const kept = await readIndexed(pairs, profile, stores)
      if (kept?.secret === undefined) throw noKeys(profile, kept?.entry.store)
      return pairIn(kept.secret, profile, kept.entry.store)
    },
    keepKeys(profile, { accessKeyId, secretAccessKey }, where) {
      const secret = JSON.stringify({ accessKeyId, secretAccessKey })
      return keepIndexed(pairs, profile, { entry: { keyId: accessKeyId, ...where }, secret }, stores)
    },
    dropKeys: (profile, keyId) =>
      dropIndexed(pairs, profile, stores, pair => keyId === undefined || pair.keyId === keyId),
    async seedOf(serial) {
      const kept = await readIndexed(seeds, serial, stores)
      if (kept === undefined || kept.secret !== undefined) return kept?.secret
      throw lost(`The MFA seed of ${serial}`, kept.entry.store, `guise mfa add ${quoted(serial)}`)
    },
    keepSeed: (serial, secret, entry) => keepIndexed(seeds, serial, { entry, secret }, stores),
    dropSeed: serial => dropIndexed(seeds, serial, stores),
    tidy: () => tidy(stores),
  }
}

function pairIn(secret: string, profile: string, kind: StoreKind): StoredKeys {
  try {
    const { accessKeyId, secretAccessKey } = JSON.parse(secret) as Partial<StoredKeys>
    if (typeof accessKeyId === "string" && typeof secretAccessKey === "string") return { accessKeyId, secretAccessKey }
  } catch {
    // Said below, without the text: it is a secret.
  }
  throw new GuiseError("store-failed", `What the ${kind} store keeps for profile ${profile} is no key pair.`, {
    hint: `guise keys add ${quoted(profile)}`,
  })
}

function noKeys(profile: string, kind: StoreKind | undefined): GuiseError {
  if (kind !== undefined) return lost(`The key pair of profile ${profile}`, kind, `guise keys add ${quoted(profile)}`)
  return new GuiseError("no-credentials", `No store keeps a key pair for profile ${profile}.`, {
    hint: `guise keys add ${quoted(profile)}`,
  })
}

function lost(what: string, kind: StoreKind, hint: string): GuiseError {
  return new GuiseError("no-credentials", `${what} is no longer in the ${kind} store, where it was put.`, { hint })
}
