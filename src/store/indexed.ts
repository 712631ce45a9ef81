import { GuiseError, isGuiseError } from "../errors.ts"
import type { Env } from "../types.ts"
import { changeKnown, type Known, type KnownKey, type KnownSeed } from "./known.ts"
import type { Lockable, StoreKind } from "./store.ts"
import { inTurn } from "./turns.ts"

/** A kind of secret that the index leads to. */
export interface Indexed<E extends KnownSeed> {
  of(known: Known): Readonly<Record<string, E>>
  into(known: Known, entries: Readonly<Record<string, E>>): Known
  /** What the secret of an entry is called in its store. */
  item(name: string, entry: E): string
}

/** The id is in the name: a new pair lies beside the old one, and which of the two counts is one word of the index. */
export const pairs: Indexed<KnownKey> = {
  of: known => known.keys,
  into: (known, keys) => ({ ...known, keys }),
  item: (profile, { keyId }) => `key/${profile}/${keyId}`,
}

export const seeds: Indexed<KnownSeed> = {
  of: known => known.seeds,
  into: (known, entries) => ({ ...known, seeds: entries }),
  item: serial => `mfa/${serial}`,
}

/** The index and the stores that it names. */
export interface Stores {
  readonly env: Env
  known(): Known
  store(kind: StoreKind): Promise<Lockable>
}

/**
 * The entry of that name, and its secret (SECRET), which is undefined where the store has it no longer; undefined where
 * there is no entry. Errors: those of the store.
 */
export async function readIndexed<E extends KnownSeed>(
  kind: Indexed<E>,
  name: string,
  stores: Stores,
): Promise<{ readonly entry: E; readonly secret: string | undefined } | undefined> {
  for (;;) {
    const entry = entryOf(kind.of(stores.known()), name)
    if (entry === undefined) return undefined
    const secret = await (await stores.store(entry.store)).read(kind.item(name, entry))
    // Somebody who moves it takes it out of here last of all: then the index leads elsewhere by now.
    const now = secret === undefined ? entryOf(kind.of(stores.known()), name) : undefined
    if (secret !== undefined || isSamePlace(kind, name, entry, now)) return { entry, secret }
  }
}

/**
 * Keeps a secret, in place of the one of that name; read back before it is believed. The former one goes last of all,
 * and only it: whatever fails before, that one counts. Errors: those of the stores.
 */
export function keepIndexed<E extends KnownSeed>(
  kind: Indexed<E>,
  name: string,
  one: { readonly entry: E; readonly secret: string },
  stores: Stores,
): Promise<void> {
  return inTurn("vault", stores.env, () => keepAlone(kind, name, one, stores), patience)
}

/** Forgets a secret; answers whether there was one. Errors: those of the store. */
export async function dropIndexed<E extends KnownSeed>(
  kind: Indexed<E>,
  name: string,
  stores: Stores,
): Promise<boolean> {
  if (entryOf(kind.of(stores.known()), name) === undefined) return false
  return inTurn("vault", stores.env, () => dropAlone(kind, name, stores), patience)
}

/** Seconds. Of two who replace the same secret each would take the other's for the former one; but one may be asking a person. */
const patience = 60

async function keepAlone<E extends KnownSeed>(
  kind: Indexed<E>,
  name: string,
  { entry, secret }: { readonly entry: E; readonly secret: string },
  stores: Stores,
): Promise<void> {
  await keep(await stores.store(entry.store), kind.item(name, entry), secret)
  const before = await changeKnown(stores.env, known => kind.into(known, { ...kind.of(known), [name]: entry }))
  const former = entryOf(kind.of(before), name)
  if (former === undefined || isSamePlace(kind, name, former, entry)) return
  try {
    await (await stores.store(former.store)).remove(kind.item(name, former))
  } catch (cause) {
    throw isGuiseError(cause) ? leftBehind(entry.store, former.store, cause) : cause
  }
}

/** What somebody puts in its place meanwhile stays. */
async function dropAlone<E extends KnownSeed>(kind: Indexed<E>, name: string, stores: Stores): Promise<boolean> {
  const entry = entryOf(kind.of(stores.known()), name)
  if (entry === undefined) return false
  await (await stores.store(entry.store)).remove(kind.item(name, entry))
  await changeKnown(stores.env, known => {
    const { [name]: _gone, ...others } = kind.of(known)
    return isSamePlace(kind, name, entry, entryOf(kind.of(known), name)) ? kind.into(known, others) : known
  })
  return true
}

/** A store that says yes and forgets would cost somebody their only copy. */
async function keep(store: Lockable, item: string, secret: string): Promise<void> {
  await store.write(item, secret)
  if ((await store.read(item)) === secret) return
  throw new GuiseError("store-failed", `The ${store.kind} store took a secret and does not give it back.`, {
    hint: "guise store status",
  })
}

function isSamePlace<E extends KnownSeed>(kind: Indexed<E>, name: string, one: E, other: E | undefined): boolean {
  return other !== undefined && one.store === other.store && kind.item(name, one) === kind.item(name, other)
}

function leftBehind(store: StoreKind, former: StoreKind, cause: GuiseError): GuiseError {
  const message = `The ${store} store has the new secret, and the one before could not be taken out of the ${former} store. ${cause.message}`
  return new GuiseError(cause.code, message, { ...(cause.hint === undefined ? {} : { hint: cause.hint }), cause })
}

function entryOf<T>(entries: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(entries, name) ? entries[name] : undefined
}
