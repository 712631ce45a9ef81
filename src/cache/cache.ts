import type { Cache, CacheEntry, Freshness } from "../types.ts"
import { exclusively } from "./exclusively.ts"
import { openFolder } from "./folder.ts"
import { isAsFresh } from "./freshness.ts"
import { factKey, keepFact, readEntry, readFact } from "./kept.ts"
import { type CacheOptions, once } from "./once.ts"
import { refusalKey } from "./refusal.ts"

export type { CacheOptions } from "./once.ts"

/** The cache, and beside what it keeps of AWS the ways that led there: plans that were made before. */
export interface RealCache extends Cache {
  readonly ways: Pick<Cache, "remember" | "recall">
}

/** The cache of this user on this machine. Opening costs nothing, and looking makes no file. */
export function openCache(options: CacheOptions): RealCache {
  const folder = openFolder(options)
  const flights = new Map<string, { readonly want: Freshness; readonly entry: Promise<CacheEntry> }>()
  return {
    once(key, want, make) {
      const running = flights.get(key)
      if (running !== undefined && isAsFresh(running.want, want)) return running.entry
      const entry = once({ key, want, make, folder, options }).finally(() => flights.delete(key))
      flights.set(key, { want, entry })
      return entry
    },
    peek: key => readEntry(key, folder),
    kept: async () => (await folder.tolerate(async () => (await folder.ifThere())?.kept())) ?? (() => false),
    remember: (key, fact, ttl) => keepFact(key, fact, ttl, folder.facts, options),
    recall: key => readFact(key, folder.facts, options.now()),
    ways: {
      remember: (key, way, ttl) => keepFact(key, way, ttl, folder.ways, options),
      recall: key => readFact(key, folder.ways, options.now()),
    },
    exclusively: (key, run, waiting) => exclusively(key, run, folder, options, waiting),
    async forget(key) {
      if (key === undefined) return folder.forgetAll()
      return (await folder.forget(key, [factKey(key), factKey(refusalKey(key))])) ? 1 : 0
    },
    size: async () => folder.size(),
  }
}
