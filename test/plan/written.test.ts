import { expect, test } from "bun:test"
import { failure, type Given, keyId, keys, mfa, plan, role, show, temporaryKeys } from "./helper.ts"

const base = `[base]\n${keys()}`
const admin = `[profile admin]\nrole_arn = ${role("Admin")}\nsource_profile = base\nmfa_serial = ${mfa}\n`
const deep = `[profile deep]\nrole_arn = ${role("Deep")}\nsource_profile = admin_mfa\n`
const me = `[profile base]\nmfa_serial = ${mfa}\n`
const session = `session ${mfa} 129600 of keys ${keyId} (base)`
const way = (...roles: string[]) => {
  const hops = roles.map(name => `role ${name}`)
  const renewed = [`session ${mfa} 129600 renew of keys ${keyId} (base)`, ...hops].map(line => `  ${line}`)
  return [session, ...hops, "if denied:", ...renewed].join("\n")
}

const over = "2025-12-31T23:59:59Z"
const lasting = "2026-01-01T12:00:00Z"

/** A section as `guise write` leaves it. */
function written(section: string, source: string, until: string, more = ""): string {
  return `[${section}]\n${temporaryKeys(until)}guise_source = ${source}\n${more}`
}

const rows: readonly (readonly [sentence: string, name: string, given: Given, plan: string])[] = [
  [
    "keys that last are what the section says",
    "admin_mfa",
    { config: admin, credentials: base + written("admin_mfa", "admin", lasting) },
    `temporary keys ASIAIOSFODNN7EXAMPLE (admin_mfa)\nif denied:\n${way("Admin").replace(/^/gm, "  ")}`,
  ],
  [
    "keys that have ended are got again from the profile they came from",
    "admin_mfa",
    { config: admin, credentials: base + written("admin_mfa", "admin", over) },
    way("Admin"),
  ],
  [
    "a session too, with the device that its profile names",
    "base_mfa",
    { config: me, credentials: base + written("base_mfa", "base", over) },
    session,
  ],
  [
    "and so for a role that stands on such a section",
    "deep",
    { config: admin + deep, credentials: base + written("admin_mfa", "admin", over) },
    way("Admin", "Deep"),
  ],
  [
    "a section of a section goes all the way back",
    "again",
    { config: admin, credentials: base + written("admin_mfa", "admin", over) + written("again", "admin_mfa", over) },
    way("Admin"),
  ],
  [
    "a section that is its own source is no circle",
    "work:mfa",
    {
      config: `[profile work:mfa]\nmfa_serial = ${mfa}\nsource_profile = base\n`,
      credentials: base + written("work:mfa", "work:mfa", over),
    },
    session,
  ],
]

for (const [sentence, name, given, expected] of rows)
  test(sentence, () => expect(show(plan(name, given))).toBe(expected))

test("what flags have shaped is not got again without them: the profile alone would give more", () => {
  const credentials = base + written("ro", "admin", over, "guise_flags = yes\n")
  expect(failure("ro", { config: admin, credentials })).toStartWith(
    'credentials-expired: The temporary keys of profile "ro"',
  )
})

test("the profile they came from is gone: they serve to their end, and then that is said", () => {
  const given = (until: string) => ({ credentials: written("lone", "gone", until) })
  expect(show(plan("lone", given("2026-01-01T00:00:01Z")))).toBe("temporary keys ASIAIOSFODNN7EXAMPLE (lone)")
  expect(failure("lone", given(over))).toStartWith("credentials-expired: ")
})

test("two sections that name each other are a circle, and said to be one", () => {
  const credentials = written("a", "b", over) + written("b", "a", over)
  expect(failure("a", { credentials })).toBe("profile-loop: The profiles lead in a circle: a → b → a.")
})
