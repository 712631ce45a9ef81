import { expect, test } from "bun:test"
import { failure, type Given, keyId, keys, mfa, otherMfa, plan, role, show, temporaryKeys } from "./helper.ts"

/** How a path is chosen: every row of the table in the design, as files in and plan out. */

const base = `[base]\n${keys()}`
const withMfa = `[profile base]\nmfa_serial = ${mfa}\n`
const admin = `[profile admin]\nrole_arn = ${role("Admin")}\nsource_profile = base\n`
const adminMfa = `${admin}mfa_serial = ${mfa}\n`
const deep = `[profile deep]\nrole_arn = ${role("Deep")}\nsource_profile = admin\n`
const session = `session ${mfa} 129600 of keys ${keyId} (base)`
const renewed = `session ${mfa} 129600 renew of keys ${keyId} (base)`

const rows: readonly (readonly [sentence: string, name: string, given: Given, plan: string])[] = [
  ["keys only: the keys themselves", "base", { credentials: base }, `keys ${keyId} (base)`],
  ["keys in the config file do as well", "base", { config: `[profile base]\n${keys()}` }, `keys ${keyId} (base)`],
  ["keys and their own mfa_serial: a session of 36 h", "base", { config: withMfa, credentials: base }, session],
  [
    "mfa_device_arn is another word for it",
    "base",
    { config: `[profile base]\nmfa_device_arn = ${mfa}\n`, credentials: base },
    session,
  ],
  [
    "a session lasts what is asked for",
    "base",
    { config: withMfa, credentials: base, request: { duration: 7200 } },
    `session ${mfa} 7200 of keys ${keyId} (base)`,
  ],
  [
    "or what the setting says, the flag going first",
    "base",
    { config: withMfa, credentials: base, request: { sessionDuration: 28800 } },
    `session ${mfa} 28800 of keys ${keyId} (base)`,
  ],
  [
    "--no-session hands out the keys, and says so",
    "base",
    { config: withMfa, credentials: base, request: { noSession: true } },
    `keys ${keyId} (base)\n! No code is asked for ${mfa}: the keys are handed out without MFA.`,
  ],
  [
    "a role without mfa_serial: straight from the keys",
    "admin",
    { config: admin, credentials: base },
    `keys ${keyId} (base)\nrole Admin`,
  ],
  [
    "the source's mfa_serial is not inherited, but tried when AWS denies the first",
    "admin",
    { config: withMfa + admin, credentials: base },
    `keys ${keyId} (base)
role Admin
if denied:
  ${session}
  role Admin
  if denied:
    ${renewed}
    role Admin`,
  ],
  [
    "the same for more than an hour: the second try carries the code itself",
    "admin",
    { config: withMfa + admin, credentials: base, request: { duration: 7200 } },
    `keys ${keyId} (base)
role Admin duration=7200
if denied:
  keys ${keyId} (base)
  role Admin duration=7200 mfaSerial=${mfa}`,
  ],
  [
    "role, keys, MFA, an hour: the shared session; denied, a younger one",
    "admin",
    { config: adminMfa, credentials: base },
    `${session}\nrole Admin\nif denied:\n  ${renewed}\n  role Admin`,
  ],
  [
    "an hour to the second is still an hour",
    "admin",
    { config: `${adminMfa}duration_seconds = 3600\n`, credentials: base },
    `${session}\nrole Admin duration=3600\nif denied:\n  ${renewed}\n  role Admin duration=3600`,
  ],
  [
    "role, keys, MFA, more than an hour: from the keys with the code",
    "admin",
    { config: adminMfa, credentials: base, request: { duration: 3601 } },
    `keys ${keyId} (base)\nrole Admin duration=3601 mfaSerial=${mfa}`,
  ],
  [
    "the profile's own duration_seconds counts the same",
    "admin",
    { config: `${adminMfa}duration_seconds = 43200\n`, credentials: base },
    `keys ${keyId} (base)\nrole Admin duration=43200 mfaSerial=${mfa}`,
  ],
  [
    "a flag for less than the profile's duration brings the session back",
    "admin",
    { config: `${adminMfa}duration_seconds = 43200\n`, credentials: base, request: { duration: 900 } },
    `${session}\nrole Admin duration=900\nif denied:\n  ${renewed}\n  role Admin duration=900`,
  ],
  [
    "--no-session: the role from the keys with a code of its own",
    "admin",
    { config: adminMfa, credentials: base, request: { noSession: true } },
    `keys ${keyId} (base)\nrole Admin mfaSerial=${mfa}`,
  ],
  [
    "--no-session with the source's MFA as second try",
    "admin",
    { config: withMfa + admin, credentials: base, request: { noSession: true } },
    `keys ${keyId} (base)\nrole Admin\nif denied:\n  keys ${keyId} (base)\n  role Admin mfaSerial=${mfa}`,
  ],
  [
    "a chain of roles without MFA: the first is no chain to AWS, and gets what it is asked for",
    "deep",
    { config: `${admin}duration_seconds = 43200\n${deep}duration_seconds = 7200\n`, credentials: base },
    `keys ${keyId} (base)
role Admin duration=43200
role Deep duration=3600
! Role Deep was asked for 2 h and gets 1 h: AWS's limit in a chain of roles or with temporary credentials.`,
  ],
  [
    "a chain of roles behind MFA: one session, each hop capped, and it says so",
    "deep",
    { config: `${adminMfa}duration_seconds = 43200\n${deep}duration_seconds = 7200\n`, credentials: base },
    `${session}
role Admin duration=3600
role Deep duration=3600
if denied:
  ${renewed}
  role Admin duration=3600
  role Deep duration=3600
  ! Role Admin was asked for 12 h and gets 1 h: AWS's limit in a chain of roles or with temporary credentials.
  ! Role Deep was asked for 2 h and gets 1 h: AWS's limit in a chain of roles or with temporary credentials.
! Role Admin was asked for 12 h and gets 1 h: AWS's limit in a chain of roles or with temporary credentials.
! Role Deep was asked for 2 h and gets 1 h: AWS's limit in a chain of roles or with temporary credentials.`,
  ],
  [
    "a chain whose last role alone names the device: the session stands behind all of it",
    "deep",
    { config: `${admin}${deep}mfa_serial = ${mfa}\n`, credentials: base },
    `${session}\nrole Admin\nrole Deep\nif denied:\n  ${renewed}\n  role Admin\n  role Deep`,
  ],
  [
    "a chain without MFA: straight from the keys",
    "deep",
    { config: admin + deep, credentials: base },
    `keys ${keyId} (base)\nrole Admin\nrole Deep`,
  ],
  [
    "a chain with --no-session: the code goes into the first call",
    "deep",
    { config: adminMfa + deep, credentials: base, request: { noSession: true } },
    `keys ${keyId} (base)\nrole Admin mfaSerial=${mfa}\nrole Deep`,
  ],
  [
    "role and source name different devices: the role's own, with its own session",
    "admin",
    { config: `${withMfa}${admin}mfa_serial = ${otherMfa}\n`, credentials: base },
    `session ${otherMfa} 129600 of keys ${keyId} (base)
role Admin
if denied:
  session ${otherMfa} 129600 renew of keys ${keyId} (base)
  role Admin`,
  ],
  [
    "two roles on the way name different devices: the nearest to the keys, and it says so",
    "deep",
    { config: `${adminMfa}${deep}mfa_serial = ${otherMfa}\n`, credentials: base, request: { noSession: true } },
    `keys ${keyId} (base)
role Admin mfaSerial=${mfa}
role Deep
! The MFA device ${otherMfa} is not used: one device serves the whole chain: ${mfa}.`,
  ],
  [
    "a root that is itself temporary: one hour, and it says so",
    "admin",
    { config: `${admin}duration_seconds = 7200\n`, credentials: `[base]\n${temporaryKeys()}` },
    `temporary keys ASIAIOSFODNN7EXAMPLE (base)
role Admin duration=3600
! Role Admin was asked for 2 h and gets 1 h: AWS's limit in a chain of roles or with temporary credentials.`,
  ],
  [
    "temporary keys cannot have a session: the code goes into the call, as in the AWS CLI",
    "admin",
    { config: adminMfa, credentials: `[base]\n${temporaryKeys()}` },
    `temporary keys ASIAIOSFODNN7EXAMPLE (base)\nrole Admin mfaSerial=${mfa}`,
  ],
  [
    "a role's credentials cannot give a code at all",
    "admin",
    {
      config: `${adminMfa}[profile base]
sso_start_url = https://example.awsapps.com/start
sso_region = us-east-1
sso_account_id = 123456789012
sso_role_name = Dev
`,
    },
    `sso https://example.awsapps.com/start us-east-1 123456789012 Dev
role Admin
! The MFA device ${mfa} is not used: AWS takes a code only together with a user's own keys.`,
  ],
  [
    "expired temporary keys are derived again from the profile's source",
    "work:mfa",
    {
      config: `[profile work:mfa]\nmfa_serial = ${mfa}\nsource_profile = base\n`,
      credentials: `${base}[work:mfa]\n${temporaryKeys("2025-12-31T23:59:59Z")}`,
    },
    session,
  ],
  [
    "so are those of a role that was written to the credentials file",
    "deep",
    { config: admin + deep, credentials: `${base}[admin]\n${temporaryKeys("2025-12-31T23:59:59Z")}` },
    `keys ${keyId} (base)\nrole Admin\nrole Deep`,
  ],
  [
    "and those that end within a quarter of an hour, which botocore would ask for at every call",
    "work:mfa",
    {
      config: `[profile work:mfa]\nmfa_serial = ${mfa}\nsource_profile = base\n`,
      credentials: `${base}[work:mfa]\n${temporaryKeys("2026-01-01T00:15:00Z")}`,
    },
    session,
  ],
]

for (const [sentence, name, given, expected] of rows) {
  test(sentence, () => {
    expect(show(plan(name, given))).toBe(expected)
  })
}

const module = {
  config: `[profile work:mfa]
mfa_device_arn = ${mfa}
[profile work:dev]
role_arn = ${role("Dev")}
source_profile = work:mfa
`,
  credentials: `[work:iam]\n${keys()}`,
}
const workSession = `session ${mfa} 129600 of keys ${keyId} (work:iam)`

test("x:mfa means x:iam when no source is named, and a role behind it shares that session", () => {
  expect(show(plan("work:mfa", module))).toBe(workSession)
  expect(show(plan("work:dev", module))).toBe(
    `${workSession}\nrole Dev\nif denied:\n  session ${mfa} 129600 renew of keys ${keyId} (work:iam)\n  role Dev`,
  )
})

test("a role behind an MFA profile for more than an hour goes back to the keys", () => {
  expect(show(plan("work:dev", { ...module, request: { duration: 7200 } }))).toBe(
    `keys ${keyId} (work:iam)\nrole Dev duration=7200 mfaSerial=${mfa}`,
  )
})

test("x:mfa without x:iam says what is missing", () => {
  expect(failure("work:mfa", { config: module.config })).toBe(
    'source-missing: Profile "work:mfa" (config:1) takes its credentials from "work:iam", which does not exist ' +
      "(work:mfa → work:iam).",
  )
})

const kept = { ...module, credentials: `${module.credentials}[work:mfa]\n${temporaryKeys("2026-01-01T12:00:00Z")}` }

test("a kept session that still lasts is used; its source is the second try", () => {
  expect(show(plan("work:dev", kept))).toBe(
    `temporary keys ASIAIOSFODNN7EXAMPLE (work:mfa)
role Dev
if denied:
  ${workSession}
  role Dev
  if denied:
    session ${mfa} 129600 renew of keys ${keyId} (work:iam)
    role Dev`,
  )
})

test("the profile that keeps it hands it out; what would make a new one is known beside it", () => {
  expect(show(plan("work:mfa", kept))).toBe(
    `temporary keys ASIAIOSFODNN7EXAMPLE (work:mfa)\nif denied:\n  ${workSession}`,
  )
})

test("a kept session is passed over for a role of more than an hour, and when fresh credentials are asked for", () => {
  expect(show(plan("work:dev", { ...kept, request: { duration: 7200 } }))).toBe(
    `keys ${keyId} (work:iam)\nrole Dev duration=7200 mfaSerial=${mfa}`,
  )
  expect(show(plan("work:mfa", { ...kept, request: { fresh: true } }))).toBe(workSession)
})

test("a kept session without a source serves to its end, then it is an error", () => {
  const ending = { credentials: `[lone]\n${temporaryKeys("2026-01-01T00:00:01Z")}` }
  expect(show(plan("lone", ending))).toBe("temporary keys ASIAIOSFODNN7EXAMPLE (lone)")
  expect(failure("lone", { credentials: `[lone]\n${temporaryKeys("2026-01-01T00:00:00Z")}` })).toBe(
    'credentials-expired: The temporary keys of profile "lone" (credentials:2) expired at 2026-01-01T00:00:00Z, ' +
      "and the profile names no source to get new ones from.",
  )
})

test("an MFA session of something temporary is refused", () => {
  const config = `[profile m]\nmfa_serial = ${mfa}\nsource_profile = p\n[profile p]\ncredential_process = cat keys.json\n`
  expect(failure("m", { config })).toStartWith("profile-invalid: ")
  expect(failure("m", { config })).toContain("AWS gives one for long-lived keys only")
})
