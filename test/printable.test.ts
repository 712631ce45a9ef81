import { expect, test } from "bun:test"
import { printable } from "../src/printable.ts"

test.each([
  ["plain text stays", "prod-admin · é ☃\n\tnext", "prod-admin · é ☃\n\tnext"],
  ["an escape sequence is told, not obeyed", "\x1b[31mEVIL", "\\u{1b}[31mEVIL"],
  ["a window title", "\x1b]0;PWNED\x07", "\\u{1b}]0;PWNED\\u{7}"],
  ["a C1 control, which some terminals obey", "\u009b31m", "\\u{9b}31m"],
  ["the reading order cannot be turned round", "a\u202eb", "a\\u{202e}b"],
  ["a carriage return would write over the line", "good\rbad", "good\\u{d}bad"],
])("%s", (_sentence, text, wanted) => {
  expect(printable(text)).toBe(wanted)
})
