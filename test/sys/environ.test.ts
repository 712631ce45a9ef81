import { expect, test } from "bun:test"
import fc from "fast-check"
import { applyToEnv, applyToRaw, splitAtZeros } from "../../src/sys/environ.ts"

const raw = (...strings: string[]) => strings.map(string => Buffer.from(`${string}\0`, "latin1"))
const change = { set: { AWS_REGION: "eu-west-1", NEW: "ä" }, unset: ["AWS_PROFILE", "GONE"] }

test.each([
  [
    "sets, replaces and unsets",
    ["A=1", "AWS_REGION=old", "AWS_PROFILE=p"],
    ["A=1", "AWS_REGION=eu-west-1", "NEW=\xc3\xa4"],
  ],
  [
    "names that stand there twice",
    ["AWS_PROFILE=p", "AWS_PROFILE=q", "A=1", "A=2"],
    ["A=1", "A=2", "AWS_REGION=eu-west-1", "NEW=\xc3\xa4"],
  ],
  [
    "names that only begin alike",
    ["AWS_PROFILE2=p", "AWS_PROFIL=q"],
    ["AWS_PROFILE2=p", "AWS_PROFIL=q", "AWS_REGION=eu-west-1", "NEW=\xc3\xa4"],
  ],
  [
    "bytes that are no UTF-8",
    ["X=\xff\xfe", "\xff=y"],
    ["X=\xff\xfe", "\xff=y", "AWS_REGION=eu-west-1", "NEW=\xc3\xa4"],
  ],
  [
    "strings without =, and empty ones",
    ["nameless", "GONE", "", "=x"],
    ["nameless", "", "=x", "AWS_REGION=eu-west-1", "NEW=\xc3\xa4"],
  ],
])("a raw environment: %s", (_sentence, before, after) => {
  const strings = applyToRaw(new Uint8Array(Buffer.concat(raw(...before))), change)
  expect(strings.map(string => Buffer.from(string))).toEqual(raw(...after))
})

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
