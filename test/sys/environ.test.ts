import { expect, test } from "bun:test"
import fc from "fast-check"
import { applyToEnv, splitAtZeros } from "../../src/sys/environ.ts"

const change = { set: { AWS_REGION: "eu-west-1", NEW: "ä" }, unset: ["AWS_PROFILE", "GONE"] }

test("an environment as text", () => {
  expect(applyToEnv({ A: "1", AWS_PROFILE: "p", AWS_REGION: "old", NONE: undefined }, change)).toEqual({
    A: "1",
    AWS_REGION: "eu-west-1",
    NEW: "ä",
  })
})

test("splitting at zeros loses nothing", () => {
  const string = fc.uint8Array().map(bytes => Buffer.from([...bytes.filter(byte => byte !== 0), 0]))
  fc.assert(
    fc.property(fc.array(string), strings => {
      const split = splitAtZeros(new Uint8Array(Buffer.concat(strings)))
      expect(split.map(one => Buffer.from(one))).toEqual(strings)
    }),
  )
})
