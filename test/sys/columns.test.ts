import { expect, test } from "bun:test"
import fc from "fast-check"
import { columnsOf, cutTo, paddedTo } from "../../src/sys/columns.ts"

test.each([
  ["", 0],
  ["prod-admin", 10],
  ["übung", 5],
  ["u\u0308bung", 5],
  ["プロド", 6],
  ["👍 ok", 5],
])("%j takes %d columns", (text, columns) => {
  expect(columnsOf(text)).toBe(columns)
})

test("what is cut never takes more than it may, and ends as a sign of that", () => {
  expect([cutTo(6, "プロド"), cutTo(5, "プロド"), cutTo(4, "プロド")]).toEqual(["プロド", "プロ…", "プ…"])
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 30 }), (text, columns) => {
      const cut = cutTo(columns, text)
      expect(columnsOf(cut)).toBeLessThanOrEqual(columns)
      expect(cut === text || text.startsWith(cut.slice(0, -1))).toBe(true)
      expect(columnsOf(paddedTo(columns, cut))).toBe(columns)
    }),
  )
})
