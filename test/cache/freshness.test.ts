import { describe, expect, test } from "bun:test"
import { isGoodEnough, isStillValid } from "../../src/cache/freshness.ts"
import type { CacheEntry, Freshness } from "../../src/types.ts"

const keys = { accessKeyId: "ASIAIOSFODNN7EXAMPLE", secretAccessKey: "secret", sessionToken: "token" }

/** Made at 0 with `life` seconds to live, by AWS's clock, which is `skew` seconds ahead. */
function entry(life: number, { madeAt = 0, skew = 0 } = {}): CacheEntry {
  return { credentials: { ...keys, expiresAt: madeAt + skew + life }, madeAt, skew }
}

const rows: readonly [sentence: string, entry: CacheEntry, want: Freshness, now: number, good: boolean][] = [
  ["an hour is served while 16 minutes are left", entry(3600), { minTtl: 960 }, 3600 - 960, true],
  ["an hour is not served one second later", entry(3600), { minTtl: 960 }, 3600 - 959, false],
  ["a 15-minute role is served until half its life is gone", entry(900), { minTtl: 960 }, 450, true],
  ["and not after that", entry(900), { minTtl: 960 }, 451, false],
  [
    "a life asked for by name is insisted on when the source can give it",
    entry(3600),
    { minTtl: 3000, strict: true },
    601,
    false,
  ],
  ["without a name half-life is enough for it", entry(3600), { minTtl: 3000 }, 601, true],
  ["a life no source can give falls back to half", entry(3600), { minTtl: 7200, strict: true }, 1800, true],
  ["fresh is never served from the cache", entry(3600), { minTtl: 0, fresh: true }, 1, false],
  [
    "what was made at the time of the denied one is not newer than it",
    entry(3600, { madeAt: 100 }),
    { minTtl: 0, madeAfter: 100 },
    101,
    false,
  ],
  ["what was made after it is", entry(3600, { madeAt: 101 }), { minTtl: 0, madeAfter: 100 }, 102, true],
  ["a clock an hour behind is corrected", entry(3600, { skew: 3600 }), { minTtl: 960 }, 2000, true],
  ["a clock set back since is distrusted", entry(3600, { madeAt: 1000 }), { minTtl: 0 }, 900, false],
  ["a few seconds back are forgiven", entry(3600, { madeAt: 1000 }), { minTtl: 0 }, 950, true],
  ["no expiry is not for the cache", { credentials: keys, madeAt: 0, skew: 0 }, { minTtl: 0 }, 1, false],
]

describe("isGoodEnough", () => {
  test.each(rows)("%s", (_sentence, cached, want, now, good) => {
    expect(isGoodEnough(cached, want, now)).toBe(good)
  })
})

test("the last seconds of a life are not worth serving", () => {
  expect(isStillValid(entry(100), 95)).toBe(true)
  expect(isStillValid(entry(100), 96)).toBe(false)
})
