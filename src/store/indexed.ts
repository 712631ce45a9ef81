import { GuiseError, isGuiseError } from "../errors.ts"
import { changeKnown, type KnownPlace, type KnownSeed } from "./known.ts"
import { entryOf, type Indexed, isSamePlace, placeOf } from "./places.ts"
import { writeAndRead } from "./read-back.ts"
import type { StoreKind } from "./store.ts"
import { inTurn } from "./turns.ts"
import { removeUnfinished, type Stores, withoutUnfinished, withUnfinished } from "./unfinished.ts"

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
    const entry = entryOf(kind, name, stores.known())
    if (entry === undefined) return undefined
    const place = placeOf(kind, name, entry)
    const secret = await (await stores.store(place.store)).read(place.item)
    if (secret !== undefined) return { entry, secret }
    // Who moves it takes it out of here last of all: then the index leads elsewhere by now.
    const now = entryOf(kind, name, stores.known())
    if (now !== undefined && isSamePlace(placeOf(kind, name, now), place)) return { entry, secret }
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
  return alone(stores, () => keep(kind, name, one, stores))
}

/** Forgets a secret, if it is one that is meant; answers whether it did. Errors: those of the store. */
export async function dropIndexed<E extends KnownSeed>(
  kind: Indexed<E>,
  name: string,
  stores: Stores,
  isMeant: (entry: E) => boolean = () => true,
): Promise<boolean> {
  return entryOf(kind, name, stores.known()) !== undefined && alone(stores, () => drop(kind, name, stores, isMeant))
}

/** Removes what was left behind, if anything was. */
export async function tidy(stores: Stores): Promise<void> {
  if (stores.known().unfinished !== undefined) await alone(stores, async () => {})
}

/**
 * Of two who replace the same secret each would take the other's for the former one, and who tidies up would take away
 * what the other is just putting there. So who is asking a person meanwhile is not waited for without end, and nothing is
 * done without them either. Error: `store-failed`.
 */
function alone<T>(stores: Stores, run: () => Promise<T>): Promise<T> {
  const tidily = async () => {
    await removeUnfinished(stores)
    return run()
  }
  return inTurn("vault", stores.env, tidily, { afterSeconds: patience, instead: somebodyElse })
}

/** Seconds. */
const patience = 60

function somebodyElse(): never {
  const message = `Another guise has been changing what is kept in stores for ${patience} s: it waits for an answer at its terminal. Nothing was changed here.`
  throw new GuiseError("store-failed", message, { hint: "answer it there, or end it, and do this again" })
}

async function keep<E extends KnownSeed>(
  kind: Indexed<E>,
  name: string,
  { entry, secret }: { readonly entry: E; readonly secret: string },
  stores: Stores,
): Promise<void> {
  const place = placeOf(kind, name, entry)
  const before = entryOf(kind, name, stores.known())
  const former = before && placeOf(kind, name, before)
  const isMoved = former !== undefined && !isSamePlace(former, place)
  await changeKnown(stores.env, known => withUnfinished(place, known))
  await writeAndRead(await stores.store(place.store), place.item, secret)
  await changeKnown(stores.env, known => {
    const led = kind.into(withoutUnfinished(place, known), { ...kind.of(known), [name]: entry })
    return isMoved ? withUnfinished(former, led) : led
  })
  if (isMoved) await removeFormer(former, place.store, stores)
}

async function removeFormer({ store: kind, item }: KnownPlace, now: StoreKind, stores: Stores): Promise<void> {
  try {
    await (await stores.store(kind)).remove(item)
    await changeKnown(stores.env, known => withoutUnfinished({ store: kind, item }, known))
  } catch (cause) {
    if (!isGuiseError(cause)) throw cause
    const message = `The ${now} store has the new secret, and the one before could not be taken out of the ${kind} store. ${cause.message}`
    throw new GuiseError(cause.code, message, { ...(cause.hint === undefined ? {} : { hint: cause.hint }), cause })
  }
}

/** The index goes last: who is killed in between finds that it is gone, and may forget it again. */
async function drop<E extends KnownSeed>(
  kind: Indexed<E>,
  name: string,
  stores: Stores,
  isMeant: (entry: E) => boolean,
): Promise<boolean> {
  const entry = entryOf(kind, name, stores.known())
  if (entry === undefined || !isMeant(entry)) return false
  const place = placeOf(kind, name, entry)
  await (await stores.store(place.store)).remove(place.item)
  await changeKnown(stores.env, known => {
    const now = entryOf(kind, name, known)
    if (now === undefined || !isSamePlace(placeOf(kind, name, now), place)) return known
    const { [name]: _gone, ...others } = kind.of(known)
    return kind.into(known, others)
  })
  return true
}
