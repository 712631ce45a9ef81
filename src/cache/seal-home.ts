import { keepSealKey, newSealKey, readSealKey, type SealKey } from "./seal-key.ts"
import type { SealStore } from "./stored-seal.ts"
import type { Unlocked } from "./unlocked.ts"

/** Everywhere the sealing key may lie. */
export interface SealPlaces {
  /** The file beside the cache: where it lies when no store takes it. */
  readonly beside: string
  /** Where it lies unlocked, when a store keeps it; absent where nothing but the file beside is wanted. */
  readonly unlocked?: Unlocked
  /** Absent on the warm road, which asks no store. */
  readonly stored?: () => Promise<SealStore>
  /** Seconds that it stays unlocked. */
  readonly unlockTtl?: number
  now(): number
  detail(text: string): void
}

/**
 * The sealing key: beside the cache, unlocked in the runtime folder, or in the store that has it. Undefined when there is
 * none, which also means that nothing was ever sealed. Errors: those of the store that has it.
 */
export async function findSealKey(places: SealPlaces): Promise<SealKey | undefined> {
  const near = readSealKey(places.beside, places.detail) ?? places.unlocked?.read(places.now())
  if (near !== undefined) return near
  const stored = await (await places.stored?.())?.find()
  if (stored !== undefined) leaveUnlocked(stored, places)
  return stored
}

/**
 * The sealing key for who is about to write, made when there is none. A store that was chosen since takes the key that
 * lies beside the cache: it moves there, with all that it sealed. Only where it can also lie unlocked in memory: else
 * every process would have to open the store.
 */
export async function settleSealKey(places: SealPlaces): Promise<SealKey> {
  const beside = readSealKey(places.beside, places.detail)
  const found = beside ?? (await findSealKey(places))
  if (found !== undefined && beside === undefined) return found
  const key = found ?? newSealKey()
  return (await moved(key, places)) ?? beside ?? keepSealKey(places.beside, key)
}

async function moved(key: SealKey, places: SealPlaces): Promise<SealKey | undefined> {
  const { stored, unlocked, beside } = places
  if (stored === undefined || unlocked?.isThere() !== true) return undefined
  try {
    const store = await stored()
    const kept = await store.keep(key)
    if (kept === undefined || !leaveUnlocked(kept, places)) return undefined
    store.takeAway(beside)
    return kept
  } catch {
    return undefined // The store fails: the key stays where it is, and whoever needs the store hears why.
  }
}

function leaveUnlocked(key: SealKey, { unlocked, now, unlockTtl = 0 }: SealPlaces): boolean {
  try {
    return unlocked?.write(key, now(), unlockTtl) === true
  } catch {
    return false // Full, say: the store is asked again next time.
  }
}
