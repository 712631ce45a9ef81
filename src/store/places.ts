import type { Known, KnownKey, KnownPlace, KnownSeed } from "./known.ts"

/** A kind of secret that the index leads to. */
export interface Indexed<E extends KnownSeed> {
  /** Its entries, by name. */
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

/** The entry of that name. */
export function entryOf<E extends KnownSeed>(kind: Indexed<E>, name: string, known: Known): E | undefined {
  const entries = kind.of(known)
  return Object.hasOwn(entries, name) ? entries[name] : undefined
}

/** Where the secret of an entry lies. */
export function placeOf<E extends KnownSeed>(kind: Indexed<E>, name: string, entry: E): KnownPlace {
  return { store: entry.store, item: kind.item(name, entry) }
}

export function isSamePlace(one: KnownPlace, other: KnownPlace): boolean {
  return one.store === other.store && one.item === other.item
}

/** Whether any entry leads to that place. */
export function isLedTo(place: KnownPlace, known: Known): boolean {
  return leads(pairs, place, known) || leads(seeds, place, known)
}

function leads<E extends KnownSeed>(kind: Indexed<E>, place: KnownPlace, known: Known): boolean {
  return Object.entries(kind.of(known)).some(([name, entry]) => isSamePlace(placeOf(kind, name, entry), place))
}
