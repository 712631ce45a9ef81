import { describe, expect, test } from "bun:test"
import { conditionOperators, holds, matchesPattern } from "../../src/sandbox/condition.ts"
import { codeAt, isSeed, makeMfaDevices } from "../../src/sandbox/totp.ts"

// RFC 6238 appendix B, SHA-1; the last six of its eight digits.
const seed = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
const vectors: readonly (readonly [number, string])[] = [
  [59, "287082"],
  [1111111109, "081804"],
  [1111111111, "050471"],
  [1234567890, "005924"],
  [2000000000, "279037"],
  [20000000000, "353130"],
]

describe("a one-time code", () => {
  for (const [now, code] of vectors) test(`at ${now} is ${code}`, () => expect(codeAt(seed, now)).toBe(code))

  test("the seed may be written as apps print it", () => {
    expect(codeAt("gezd gnbv gy3t qojq gezd gnbv gy3t qojq", 59)).toBe("287082")
    expect(codeAt("GEZDGNBVGY3TQOJQGE======", 59)).toBe(codeAt("GEZDGNBVGY3TQOJQGE", 59))
    expect([isSeed("gezd gnbv gy3t qojq"), isSeed("too short"), isSeed("0189018901890189")]).toEqual([
      true,
      false,
      false,
    ])
  })

  test("is taken once in its window, and in those beside it", () => {
    let now = 1_000_000
    const devices = makeMfaDevices(() => now)
    const code = codeAt(seed, now)
    expect(devices.accept("a", seed, code)).toBe(true)
    expect(devices.accept("a", seed, code)).toBe(false)
    expect(devices.accept("b", seed, code)).toBe(true)
    now += 30
    expect(devices.accept("a", seed, code)).toBe(false)
    expect(devices.accept("a", seed, codeAt(seed, now + 30))).toBe(true)
    expect(devices.accept("a", seed, codeAt(seed, now))).toBe(true)
    expect(devices.accept("a", seed, codeAt(seed, now + 60))).toBe(false)
  })
})

describe("a condition", () => {
  const table: readonly (readonly [string, string, string | undefined, boolean])[] = [
    ["Bool", "true", "true", true],
    ["Bool", "true", "false", false],
    ["Bool", "true", undefined, false],
    ["BoolIfExists", "true", undefined, true],
    ["BoolIfExists", "true", "false", false],
    ["NumericLessThan", "900", "899", true],
    ["NumericLessThan", "900", "900", false],
    ["NumericLessThan", "900", undefined, false],
    ["NumericGreaterThanIfExists", "900", undefined, true],
    ["StringEquals", "a", "A", false],
    ["StringEqualsIgnoreCase", "a", "A", true],
    ["StringNotEquals", "a", undefined, true],
    ["StringNotEquals", "a", "a", false],
    ["StringLike", "repo:*", "repo:x/y", true],
    ["StringLike", "a?c", "abbc", false],
    ["Null", "true", undefined, true],
    ["Null", "false", "x", true],
    ["Null", "true", "x", false],
  ]
  for (const [operator, wanted, actual, answer] of table) {
    test(`${operator} ${wanted} ${answer ? "holds" : "does not hold"} for ${actual ?? "nothing"}`, () => {
      expect(conditionOperators.has(operator)).toBe(true)
      const context = new Map(actual === undefined ? [] : [["aws:key", actual]])
      expect(holds({ operator, key: "aws:Key", values: [wanted] }, context)).toBe(answer)
    })
  }

  test("a pattern's other characters mean themselves", () => {
    expect(matchesPattern("a.c", "a.c")).toBe(true)
    expect(matchesPattern("abc", "a.c")).toBe(false)
    expect(matchesPattern("a+(b)", "a+(*)")).toBe(true)
  })
})
