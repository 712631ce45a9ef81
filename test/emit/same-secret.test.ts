import { expect, test } from "bun:test"
import { sameSecret } from "../../src/emit/same-secret.ts"

test.each([
  ["token", "token", true],
  ["tokem", "token", false],
  ["toke", "token", false],
  ["token ", "token", false],
  ["", "token", false],
  [undefined, "token", false],
  // Nothing was sent, and nothing would do: that is no proof.
  [undefined, "", false],
  // As long in letters, and not in bytes.
  ["tökén", "token", false],
])("%j in place of %j: %p", (given, own, same) => {
  expect(sameSecret(given, own)).toBe(same)
})
