import type { CacheEntry, Freshness } from "../types.ts"

/** How far this machine's clock may have gone back since an entry was made before the entry is distrusted. */
const backwardsTolerance = 60

/** Least life left that is still worth serving when nothing better can be had. */
const lastResort = 5

/**
 * True when `entry` may be served to somebody who wants `want`.
 *
 * A source that cannot give twice the wanted life (a 15-minute role against the 16 minutes that botocore likes to see)
 * is served until half of its life is gone; else it would never be served from the cache at all. A life that was asked
 * for by name is insisted on whenever the source can give it.
 */
export function isGoodEnough(entry: CacheEntry, want: Freshness, now: number): boolean {
  if (want.fresh === true || (want.madeAfter !== undefined && entry.madeAt <= want.madeAfter)) return false
  const left = secondsLeft(entry, now)
  if (left === undefined) return false
  const life = (entry.credentials.expiresAt ?? 0) - (entry.madeAt + entry.skew)
  const canGive = want.strict === true ? life >= want.minTtl : life >= 2 * want.minTtl
  return left >= (canGive ? want.minTtl : life / 2)
}

/** True when AWS still accepts the entry, however little is left: better than an error when AWS cannot be reached. */
export function isStillValid(entry: CacheEntry, now: number): boolean {
  return (secondsLeft(entry, now) ?? 0) >= lastResort
}

/** True when whatever is good enough for `first` is good enough for `second` too. */
export function isAsFresh(first: Freshness, second: Freshness): boolean {
  return (
    first.minTtl >= second.minTtl &&
    (first.strict === true || second.strict !== true) &&
    (first.fresh === true || second.fresh !== true) &&
    (first.madeAfter ?? 0) >= (second.madeAfter ?? 0)
  )
}

/**
 * Seconds until AWS stops accepting the entry, by AWS's clock; undefined when that cannot be told: there is no expiry,
 * or this machine's clock was set back since, so that the skew measured then says nothing now.
 */
export function secondsLeft(entry: CacheEntry, now: number): number | undefined {
  if (entry.credentials.expiresAt === undefined || now < entry.madeAt - backwardsTolerance) return undefined
  return entry.credentials.expiresAt - (now + entry.skew)
}
