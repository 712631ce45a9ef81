import { expect, test } from "bun:test"
import { resolve } from "node:path"
import fc from "fast-check"
import { checks } from "../../src/doctor/checks.ts"
import { placeIn } from "../../src/doctor/place.ts"
import { proxyFor } from "../../src/doctor/proxy.ts"
import { regionTrouble } from "../../src/doctor/regions.ts"
import { remedyFor } from "../../src/doctor/remedies.ts"
import { quoted } from "../../src/quoted.ts"

test.each([
  ["eu-west-1", undefined],
  ["us-gov-west-1", undefined],
  ["cn-north-1", undefined],
  ["eusc-de-east-1", undefined],
  ["sa-west-1", undefined],
  ["aws-global", undefined],
  ["fips-us-east-1", undefined],
  ["us-east-1-fips", undefined],
  ["eu-west1", { kind: "no-region", nearest: "eu-west-1" }],
  ["us-east-1a", { kind: "no-region", nearest: "us-east-1" }],
  ["eu-wst-1", { kind: "unknown", nearest: "eu-west-1" }],
  ["EU-WEST-1", { kind: "no-region", nearest: "eu-west-1" }],
  ["", { kind: "no-region", nearest: undefined }],
  ["xyzzy", { kind: "no-region", nearest: undefined }],
])("the region %p", (name, trouble) => {
  expect(regionTrouble(name)).toEqual(trouble as ReturnType<typeof regionTrouble>)
})

test.each([
  ["https, a proxy", true, { HTTPS_PROXY: "http://u:p@proxy:3128" }, "proxy:3128"],
  ["https, lower case", true, { https_proxy: "http://proxy:3128" }, "proxy:3128"],
  ["http only", true, { HTTP_PROXY: "http://proxy:3128" }, undefined],
  ["plain http", false, { HTTP_PROXY: "http://proxy:3128" }, "proxy:3128"],
  ["exempt", true, { HTTPS_PROXY: "http://proxy:3128", NO_PROXY: "localhost, .amazonaws.com" }, undefined],
  ["all exempt", true, { HTTPS_PROXY: "http://proxy:3128", no_proxy: "*" }, undefined],
  ["another exempt", true, { HTTPS_PROXY: "http://proxy:3128", NO_PROXY: "aws.com" }, "proxy:3128"],
  ["not a URL", true, { HTTPS_PROXY: "::" }, "one that is not written as a URL"],
])("the proxy: %s", (_what, secure, env, proxy) => {
  expect(proxyFor("sts.eu-west-1.amazonaws.com", secure, env)).toBe(proxy)
})

test("a word of a remedy is one word, whatever is in it", () => {
  expect(quoted("/home/a/.aws/config")).toBe("/home/a/.aws/config")
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }), word => {
      if (word.includes("\0")) return
      const said = Bun.spawnSync(["sh", "-c", `printf %s ${quoted(word)}`]).stdout.toString()
      expect(said).toBe(word)
    }),
    { numRuns: 40 },
  )
})

test.each([
  ["Profile (/a/config:12) and (/a/credentials:3)", { file: "/a/config", line: 12 }],
  ["/a/credentials, line 7 is no setting", { file: "/a/credentials", line: 7 }],
  ["/a/config: nothing, then /a/config:9", { file: "/a/config", line: 9 }],
  ["/b/config:9", undefined],
])("the place in %p", (sentence, place) => {
  expect(placeIn(sentence, ["/a/config", "/a/credentials"])).toEqual(place)
})

test("every trap that reading the files knows has a remedy of its own", async () => {
  const files = ["warnings", "file-warnings", "section-name"].map(name =>
    Bun.file(resolve(import.meta.dirname, `../../src/config/${name}.ts`)).text(),
  )
  const texts = (await Promise.all(files)).join("\n")
  const traps = [
    "comes again (first on line",
    "the section begins again",
    "[default] is not read beside [profile default]",
    "its key is no setting's name",
    "is empty, which counts as unset",
    "has a comment on its line",
    "has upper-case letters",
    "goes on over indented lines",
    "is indented; the Rust",
    "the JavaScript SDK loses a profile of this name",
    "read a profile of this name",
    "key pair and token stand in both files",
    "aws_security_token stands beside aws_session_token",
    "aws_security_token is read by the AWS CLI only",
    "several kinds of credentials",
    "byte order mark",
    "is not UTF-8 throughout",
    "counts as an empty file",
    "[DEFAULT] is a profile of that name",
    "the header is indented",
    "blanks beside the brackets",
    "the name is quoted",
    "more than one blank before the name",
    "a comment touches the bracket",
  ]
  for (const trap of traps) {
    expect(texts).toContain(trap)
    expect(`${trap}: ${remedyFor(trap)}`).not.toEndWith(": correct the line")
  }
})

test("docs/doctor.md has a row for every check, and for no other", async () => {
  const page = await Bun.file(resolve(import.meta.dirname, "../../docs/doctor.md")).text()
  const table = page.slice(page.indexOf("## The checks"))
  const rows = [...table.matchAll(/^\| `([a-z-]+)` \| ([^|]+) \|/gm)].map(([, id, title]) => [id, title])
  expect(rows).toEqual(checks.map(({ id, title }) => [id, title]))
})
