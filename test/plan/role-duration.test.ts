import { describe, expect, test } from "bun:test"
import { explainText } from "../../src/plan/explain.ts"
import type { Request } from "../../src/plan/resolve.ts"
import { keys, mfa, now, plan, role, show, temporaryKeys } from "./helper.ts"

const config = `
[profile base]
${keys()}
[profile kept]
${temporaryKeys("2026-01-01T12:00:00Z")}
[profile user]
source_profile = base
mfa_serial = ${mfa}
[profile plain]
source_profile = base
role_arn = ${role("Plain")}
[profile coded]
source_profile = base
role_arn = ${role("Coded")}
mfa_serial = ${mfa}
[profile own]
source_profile = base
role_arn = ${role("Own")}
duration_seconds = 7200
[profile chain]
source_profile = plain
role_arn = ${role("Chain")}
[profile behind]
source_profile = kept
role_arn = ${role("Behind")}
[profile web]
role_arn = ${role("Web")}
web_identity_token_file = /token
`

const base = "keys AKIAIOSFODNN7EXAMPLE (base)"
const session = (seconds: number) => `session ${mfa} ${seconds} of ${base}`

/** What the settings wish (`roleDuration`, `sessionDuration`), and the plan that comes of it. */
describe("durations of the settings", () => {
  test.each<[sentence: string, name: string, request: Request, expected: string]>([
    ["a role's goes with the role", "plain", { roleDuration: 1800 }, `${base}\nrole Plain duration=1800`],
    ["straight from keys AWS gives hours", "plain", { roleDuration: 14_400 }, `${base}\nrole Plain duration=14400`],
    ["the profile's own stands over it", "own", { roleDuration: 1800 }, `${base}\nrole Own duration=7200`],
    ["the flag stands over both", "own", { roleDuration: 1800, duration: 900 }, `${base}\nrole Own duration=900`],
    ["it never touches keys", "base", { roleDuration: 1800 }, base],
    ["nor an MFA session", "user", { roleDuration: 1800 }, session(129_600)],
    ["whose own is another", "user", { roleDuration: 1800, sessionDuration: 43_200 }, session(43_200)],
    ["the flag stands over that too", "user", { sessionDuration: 43_200, duration: 3600 }, session(3600)],
    [
      "only the last role of a chain is handed out",
      "chain",
      { roleDuration: 900 },
      `${base}\nrole Plain\nrole Chain duration=900`,
    ],
    [
      "a chain gets its hour, without a word",
      "chain",
      { roleDuration: 14_400 },
      `${base}\nrole Plain\nrole Chain duration=3600`,
    ],
    [
      "so does a role behind temporary keys",
      "behind",
      { roleDuration: 14_400 },
      "temporary keys ASIAIOSFODNN7EXAMPLE (kept)\nrole Behind duration=3600",
    ],
    ["a role by flag", "base", { roleDuration: 900, roles: [role("Flag")] }, `${base}\nrole Flag duration=900`],
    [
      "hours behind MFA want a code in the call itself",
      "coded",
      { roleDuration: 14_400 },
      `${base}\nrole Coded duration=14400 mfaSerial=${mfa}`,
    ],
    ["a web identity's", "web", { roleDuration: 7200 }, "web-identity Web /token duration=7200"],
  ])("%s", (_sentence, name, request, expected) => {
    expect(show(plan(name, { config, request }))).toBe(expected)
  })

  test("an hour or less behind MFA stays behind the shared session", () => {
    const found = plan("coded", { config, request: { roleDuration: 1800, sessionDuration: 7200 } })
    expect(show(found).split("\n").slice(0, 2)).toEqual([session(7200), "role Coded duration=1800"])
    expect(show(found).split("\nif denied:\n")[1]).toContain("duration=1800")
  })

  test("the plan says why", () => {
    const found = plan("plain", { config, request: { roleDuration: 1800 } })
    const text = explainText(found, { now, cached: [], profile: undefined }).replace(/\s+/g, " ")
    expect(text).toContain("It is asked for 30 min, because of role-duration in the settings.")
  })
})

describe("--read-only where there is nothing to narrow", () => {
  test.each<[sentence: string, name: string, request: Request, expected: string]>([
    ["keys", "base", {}, "long-lived keys can always do all that their user can"],
    [
      "an MFA session",
      "user",
      {},
      "an MFA session can do all that its user can: GetSessionToken takes no policy and no tags",
    ],
    [
      "the same without its session",
      "user",
      { noSession: true },
      "long-lived keys can always do all that their user can",
    ],
    ["keys with a device by flag", "base", { mfaSerial: mfa }, "an MFA session can do all that its user can"],
    ["temporary keys", "kept", {}, "keys that are temporary already stay what they were made as"],
  ])("%s", (_sentence, name, request, expected) => {
    expect(() => plan(name, { config, request: { ...request, readOnly: true } })).toThrow(
      expect.objectContaining({
        code: "usage",
        message: expect.stringContaining(expected),
        hint: expect.stringContaining("--role-arn"),
      }),
    )
  })

  test("with a role after it, it can be narrowed", () => {
    const found = plan("user", { config, request: { readOnly: true, roles: [role("Plain")] } })
    expect(show(found)).toContain("role Plain policyArns=arn:aws:iam::aws:policy/ReadOnlyAccess")
  })
})
