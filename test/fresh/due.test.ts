import { describe, expect, test } from "bun:test"
import { isDue, isHeldBack, isPressing, untilNext, wantedLife } from "../../src/fresh/due.ts"
import type { Entry, Trouble } from "../../src/fresh/written.ts"
import { entry, madeAt, trouble } from "./entries.ts"

const hour = 3600
const session: Entry = { ...entry, expiresAt: madeAt + 36 * hour }

/** How long after it was made, and what is to be done then. */
const rows: readonly (readonly [sentence: string, of: Entry, after: number, due: boolean, pressing: boolean])[] = [
  ["a role of an hour, just made", entry, 0, false, false],
  ["with 24 minutes left: not yet", entry, 36 * 60, false, false],
  ["with less: now", entry, 36 * 60 + 1, true, true],
  ["that has ended", entry, 2 * hour, true, true],
  [
    "a role of a quarter of an hour, with less than six minutes left",
    { ...entry, expiresAt: madeAt + 900 },
    541,
    true,
    true,
  ],
  ["a session, with less than 40 % of 36 hours left: due, and nobody need come yet", session, 22 * hour, true, false],
  ["a session with less than an hour left", session, 35 * hour + 1, true, true],
  [
    "AWS's clock is ahead: it is AWS's that counts",
    { ...entry, skew: 600, expiresAt: madeAt + 600 + hour },
    36 * 60,
    false,
    false,
  ],
  ["this machine's clock was set back: nothing is known", entry, -120, true, false],
  ["keys that say nothing of their end", withoutEnd(entry), 0, true, false],
]

function withoutEnd({ expiresAt: _end, ...rest }: Entry): Entry {
  return rest
}

describe("when new credentials are due", () => {
  test.each([...rows])("%s", (_sentence, of, after, due, pressing) => {
    expect([isDue(of, madeAt + after), isPressing(of, madeAt + after)]).toEqual([due, pressing])
  })
})

const failing = (more: Partial<Trouble>): Entry => ({ ...entry, trouble: { ...trouble, ...more } })

test("who failed waits until it may try again, unless the clock was set back", () => {
  const of = failing({ since: madeAt, notBefore: madeAt + 60 })
  expect([0, 59, 60, -120].map(after => isHeldBack(of, madeAt + after))).toEqual([true, true, false, false])
})

test("the next look is when the first of them is due, or may try again", () => {
  expect(untilNext([], madeAt)).toBe(Number.POSITIVE_INFINITY)
  expect(untilNext([entry, session], madeAt)).toBe(36 * 60)
  expect(untilNext([entry, failing({ since: madeAt, notBefore: madeAt + 60 })], madeAt)).toBe(60)
  expect(untilNext([entry], madeAt + 2 * hour)).toBe(0)
})

test("new credentials are of use when they would not be due at once", () => {
  expect([wantedLife(entry), wantedLife(session)]).toEqual([24 * 60, 14.4 * hour])
})
