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

/** The index, saying that in this place may lie what nothing leads to: should the process be killed, it is found there. */
export function withUnfinished(place: KnownPlace, known: Known): Known {
  return { ...known, unfinished: [...(known.unfinished ?? []), place] }
}

/** The index without that word. */
export function withoutUnfinished(place: KnownPlace, { unfinished = [], ...known }: Known): Known {
  const left = unfinished.filter(one => !isSamePlace(one, place))
  return left.length === 0 ? known : { ...known, unfinished: left }
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
  if (gone.length > 0)
    await changeKnown(stores.env, now => gone.reduce((left, place) => withoutUnfinished(place, left), now))
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
