import { expect, test } from "bun:test"
import { recordIn, textIn } from "../src/record.ts"

test.each([
  ['{"a":1}', { a: 1 }],
  ['\uFEFF{"a":1}', { a: 1 }],
  ["[1]", undefined],
  ["null", undefined],
  ['"a"', undefined],
  ["{", undefined],
  ["", undefined],
])("%p as the one JSON object that it is", (text, expected) => expect(recordIn(text)).toEqual(expected))

test.each([["a", "a"] as const, ["", undefined] as const, [1, undefined] as const, [undefined, undefined] as const])(
  "%p as a text that is there",
  (field, expected) => expect(textIn(field)).toBe(expected),
)
