import { describe, expect, test } from "bun:test"
import type { Request } from "../../src/plan/resolve.ts"
import { failure, keyId, keys, mfa, plan, role, show } from "./helper.ts"

/** Flags: roles after the profile, and less than the last of them may do. */

const config = `[profile admin]
role_arn = ${role("Admin")}
source_profile = base
external_id = from-profile
role_session_name = from-profile
[profile web]
role_arn = ${role("Web")}
web_identity_token_file = token.jwt
[profile cn]
role_arn = arn:aws-cn:iam::123456789012:role/Cn
source_profile = base
[profile base]
${keys()}[profile user]
mfa_serial = ${mfa}
${keys()}`
const start = `keys ${keyId} (base)`
const readOnly = "arn:aws:iam::aws:policy/ReadOnlyAccess"
const policy = '{"Version":"2012-10-17","Statement":[]}'

const rows: readonly (readonly [sentence: string, name: string, request: Request, plan: string])[] = [
  [
    "--role-arn after keys: one role, without a profile of its own",
    "base",
    { roles: [role("Ops")], duration: 7200 },
    `${start}\nrole Ops duration=7200`,
  ],
  [
    "--role-arn ACCOUNT:ROLE",
    "base",
    { roles: ["210987654321:team/Ops"] },
    `${start}\nrole arn:aws:iam::210987654321:role/team/Ops`,
  ],
  [
    "--role-arn ACCOUNT:ROLE in the partition of the profile",
    "cn",
    { roles: ["210987654321:Ops"] },
    `${start}\nrole arn:aws-cn:iam::123456789012:role/Cn\nrole arn:aws-cn:iam::210987654321:role/Ops`,
  ],
  [
    "several, in order; flags go to the last one alone",
    "admin",
    {
      roles: [role("One"), role("Two")],
      externalId: "flag",
      sessionName: "flag",
      sourceIdentity: "alice",
      duration: 900,
    },
    `${start}
role Admin sessionName=from-profile externalId=from-profile
role One
role Two sessionName=flag externalId=flag duration=900 sourceIdentity=alice`,
  ],
  [
    "flags over the profile's own settings",
    "admin",
    { externalId: "flag", sessionName: "flag", tags: [["team", "blue"]] },
    `${start}\nrole Admin sessionName=flag externalId=flag tags=team,blue`,
  ],
  [
    "--role-arn after a profile with MFA: its session, then the role",
    "user",
    { roles: [role("Ops")] },
    `session ${mfa} 129600 of keys ${keyId} (user)
role Ops
if denied:
  session ${mfa} 129600 renew of keys ${keyId} (user)
  role Ops`,
  ],
  [
    "--role-arn for longer: the code in the call",
    "user",
    { roles: [role("Ops")], duration: 7200 },
    `keys ${keyId} (user)\nrole Ops duration=7200 mfaSerial=${mfa}`,
  ],
  [
    "--serial-number: a device that no profile names",
    "base",
    { mfaSerial: mfa, roles: [role("Ops")], noSession: true },
    `${start}\nrole Ops mfaSerial=${mfa}`,
  ],
  [
    "--read-only: AWS's own policy on the last role",
    "admin",
    { readOnly: true },
    `${start}\nrole Admin sessionName=from-profile externalId=from-profile policyArns=${readOnly}`,
  ],
  [
    "--read-only in another partition is that partition's policy",
    "cn",
    { readOnly: true },
    `${start}\nrole arn:aws-cn:iam::123456789012:role/Cn policyArns=arn:aws-cn:iam::aws:policy/ReadOnlyAccess`,
  ],
  [
    "a web identity takes policies, a name and a duration",
    "web",
    { readOnly: true, sessionName: "flag", duration: 43_200 },
    `web-identity Web token.jwt sessionName=flag duration=43200 policyArns=${readOnly}`,
  ],
  [
    "--policy",
    "admin",
    { policy, sessionName: "ab", externalId: "ab" },
    `${start}\nrole Admin sessionName=ab externalId=ab policy=${policy}`,
  ],
  [
    "a flag without effect is said",
    "base",
    { externalId: "flag", duration: 900 },
    `${start}\n! --external-id has no effect: no role is taken.\n! The duration has no effect: long-lived keys do not expire.`,
  ],
]

for (const [sentence, name, request, expected] of rows) {
  test(sentence, () => {
    expect(show(plan(name, { config, request }))).toBe(expected)
  })
}

const refusals: readonly (readonly [sentence: string, name: string, request: Request, error: string])[] = [
  [
    "--read-only on keys",
    "base",
    { readOnly: true },
    "usage: --read-only has nothing to work on: no role is taken, and long-lived keys can always do all that their user can.",
  ],
  [
    "--policy on a session",
    "user",
    { policy },
    "usage: --policy has nothing to work on: no role is taken, and an MFA session can do all that its user can: GetSessionToken takes no policy and no tags.",
  ],
  [
    "--tags on a web identity",
    "web",
    { tags: [["a", "b"]] },
    "usage: --tags has nothing to work on: AssumeRoleWithWebIdentity takes none.",
  ],
  [
    "--read-only together with a policy: the sum would be allowed",
    "admin",
    { readOnly: true, policyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"] },
    "usage: --read-only and --policy together would allow the sum of both.",
  ],
  [
    "--read-only together with an inline policy",
    "admin",
    { readOnly: true, policy },
    "usage: --read-only and --policy together would allow the sum of both.",
  ],
  [
    "a duration below AWS's least",
    "admin",
    { duration: 899 },
    "usage: The duration of 899 seconds (14 min 59 s) is outside what AWS accepts: 900 to 43200 seconds (15 min to 12 h) for AssumeRole.",
  ],
  [
    "a duration above a role's most",
    "admin",
    { duration: 43_201 },
    "usage: The duration of 43201 seconds (12 h) is outside what AWS accepts: 900 to 43200 seconds (15 min to 12 h) for AssumeRole.",
  ],
  [
    "a duration above a session's most",
    "user",
    { duration: 129_601 },
    "usage: The duration of 129601 seconds (36 h) is outside what AWS accepts: 900 to 129600 seconds (15 min to 36 h) for GetSessionToken.",
  ],
  [
    "a session duration that is no number",
    "base",
    { sessionDuration: Number.NaN },
    "usage: The duration of NaN seconds is outside what AWS accepts: 900 to 129600 seconds (15 min to 36 h) for GetSessionToken.",
  ],
  ["--role-arn that names no role", "base", { roles: ["Ops"] }, 'usage: --role-arn is "Ops", which names no IAM role.'],
  [
    "--role-arn of another partition",
    "admin",
    { roles: ["arn:aws-us-gov:iam::123456789012:role/Gov"] },
    "usage: The way crosses from one AWS partition into another, which AWS does not allow: admin (aws) → Gov (aws-us-gov).",
  ],
  [
    "a session name with a blank",
    "admin",
    { sessionName: "a b" },
    'usage: --session-name: found "a b", wanted 2 to 64 of A-Z a-z 0-9 _+=,.@-.',
  ],
  [
    "a policy that is no JSON",
    "admin",
    { policy: "{" },
    "usage: --policy: found not a JSON object, wanted a policy document.",
  ],
  [
    "a tag named twice",
    "admin",
    {
      tags: [
        ["A", "1"],
        ["a", "2"],
      ],
    },
    'usage: --tags: found "a" twice, wanted each key once.',
  ],
  [
    "a region that is none",
    "base",
    { region: "us-east-1; rm" },
    'usage: --region: found "us-east-1; rm", wanted a region as eu-west-1.',
  ],
]

describe("refused", () => {
  for (const [sentence, name, request, expected] of refusals) {
    test(sentence, () => {
      expect(failure(name, { config, request })).toBe(expected)
    })
  }
})
