import { expect, test } from "bun:test"
import fc from "fast-check"
import { instantOf } from "../../src/instant.ts"
import { nearest } from "../../src/nearest.ts"
import { parseRoleArn, partitionOfArn, roleFrom } from "../../src/plan/arn.ts"
import { inWords } from "../../src/plan/durations.ts"
import { isOwnLine } from "../../src/plan/process-line.ts"
import { wrap } from "../../src/plan/wrap.ts"
import { now } from "./helper.ts"

const hooks: readonly (readonly [command: string, profile: string, own: boolean])[] = [
  ["guise process work", "work", true],
  ["/usr/local/bin/guise process work", "work", true],
  ['"/Applications/My Tools/guise" process work', "work", true],
  ["/opt/My\\ Tools/guise process work", "work", true],
  ['"C:\\Program Files\\guise\\guise.exe" process work:iam', "work:iam", true],
  ["C:\\guise\\guise.exe process work", "work", true],
  ["node /usr/lib/guise.mjs process work", "work", true],
  ["guise process --profile work", "work", true],
  ["guise process -p work", "work", true],
  ["guise process --profile=work", "work", true],
  ["guise process 'my work'", "my work", true],
  ['guise process "my work"', "my work", true],
  ["guise process \\\nwork", "work", true],
  ["guise --quiet process work", "work", true],
  ["guise process --min-ttl 20m work", "work", true],
  ["guise process --region eu-west-1 work", "work", true],
  ["guise process", "work", true],
  ["guise process --min-ttl 20m", "20m", true],
  ["guise process -pwork", "work", true],
  ["guise process other", "work", false],
  ["guise process -pbase", "work", false],
  ["guise process -p base", "work", false],
  ["guise process --profile=base", "work", false],
  ["guise process --profile other", "work", false],
  ["guise process --session-name work other", "work", false],
  ["guise process Work", "work", false],
  ["guise export work", "work", false],
  ["disguise process work", "work", false],
  ["/opt/guise/bin/fetch process work", "work", false],
  ["aws-vault export work", "work", false],
  ["cat guise process work", "work", false],
  ["GUISE_STORE=file guise process work", "work", true],
  ["env -i guise process work", "work", false],
  ["sh -c 'guise process work'", "work", false],
  ["", "work", false],
]

for (const [command, profile, own] of hooks) {
  test(`${JSON.stringify(command)} in profile ${profile} is ${own ? "a line of our own" : "a source"}`, () => {
    expect(isOwnLine(command, profile)).toBe(own)
  })
}

const names = ["default", "prod", "prod-ro", "staging", "dev", "work:iam", "work:mfa"]
const typed: readonly (readonly [wanted: string, found: readonly string[]])[] = [
  ["prdo", ["prod"]],
  ["PROD", ["prod", "prod-ro"]],
  ["pro", ["prod", "prod-ro"]],
  ["prod-ro-eu", ["prod", "prod-ro"]],
  ["stagign", ["staging"]],
  ["iam", ["work:iam"]],
  ["zzzzzz", []],
  ["prod", ["prod-ro"]],
]

for (const [wanted, found] of typed) {
  test(`${wanted} is near ${found.join(", ") || "nothing"}`, () => {
    expect(nearest(wanted, names)).toEqual([...found])
  })
}

test("at most as many as asked for", () => {
  expect(nearest("p", ["p1", "p2", "p3", "p4"], 2)).toEqual(["p1", "p2"])
})

const durations: readonly (readonly [seconds: number, text: string])[] = [
  [0, "0 s"],
  [59, "59 s"],
  [900, "15 min"],
  [3599, "59 min 59 s"],
  [3600, "1 h"],
  [5400, "1 h 30 min"],
  [129_600, "36 h"],
]

for (const [seconds, text] of durations) {
  test(`${seconds} seconds are ${text}`, () => {
    expect(inWords(seconds)).toBe(text)
  })
}

const instants: readonly (readonly [text: string, found: number | undefined])[] = [
  ["2026-01-01T00:00:00Z", now],
  ["2026-01-01T00:00:00z", now],
  ["2026-01-01T00:00:00.5Z", now],
  ["2026-01-01T02:00:00+02:00", now],
  ["2025-12-31T19:00:00-0500", now],
  ["2026-01-01T00:00:00", now],
  ["2026-01-01 00:00:00", now],
  ["2026-01-01T00:00:00UTC", now],
  ["20260101T000000Z", now],
  ["20260101T020000+0200", now],
  ["2026-13-01T00:00:00Z", undefined],
  ["tomorrow", undefined],
  ["", undefined],
]

for (const [text, found] of instants) {
  test(`the instant ${JSON.stringify(text)}`, () => {
    expect(instantOf(text)).toBe(found)
  })
}

test("a role ARN in its parts", () => {
  const arn = "arn:aws-us-gov:iam::123456789012:role/team/blue/Admin"
  expect(parseRoleArn(arn)).toEqual({ arn, partition: "aws-us-gov", account: "123456789012", name: "Admin" })
  expect(roleFrom("123456789012:team/Admin", "--role-arn", "usage", "aws-cn").arn).toBe(
    "arn:aws-cn:iam::123456789012:role/team/Admin",
  )
})

for (const text of [
  "arn:aws:iam::123456789012:user/alice",
  "arn:aws:sts::123456789012:assumed-role/Admin/alice",
  "arn:aws:iam::123456789012:role/",
  "arn:aws:iam::123456789012:role/Admin\n",
  "arn:aws:iam:::role/Admin",
  "arn:google:iam::123456789012:role/Admin",
  "123456789012:Admin",
]) {
  test(`${JSON.stringify(text)} is no role ARN`, () => {
    expect(parseRoleArn(text)).toBeUndefined()
  })
}

test("the partition of an ARN, and none of a hardware device's serial number", () => {
  expect(partitionOfArn("arn:aws-cn:iam::123456789012:mfa/alice")).toBe("aws-cn")
  expect(partitionOfArn("GAHT12345678")).toBeUndefined()
})

test("wrapped text is the same words, and no line with a blank to break at is too long", () => {
  const word = fc.string({ minLength: 1, maxLength: 30 }).filter(text => !/\s/.test(text))
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), words => {
      const lines = wrap("   - ", words.join(" ")).split("\n")
      expect(lines.join(" ").replace("   - ", "").trim().split(/ +/)).toEqual(words)
      for (const line of lines) if (line.trim().includes(" ")) expect(line.length).toBeLessThanOrEqual(80)
    }),
  )
})
