import { describe, expect, test } from "bun:test"
import { whyNotAlike } from "../../src/plan/alike.ts"
import { keyOf } from "../../src/plan/plan.ts"
import { resolve } from "../../src/plan/resolve.ts"
import { failure, type Given, keyId, keys, mfa, plan, role, show, withFacts } from "./helper.ts"

const line = "credential_process = /usr/local/bin/guise process me\n"
const me = `[profile me]\n${line}`
const a = `[profile a]\nrole_arn = ${role("RoleA")}\nsource_profile = me\n`
const stored = { me: { keyId: "AKIASTORED", store: "keyring" } }
const held = "keys AKIASTORED (me)"

/** What a pair in a store means to the profile that other tools reach it through. */
const rows: readonly (readonly [sentence: string, name: string, given: Given, plan: string])[] = [
  ["the line leads to the pair", "me", { config: me, stored }, held],
  ["a role takes it as its source", "a", { config: me + a, stored }, `${held}\nrole RoleA`],
  [
    "with a device of its own an MFA session is handed out",
    "me",
    { config: `${me}mfa_serial = ${mfa}\n`, stored },
    `session ${mfa} 129600 of ${held}`,
  ],
  [
    "a profile without anything else needs no line",
    "me",
    { config: "[profile me]\nregion = eu-west-1\n", stored },
    held,
  ],
  [
    "keys of the credentials file come first, as they do before a credential_process",
    "me",
    { config: me, credentials: `[me]\n${keys()}`, stored },
    `keys ${keyId} (me)`,
  ],
  ["keys of the config file do not", "me", { config: me + keys(), stored }, held],
  [
    "another credential_process is not ours to replace",
    "me",
    { config: "[profile me]\ncredential_process = cat keys.json\n", stored },
    "process cat keys.json",
  ],
  [
    "nor is a line for another profile",
    "me",
    { config: "[profile me]\ncredential_process = guise process you\n[profile you]\nregion = eu-west-1\n", stored },
    "process guise process you",
  ],
]

describe("a key pair in a store", () => {
  for (const [sentence, name, given, expected] of rows)
    test(sentence, () => expect(show(plan(name, given))).toBe(expected))

  test("explained with the store's name", () => {
    const { root, reasons } = plan("me", { config: me, stored })
    expect(root).toMatchObject({ kind: "keys", from: "store", store: "keyring", profile: "me", temporary: false })
    expect(reasons[0]?.text).toBe('The keyring store keeps the key pair of profile "me" (config:1).')
  })

  test("shares its cached roles with the same pair in a file: where it lies shapes nothing", () => {
    const inFile = plan("a", { config: a, credentials: `[me]\n${keys("AKIASTORED")}` })
    expect(keyOf(plan("a", { config: me + a, stored }))).toBe(keyOf(inFile))
  })

  test("is what SDKs get too, through the line", () => {
    const why = withFacts({ config: me, stored }, facts => whyNotAlike(resolve("me", {}, facts), facts.profiles))
    expect(why).toBeUndefined()
  })

  test("that is not there is said to be missing from the stores", () => {
    expect(failure("me", { config: me })).toContain("no store keeps a key pair for it")
  })

  test("of a name that every object has is none", () => {
    expect(failure("constructor", { config: me })).toStartWith("profile-unknown")
  })
})
