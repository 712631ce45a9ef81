import { expect, test } from "bun:test"
import fc from "fast-check"
import { JsonSyntaxError, parseJson } from "../src/json.ts"

test("JSON reads as JSON.parse reads it, characters that no terminal shows included", () => {
  const json = fc.json({ maxDepth: 4, stringUnit: "binary" })
  fc.assert(fc.property(json, text => expect(plain(parseJson(text).value)).toEqual(JSON.parse(text))))
  expect(parseJson('"a\u007fb\u0085c"').value).toBe("a\u007fb\u0085c")
})

test.each([
  ['{"a": 1,\n "b": }', "2: found something else where a value was expected"],
  ['{"a": 1,\n "b": 2,\n "a": 3}', '3: the key "a" stands there twice'],
  ['{"a": "x\ny"}', "1: found something else where a value was expected"],
  ["[1,\n2", '2: found the end of the file where "," or "]" was expected'],
  ["1 1", "1: found something else where the end of the file was expected"],
  ["[".repeat(99), "1: found something else where less nesting was expected"],
])("%p is refused with its line", (text, complaint) => expect(complaintAbout(text)).toBe(complaint))

test("a value's line is known, and that of the nearest one around a path that is not there", () => {
  const document = parseJson('{"a":\n [0,\n {"b": 1}]}')
  expect(document.lineOf(["a", 1, "b"])).toBe(3)
  expect(document.lineOf(["a", 7])).toBe(2)
})

function complaintAbout(text: string): string {
  try {
    return JSON.stringify(parseJson(text).value)
  } catch (error) {
    return error instanceof JsonSyntaxError ? `${error.line}: ${error.message}` : String(error)
  }
}

function plain(value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, part]) => [key, plain(part)]))
  return Array.isArray(value) ? value.map(plain) : value
}
