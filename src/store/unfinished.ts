import { isGuiseError } from "../errors.ts"
import type { Env } from "../types.ts"
import { changeKnown, type Known, type KnownPlace } from "./known.ts"
import { isLedTo, isSamePlace } from "./places.ts"
import type { Lockable, StoreKind } from "./store.ts"

/** The index and the stores that it names. */
export interface Stores {
  readonly env: Env
  known(): Known
  store(kind: StoreKind): Promise<Lockable>
}

/**
 * Carries out a change of what lies in these places. Should it be ended in the middle, the index knows where a secret may
 * lie that nothing leads to, and `removeUnfinished` finds it. Errors: `store-failed`, and those of `change`.
 */
export async function noted(
  places: readonly KnownPlace[],
  { env }: Pick<Stores, "env">,
  change: () => Promise<void>,
): Promise<void> {
  await changeKnown(env, known => ({ ...known, unfinished: [...(known.unfinished ?? []), ...places] }))
  await change()
  await changeKnown(env, known => without(places, known))
}

/**
 * Removes what changes that were ended in the middle left behind. A store that is shut is not opened for that, nor does
 * one that fails fail the caller: it is tried again the next time.
 */
export async function removeUnfinished(stores: Stores): Promise<void> {
  const known = stores.known()
  const gone: KnownPlace[] = []
  for (const place of known.unfinished ?? [])
    if (isLedTo(place, known) || (await isRemoved(place, stores))) gone.push(place)
  if (gone.length > 0) await changeKnown(stores.env, now => without(gone, now))
}

async function isRemoved({ store: kind, item }: KnownPlace, stores: Stores): Promise<boolean> {
  try {
    const store = await stores.store(kind)
    const { state } = await store.state()
    if (state !== "open" && state !== "empty") return false
    await store.remove(item)
    return true
  } catch (error) {
    if (isGuiseError(error)) return false
    throw error
  }
}

function without(places: readonly KnownPlace[], { unfinished = [], ...known }: Known): Known {
  const left = unfinished.filter(one => !places.some(place => isSamePlace(one, place)))
  return left.length === 0 ? known : { ...known, unfinished: left }
}
