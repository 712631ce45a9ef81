import { expect, test } from "bun:test"
import { sgr } from "../../../src/shell/hook/sgr.ts"

test("colors have the numbers of ECMA-48, 8.3.117, in its order", () => {
  const colors = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"] as const
  expect(colors.map(sgr)).toEqual([30, 31, 32, 33, 34, 35, 36, 37])
})
