import { describe, expect, test } from "bun:test"
import { type Code, GuiseError } from "../../src/errors.ts"
import { troubleAfter } from "../../src/fresh/trouble.ts"
import type { Entry } from "../../src/fresh/written.ts"
import { entry, madeAt } from "./entries.ts"

/** The waits after so many failures in a row, with chance at one end of what it may do. */
function waits(code: Code, times: number, chance: number): readonly number[] {
  let of: Entry = entry
  return Array.from({ length: times }, () => {
    const trouble = troubleAfter(new GuiseError(code, "No."), of, madeAt, () => chance)
    of = { ...of, trouble }
    return trouble.notBefore - madeAt
  })
}

describe("how long to wait after a failure", () => {
  test("twice as long each time, ten minutes at most for what passes by itself", () => {
    expect(waits("aws-unreachable", 6, 1)).toEqual([60, 120, 240, 480, 600, 600])
  })

  test("an hour at most for what does not: each try with a wrong seed costs two codes", () => {
    expect(waits("mfa-rejected", 8, 1)).toEqual([60, 120, 240, 480, 960, 1920, 3600, 3600])
  })

  test("half of it is left to chance, so that no two try in step", () => {
    expect(waits("aws-unreachable", 3, 0)).toEqual([30, 60, 120])
  })

  test("not at all where nobody could be asked: somebody may log in at any moment", () => {
    for (const code of ["nobody-to-ask", "sign-in-needed"] as const) expect(waits(code, 3, 1)).toEqual([0, 0, 0])
  })
})

test("another trouble is a new one; the same goes on since it began", () => {
  const first = troubleAfter(new GuiseError("aws-unreachable", "No."), entry, madeAt, () => 1)
  const again = troubleAfter(
    new GuiseError("aws-unreachable", "No."),
    { ...entry, trouble: { ...first, called: true } },
    madeAt + 60,
    () => 1,
  )
  expect(again).toMatchObject({ since: madeAt, tries: 2, called: true })
  const other = troubleAfter(new GuiseError("aws-denied", "No."), { ...entry, trouble: again }, madeAt + 90, () => 1)
  expect(other).toMatchObject({ since: madeAt + 90, tries: 1, called: false })
})

const persons: readonly (readonly [code: Code, person: boolean])[] = [
  ["nobody-to-ask", true],
  ["sign-in-needed", true],
  ["mfa-rejected", true],
  ["store-failed", true],
  ["keys-rejected", true],
  ["aws-unreachable", false],
  ["aws-throttled", false],
  ["aws-denied", false],
  ["profile-unknown", false],
]

test.each([...persons])("%s wants a person: %p", (code, person) => {
  expect(troubleAfter(new GuiseError(code, "No."), entry, madeAt, () => 0).person).toBe(person)
})

test("what is no error of guise's is one of its faults, and ends nothing", () => {
  expect(troubleAfter(new TypeError("x"), entry, madeAt, () => 0)).toMatchObject({ code: "unexpected", person: false })
})
