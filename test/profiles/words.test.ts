import { describe, expect, test } from "bun:test"
import { domainOf, profileIn } from "../../src/profiles/domain.ts"
import { trapIn } from "../../src/profiles/names.ts"
import { renamedLine } from "../../src/profiles/own-line.ts"
import { likelyKey, settingValue } from "../../src/profiles/values.ts"

describe("a name in a domain", () => {
  test.each([
    [undefined, "dev", "dev"],
    ["work", "dev", "work:dev"],
    ["work", "work:dev", "work:dev"],
    ["work", "home:dev", "work:home:dev"],
    ["work", undefined, undefined],
  ])("%j and %j are %j", (domain, name, profile) => {
    expect(profileIn(domain, name)).toBe(profile)
  })

  test.each([["a:b"], [""], [" a"]])("%j is no domain", domain => {
    expect(() => profileIn(domain, "dev")).toThrow("--domain wants a word")
  })

  test("the domain of a profile stands before its first colon", () => {
    expect(["work:dev", "work:a:b", "dev", ":dev"].map(domainOf)).toEqual(["work", "work", undefined, undefined])
  })
})

test.each([
  ["dev", undefined],
  ["my role", "my-role"],
  ["rôle", "role"],
  ["a,b!", "a-b"],
  ["日本", "profile"],
  ["__proto__", "profile"],
  ["DEFAULT", "profile"],
  ["two words", "two-words-2"],
])("for %j a name that every SDK reads is %j", (name, safe) => {
  expect(trapIn(name, { names: () => ["two-words"] })?.safe).toBe(safe)
})

test.each(["a\nb", "", "a]\u0000"])("no header can hold the name %j", name => {
  expect(() => trapIn(name, { names: () => [] })).toThrow(expect.objectContaining({ code: "usage" }))
})

test.each([
  ["/usr/bin/guise process a", "/usr/bin/guise process b"],
  ["env X=a guise process a --min-ttl 20m", "env X=a guise process b --min-ttl 20m"],
  ["'/my tools/guise' process -p 'a'", "'/my tools/guise' process -p b"],
  ["guise process --profile=a", "guise process --profile=b"],
  ["guise process x", undefined],
])("the line %j runs guise for another profile as %j", (line, changed) => {
  expect(renamedLine(line, "a", "b")).toBe(changed)
})

test("values become what the files want, and a key that nobody reads is known for the one it was to be", () => {
  expect(settingValue("duration_seconds", "1h", "--duration")).toBe("3600")
  expect(settingValue("role_arn", "123456789012:role/Admin", "--role-arn")).toBe("arn:aws:iam::123456789012:role/Admin")
  expect([likelyKey("regoin"), likelyKey("region"), likelyKey("my_own_note_on_this")]).toEqual([
    "region",
    undefined,
    undefined,
  ])
})
