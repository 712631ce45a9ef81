import { describe, expect, test } from "bun:test"
import { takesHook, whyNotAlike } from "../../src/plan/alike.ts"
import { resolve } from "../../src/plan/resolve.ts"
import { type Given, withFacts } from "./helper.ts"

const keys =
  "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
const credentials = `[me]\n${keys}\n`
const role = "role_arn = arn:aws:iam::123456789012:role/Admin"
const serial = "mfa_serial = arn:aws:iam::111122223333:mfa/alice"
const line = "credential_process = /usr/local/bin/guise process p"

const signIn = (region: string) =>
  `[profile p]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Admin\n[sso-session corp]\nsso_start_url = https://x.awsapps.com/start\nsso_region = ${region}`

/** A section [profile p] and what else stands in the config file; whether every SDK reads it as guise does. */
const rows: readonly (readonly [title: string, config: string, why: RegExp | undefined, given?: Given])[] = [
  ["keys in the credentials file", "", undefined, { credentials: `[p]\n${keys}\n` }],
  ["keys in the config file", `[profile p]\n${keys}`, undefined],
  ["a role from keys", `[profile p]\n${role}\nsource_profile = me`, undefined],
  ["a role for a time of its own", `[profile p]\n${role}\nsource_profile = me\nduration_seconds = 7200`, undefined],
  [
    "a chain of roles",
    `[profile p]\n${role}\nsource_profile = q\n[profile q]\nrole_arn = arn:aws:iam::123456789012:role/Q\nsource_profile = me`,
    undefined,
  ],
  ["a web identity", `[profile p]\n${role}\nweb_identity_token_file = /token`, undefined],
  ["a process", "[profile p]\ncredential_process = /opt/tool 'a;b' --account 1", undefined],
  ["guise's line for another profile", "[profile p]\ncredential_process = /usr/bin/guise process q", undefined],
  ["a line of our own over a session", `[profile p]\nsource_profile = me\n${serial}\n${line}`, undefined],
  ["a sign-in that all of them share", signIn("us-east-1"), undefined],
  ["a sign-in in several regions", signIn("us-east-1 eu-west-1"), /SDKs want one/],
  ["a role with MFA", `[profile p]\n${role}\nsource_profile = me\n${serial}`, /^Rust SDK: knows no mfa_serial/],
  ["a role with MFA and the line", `[profile p]\n${role}\nsource_profile = me\n${serial}\n${line}`, /mfa_serial/],
  [
    "a chain with MFA behind",
    `[profile p]\n${role}\nsource_profile = q\n[profile q]\nrole_arn = arn:aws:iam::123456789012:role/Q\nsource_profile = me\n${serial}`,
    /session behind it is known to guise alone/,
  ],
  ["keys with MFA", `[profile p]\n${serial}`, /bare keys/, { credentials: `[p]\n${keys}\n` }],
  ["keys with MFA and the line", `[profile p]\n${serial}\n${line}`, /bare keys/, { credentials: `[p]\n${keys}\n` }],
  ["a session without the line", `[profile p]\nsource_profile = me\n${serial}`, /finds no credentials here/],
  [
    "a role whose source may want MFA",
    `[profile p]\n${role}\nsource_profile = me\n[profile me]\n${serial}`,
    /bare keys|second way/,
  ],
  [
    "an AWS sign-in",
    "[profile p]\nlogin_session = arn:aws:iam::111122223333:user/alice\nregion = eu-west-1",
    /not every SDK reads an AWS sign-in/,
  ],
  ["a process for a shell", "[profile p]\ncredential_process = tool | jq .", /without a shell/],
  ["a process with $ in double quotes", '[profile p]\ncredential_process = tool "$HOME"', /without a shell/],
  [
    "keys and a process",
    "[profile p]\ncredential_process = /opt/tool",
    /several kinds/,
    { credentials: `[p]\n${keys}\n` },
  ],
  [
    "the environment's keys",
    `[profile p]\n${role}\ncredential_source = Environment`,
    /does not see/,
    { env: { AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY: "secret" } },
  ],
  [
    "a comment behind a value",
    `[profile p]\n${role}\nsource_profile = me\nexternal_id = xyz # y`,
    /comment on its line/,
  ],
]

describe("every SDK reads it as guise does", () => {
  test.each(rows.map(([title, config, why, given]) => [title, { config, why, given }] as const))(
    "%s",
    (_title, { config, why, given }) => {
      withFacts({ credentials, config, ...given }, facts => {
        const reason = whyNotAlike(resolve("p", {}, facts), facts.profiles)
        if (why === undefined) expect(reason).toBeUndefined()
        else expect(reason).toMatch(why)
      })
    },
  )
})

describe("guise's line in the section itself is enough", () => {
  test.each([
    ["for a session", `source_profile = me\n${serial}`, true],
    ["where it is there already", line, true],
    ["not beside a role", role, false],
    ["not beside keys", keys, false],
    ["not beside SSO", "sso_session = corp", false],
    ["nor beside its address alone", "sso_start_url = https://corp.awsapps.com/start", false],
    ["not in place of another process", "credential_process = /opt/tool", false],
  ])("%s", (_title, section, enough) => {
    withFacts({ config: `[profile p]\n${section}\n` }, ({ profiles }) => {
      const profile = profiles.profile("p")
      expect(profile && takesHook(profile)).toBe(enough)
    })
  })
})
