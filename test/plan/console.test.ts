import { describe, expect, test } from "bun:test"
import { type ConsoleWish, consolePartition, consoleRegion, consoleWay } from "../../src/plan/console.ts"
import { keys, mfa, plan, role, temporaryKeys } from "./helper.ts"

const config = `
[profile user]
[profile mfa]
source_profile = user
mfa_serial = ${mfa}
[profile direct]
source_profile = user
role_arn = ${role("Direct")}
[profile long]
source_profile = user
role_arn = ${role("Direct")}
duration_seconds = 7200
[profile behind-mfa]
source_profile = user
role_arn = ${role("Mfa")}
mfa_serial = ${mfa}
[profile chained]
source_profile = direct
role_arn = ${role("Chained")}
[profile kept]
[profile from-kept]
source_profile = kept
role_arn = ${role("Direct")}
[profile web]
role_arn = ${role("Web")}
web_identity_token_file = /token
[profile process]
credential_process = other
[profile gov]
credential_process = other
region = us-gov-east-1
[profile sso]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
sso_account_id = 123456789012
sso_role_name = Admin
`
const credentials = `[user]\n${keys()}\n[kept]\n${temporaryKeys()}\n`

function way(name: string, wish: ConsoleWish = {}) {
  const { way: found, notices } = consoleWay(plan(name, { config, credentials }), wish)
  const plain = JSON.parse(
    JSON.stringify(found, (key, value: unknown) => (key === "why" ? undefined : value)),
  ) as object
  return { ...plain, notices: notices.length }
}

const user = { kind: "keys", from: "credentials", profile: "user", keyId: "AKIAIOSFODNN7EXAMPLE", temporary: false }
const federated = { kind: "federated-user", keys: user }
const shortcut = {
  kind: "shortcut",
  startUrl: "https://example.awsapps.com/start",
  accountId: "123456789012",
  roleName: "Admin",
}

describe("the way to the console", () => {
  const rows: readonly (readonly [string, string, ConsoleWish, object])[] = [
    ["a user's own keys: a federated session", "user", {}, { kind: "federated-user", keys: user }],
    ["of the length asked for", "user", { duration: 129600 }, { kind: "federated-user", keys: user, duration: 129600 }],
    ["an MFA session, or else the keys behind it", "mfa", {}, { kind: "federate", otherwise: federated }],
    [
      "those for as long as was asked for",
      "mfa",
      { duration: 7200 },
      { kind: "federate", otherwise: { ...federated, duration: 7200 } },
    ],
    ["a role straight from keys: an hour", "direct", {}, { kind: "federate", duration: 3600 }],
    ["or what its profile says", "long", {}, { kind: "federate", duration: 7200 }],
    ["or what was asked for", "direct", { duration: 43200 }, { kind: "federate", duration: 43200, asked: true }],
    ["a web identity's role: an hour", "web", {}, { kind: "federate", duration: 3600 }],
    ["a role behind an MFA session: as long as it lasts", "behind-mfa", {}, { kind: "federate" }],
    ["a role by way of a role: as long as it lasts", "chained", {}, { kind: "federate" }],
    ["a role from temporary keys: as long as it lasts", "from-kept", {}, { kind: "federate" }],
    ["temporary keys: as long as they last", "kept", {}, { kind: "federate" }],
    ["what a process prints: as long as it lasts", "process", {}, { kind: "federate" }],
    ["Identity Center: its own link", "sso", {}, shortcut],
    ["but not for a length", "sso", { duration: 7200 }, { kind: "federate", duration: 7200, asked: true }],
    ["nor after signing out", "sso", { logout: true }, { kind: "federate", duration: 3600 }],
  ]
  test.each(rows)("%s (%s)", (_title, name, wish, expected) => {
    expect<unknown>(way(name, wish)).toEqual({ ...expected, notices: 0 })
  })

  test.each(["behind-mfa", "chained", "from-kept", "kept", "process"])(
    "a length that AWS takes for no console of %s is said to have no effect",
    name => expect(way(name, { duration: 7200 }).notices).toBe(1),
  )

  test("a length that AWS never gives is refused before anything is asked", () => {
    expect(() => way("direct", { duration: 43201 })).toThrow("outside what AWS accepts")
    expect(() => way("user", { duration: 600 })).toThrow("outside what AWS accepts")
  })

  test("nothing secret is in it", () => {
    const all = ["user", "mfa", "direct", "kept", "sso"].map(name => way(name))
    expect(JSON.stringify(all)).not.toContain("wJalr")
  })
})

test.each([
  ["direct", "eu-west-1", "aws", "eu-west-1"],
  ["direct", "cn-north-1", "aws", "us-east-1"],
  ["direct", undefined, "aws", "us-east-1"],
  ["process", undefined, "aws", "us-east-1"],
  ["gov", "us-gov-east-1", "aws-us-gov", "us-gov-east-1"],
  ["process", "fips-us-gov-east-1", "aws-us-gov", "fips-us-gov-east-1"],
  ["sso", "us-west-2", "aws", "us-west-2"],
  ["process", "eusc-de-east-1", "aws-eusc", "eusc-de-east-1"],
] as const)("the console of %s with region %p is in %s, %s", (name, region, partition, opens) => {
  const found = consolePartition(plan(name, { config, credentials }), region)
  expect(found).toBe(partition)
  expect(consoleRegion(found, region)).toBe(opens)
})
