import { describe, expect, test } from "bun:test"
import { type Hop, keyOf, type Plan } from "../../src/plan/plan.ts"
import type { Root, SessionRoot } from "../../src/plan/roots.ts"
import { keyId, keys, mfa, otherMfa, plan, role } from "./helper.ts"

const sts = { region: "eu-west-1" }
const base = { kind: "keys", from: "credentials", profile: "base", keyId, temporary: false } as const
const session: SessionRoot = { kind: "session", keys: base, mfaSerial: mfa, duration: 129_600, sts }
const hop: Hop = { roleArn: role("Admin"), profile: "admin", sts }

function planOf(root: Root, ...hops: readonly Hop[]): Plan {
  return { profile: "admin", root, hops, reasons: [], notices: [] }
}

const key = keyOf(planOf(session, hop))

describe("names, words and regions shape no key", () => {
  const same: Readonly<Record<string, Plan>> = {
    "the plan's own name": { ...planOf(session, hop), profile: "other" },
    "the region a command works in": { ...planOf(session, hop), region: "us-east-2" },
    "the name of a role's profile": planOf(session, { ...hop, profile: "other" }),
    "the section that holds the keys": planOf({ ...session, keys: { ...base, profile: "other" } }, hop),
    "the file that holds the keys": planOf({ ...session, keys: { ...base, from: "config" } }, hop),
    "that the session shall be new": planOf({ ...session, renew: true }, hop),
    "STS's region within a partition": planOf(
      { ...session, sts: { region: "us-east-2" } },
      { ...hop, sts: { region: "ap-south-1" } },
    ),
    "reasons and notices": { ...planOf(session, hop), reasons: [{ step: 0, text: "so" }], notices: ["beware"] },
    "the second try": { ...planOf(session, hop), ifDenied: planOf(base, hop) },
    "how a field was cut": { ...planOf(session, hop), caps: [{ step: 1, asked: 7200, given: 3600 }] },
  }
  for (const [what, other] of Object.entries(same)) {
    test(what, () => {
      expect(keyOf(other)).toBe(key)
    })
  }
})

describe("every field that shapes the result is in the key", () => {
  const hops: Readonly<Record<string, Partial<Hop>>> = {
    roleArn: { roleArn: role("Other") },
    sessionName: { sessionName: "alice" },
    externalId: { externalId: "xy" },
    duration: { duration: 3600 },
    mfaSerial: { mfaSerial: mfa },
    policy: { policy: "{}" },
    policyArns: { policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"] },
    tags: { tags: [["team", "blue"]] },
    transitiveTags: { transitiveTags: ["team"] },
    sourceIdentity: { sourceIdentity: "alice" },
    "another partition": { sts: { region: "cn-north-1" } },
    "an endpoint URL": { sts: { region: "eu-west-1", url: "http://127.0.0.1:4566" } },
  }
  for (const [what, change] of Object.entries(hops)) {
    test(`of a role: ${what}`, () => {
      expect(keyOf(planOf(session, { ...hop, ...change }))).not.toBe(key)
    })
  }
  const roots: Readonly<Record<string, Root>> = {
    "the key id": { ...session, keys: { ...base, keyId: "AKIAI44QH8DHBEXAMPLE" } },
    "the device": { ...session, mfaSerial: otherMfa },
    "the session's length": { ...session, duration: 3600 },
    "the session's endpoint": { ...session, sts: { region: "eu-west-1", url: "http://127.0.0.1:4566" } },
    "no session": base,
  }
  for (const [what, root] of Object.entries(roots)) {
    test(`of the root: ${what}`, () => {
      expect(keyOf(planOf(root, hop))).not.toBe(key)
    })
  }
})

const others: Readonly<
  Record<string, { readonly root: Root; readonly shaping: readonly object[]; readonly naming: object }>
> = {
  "web identity": {
    root: { kind: "web-identity", roleArn: role("Web"), tokenFile: "t", sts },
    shaping: [
      { roleArn: role("W") },
      { tokenFile: "u" },
      { sessionName: "s" },
      { duration: 900 },
      { policy: "{}" },
      { policyArns: [] },
    ],
    naming: { sts: { region: "us-west-2" } },
  },
  process: {
    root: { kind: "process", profile: "a", command: "x" },
    shaping: [{ command: "y" }, { accountId: "123456789012" }],
    naming: { profile: "b" },
  },
  sso: {
    root: {
      ...{ kind: "sso", profile: "a", startUrl: "u", ssoRegion: "r", accountId: "1", roleName: "n" },
      ...{ oidc: { region: "r" }, portal: { region: "r" } },
    },
    shaping: [
      ...[{ startUrl: "v" }, { ssoRegion: "q" }, { accountId: "2" }, { roleName: "m" }, { session: "corp" }],
      { portal: { region: "r", url: "http://127.0.0.1:8080" } },
    ],
    naming: { profile: "b", scopes: ["sso:account:access"], oidc: { region: "r", fips: true } },
  },
  login: {
    root: { kind: "login", profile: "a", session: "s", signin: sts },
    shaping: [{ session: "t" }, { signin: { ...sts, url: "http://127.0.0.1:4566" } }],
    naming: { profile: "b", signin: { ...sts, region: "us-west-2" } },
  },
  container: { root: { kind: "container", uri: "/a" }, shaping: [{ uri: "/b" }, { bearer: "ASIA1" }], naming: {} },
  imds: {
    root: { kind: "imds" },
    shaping: [{ endpoint: "http://127.0.0.1:1338" }, { bearer: "ASIA1" }],
    naming: { v2Only: true, timeout: 2, attempts: 3 },
  },
}

for (const [what, { root, shaping, naming }] of Object.entries(others)) {
  test(`a ${what} root is known by what it does, not by its profile`, () => {
    const plain = keyOf(planOf(root))
    expect(keyOf(planOf({ ...root, ...naming } as Root))).toBe(plain)
    const keysOfAll = [plain, ...shaping.map(change => keyOf(planOf({ ...root, ...change } as Root)))]
    expect(new Set(keysOfAll).size).toBe(keysOfAll.length)
  })
}

test("a key of depth n is that of the first n roles, whatever comes after", () => {
  const two = planOf(session, hop, { ...hop, roleArn: role("Deep") })
  expect(keyOf(two, 1)).toBe(key)
  expect(keyOf(two, 0)).toBe(keyOf(planOf(session)))
  expect(new Set([0, 1, 2].map(depth => keyOf(two, depth))).size).toBe(3)
})

const files = {
  config: `[profile one]\nrole_arn = ${role("One")}\nsource_profile = base\nmfa_serial = ${mfa}\nregion = eu-west-1
[profile two]\nrole_arn = ${role("Two")}\nsource_profile = base\nmfa_serial = ${mfa}\nregion = us-east-1
[profile also-one]\nrole_arn = ${role("One")}\nsource_profile = base\nmfa_serial = ${mfa}
[profile base]\nmfa_serial = ${mfa}\n`,
  credentials: `[base]\n${keys()}`,
}

test("ten roles behind one device share its session, and so does the user's own profile", () => {
  const sessions = ["one", "two", "also-one", "base"].map(name => keyOf(plan(name, files), 0))
  expect(new Set(sessions).size).toBe(1)
})

test("two names for one role by one road share an entry; an edited profile never meets an old one", () => {
  const edited = { ...files, config: files.config.replaceAll(role("One"), role("Two")) }
  expect(keyOf(plan("also-one", files))).toBe(keyOf(plan("one", files)))
  expect(keyOf(plan("one", edited))).not.toBe(keyOf(plan("one", files)))
})

test("a second try that only renews the session is kept under the same key", () => {
  const first = plan("one", files)
  expect(first.ifDenied && keyOf(first.ifDenied)).toBe(keyOf(first))
})
