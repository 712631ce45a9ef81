import { GuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"
import { changeKnown, type Known, readKnown } from "./known.ts"
import { openStore } from "./open.ts"
import type { Lockable, StoreHost, StoreKind } from "./store.ts"

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
  /** Forgets the pair of a profile; answers whether there was one. */
  dropKeys(profile: string): Promise<boolean>
  /** The seed of an MFA device as an `otpauth://` URI (SECRET); undefined when none is kept. */
  seedOf(serial: string): Promise<string | undefined>
  keepSeed(serial: string, seed: string, where: { readonly store: StoreKind; readonly since: number }): Promise<void>
  dropSeed(serial: string): Promise<boolean>
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
  return {
    known,
    store,
    async keysOf(profile) {
      const entry = entryOf(known().keys, profile)
      const secret = entry && (await (await store(entry.store)).read(keyItem(profile, entry.keyId)))
      if (entry === undefined || secret === undefined) throw noKeys(profile, entry?.store)
      return pairIn(secret, profile, entry.store)
    },
    async keepKeys(profile, { accessKeyId, secretAccessKey }, where) {
      const item = keyItem(profile, accessKeyId)
      await keep(await store(where.store), item, JSON.stringify({ accessKeyId, secretAccessKey }))
      const before = entryOf(known().keys, profile)
      const entry = { keyId: accessKeyId, ...where }
      await changeKnown(host.env, now => ({ ...now, keys: { ...now.keys, [profile]: entry } }))
      if (before !== undefined && (before.store !== where.store || before.keyId !== accessKeyId))
        await (await store(before.store)).remove(keyItem(profile, before.keyId))
    },
    async dropKeys(profile) {
      const entry = entryOf(known().keys, profile)
      if (entry === undefined) return false
      await (await store(entry.store)).remove(keyItem(profile, entry.keyId))
      await changeKnown(host.env, now => ({ ...now, keys: without(now.keys, profile) }))
      return true
    },
    async seedOf(serial) {
      const entry = entryOf(known().seeds, serial)
      if (entry === undefined) return undefined
      const seed = await (await store(entry.store)).read(seedItem(serial))
      if (seed === undefined) throw lost(`The MFA seed of ${serial}`, entry.store, `guise mfa add ${quoted(serial)}`)
      return seed
    },
    async keepSeed(serial, seed, where) {
      await keep(await store(where.store), seedItem(serial), seed)
      const before = entryOf(known().seeds, serial)
      await changeKnown(host.env, now => ({ ...now, seeds: { ...now.seeds, [serial]: where } }))
      if (before !== undefined && before.store !== where.store)
        await (await store(before.store)).remove(seedItem(serial))
    },
    async dropSeed(serial) {
      const entry = entryOf(known().seeds, serial)
      if (entry === undefined) return false
      await (await store(entry.store)).remove(seedItem(serial))
      await changeKnown(host.env, now => ({ ...now, seeds: without(now.seeds, serial) }))
      return true
    },
  }
}

/** A store that says yes and forgets would cost somebody their only copy. */
async function keep(store: Lockable, name: string, secret: string): Promise<void> {
  await store.write(name, secret)
  if ((await store.read(name)) === secret) return
  throw new GuiseError("store-failed", `The ${store.kind} store took a secret and does not give it back.`, {
    hint: "guise store status",
  })
}

/** The id is in the name: a new pair lies beside the old one, and which of the two counts is one word of the index. */
function keyItem(profile: string, keyId: string): string {
  return `key/${profile}/${keyId}`
}

function seedItem(serial: string): string {
  return `mfa/${serial}`
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

function entryOf<T>(entries: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(entries, name) ? entries[name] : undefined
}

function without<T>(entries: Readonly<Record<string, T>>, name: string): Readonly<Record<string, T>> {
  const { [name]: _gone, ...rest } = entries
  return rest
}
