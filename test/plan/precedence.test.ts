import { describe, expect, test } from "bun:test"
import { failure, type Given, keyId, keys, mfa, plan, role, show } from "./helper.ts"

/** What one profile means, as the AWS CLI reads it; where SDKs disagree, as docs/differences.md says. */

const a = `[profile a]\nrole_arn = ${role("RoleA")}\n`
const session = "[sso-session corp]\nsso_region = us-east-2\nsso_start_url = https://example.awsapps.com/start\n"
const b = `[profile b]\n${keys("AKIAB")}`
const sso = `sso_start_url = https://example.awsapps.com/start
sso_region = us-east-2
sso_account_id = 123456789012
sso_role_name = Admin
`
const ssoLine = "sso https://example.awsapps.com/start us-east-2 123456789012 Admin"
const process = "credential_process = cat keys.json\n"
const login = "login_session = arn:aws:sts::012345678910:assumed-role/Admin/admin\n"
const token = `role_arn = ${role("Web")}\nweb_identity_token_file = token.jwt\n`
const web = "web-identity Web token.jwt"
const all = token + sso + login + process + keys("AKIACONFIG")

const rows: Readonly<
  Record<string, readonly (readonly [sentence: string, name: string, given: Given, plan: string])[]>
> = {
  "kinds in one profile": [
    ["web identity first of all", "s", { config: `[profile s]\n${all}`, credentials: `[s]\n${keys()}` }, web],
    ["then SSO", "s", { config: `[profile s]\n${sso}${login}${process}`, credentials: `[s]\n${keys()}` }, ssoLine],
    [
      "then keys in the credentials file",
      "s",
      { config: `[profile s]\n${login}${process}`, credentials: `[s]\n${keys()}` },
      `keys ${keyId} (s)`,
    ],
    [
      "then a sign-in",
      "s",
      { config: `[profile s]\n${login}${process}${keys()}` },
      "login arn:aws:sts::012345678910:assumed-role/Admin/admin",
    ],
    ["then a process", "s", { config: `[profile s]\n${process}${keys()}` }, "process cat keys.json"],
    ["then keys in the config file", "s", { config: `[profile s]\n${keys()}` }, `keys ${keyId} (s)`],
    [
      "a profile beside a source that means nothing without a role",
      "s",
      { config: `[profile s]\nsource_profile = b\n${process}${b}` },
      "process cat keys.json",
    ],
    [
      "mfa_serial beside a process has no effect",
      "s",
      { config: `[profile s]\nmfa_serial = ${mfa}\n${process}` },
      `process cat keys.json\n! The MFA device ${mfa} is not used: AWS takes a code only together with a user's own keys.`,
    ],
  ],
  "a role profile": [
    [
      "ignores its own keys",
      "a",
      { config: `${a}source_profile = b\n${b}`, credentials: `[a]\n${keys("AKIAA")}` },
      "keys AKIAB (b)\nrole RoleA",
    ],
    [
      "unless it is its own source",
      "a",
      { config: `${a}source_profile = a\n${keys("AKIAA")}` },
      "keys AKIAA (a)\nrole RoleA",
    ],
    ["its own SSO role does too", "a", { config: `${a}source_profile = a\n${sso}` }, `${ssoLine}\nrole RoleA`],
    ["and its own process", "a", { config: `${a}source_profile = a\n${process}` }, "process cat keys.json\nrole RoleA"],
    [
      "carries every setting of its own",
      "a",
      {
        config: `${a}source_profile = b\nexternal_id = xa\nrole_session_name = sa\nduration_seconds = 1800\n${b}`,
      },
      "keys AKIAB (b)\nrole RoleA sessionName=sa externalId=xa duration=1800",
    ],
    [
      "an empty mfa_serial is none",
      "a",
      { config: `${a}source_profile = b\nmfa_serial =\n${b}` },
      "keys AKIAB (b)\nrole RoleA",
    ],
    [
      "with a web identity token needs no source, and ignores one",
      "w",
      { config: `[profile w]\n${token}source_profile = b\nrole_session_name = sw\n${b}` },
      `${web} sessionName=sw`,
    ],
    [
      "credential_source = Environment",
      "a",
      { config: `${a}credential_source = Environment\n`, env: environment("AKIAENV") },
      "keys AKIAENV (environment)\nrole RoleA",
    ],
    [
      "credential_source in any case of letters",
      "a",
      { config: `${a}credential_source = ec2INSTANCEmetadata\n` },
      "imds\nrole RoleA",
    ],
    [
      "credential_source = EcsContainer, the relative address first",
      "a",
      {
        config: `${a}credential_source = EcsContainer\n`,
        env: {
          AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "/v2/credentials/1",
          AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://127.0.0.1/x",
        },
      },
      "container /v2/credentials/1\nrole RoleA",
    ],
  ],
  "a source profile": [
    [
      "its complete keys stop the chain, whatever roles it names",
      "a",
      {
        config: `${a}source_profile = b\n[profile b]\nrole_arn = ${role("RoleB")}\nsource_profile = c\n${keys("AKIAB")}`,
      },
      "keys AKIAB (b)\nrole RoleA",
    ],
    [
      "its keys in the config file beat its process",
      "a",
      { config: `${a}source_profile = b\n${b}${process}` },
      "keys AKIAB (b)\nrole RoleA",
    ],
    [
      "may be a process",
      "a",
      { config: `${a}source_profile = b\n[profile b]\n${process}` },
      "process cat keys.json\nrole RoleA",
    ],
    ["may be an SSO role", "a", { config: `${a}source_profile = b\n[profile b]\n${sso}` }, `${ssoLine}\nrole RoleA`],
    [
      "may be a sign-in",
      "a",
      { config: `${a}source_profile = b\n[profile b]\n${login}` },
      "login arn:aws:sts::012345678910:assumed-role/Admin/admin\nrole RoleA",
    ],
    ["may be a web identity", "a", { config: `${a}source_profile = b\n[profile b]\n${token}` }, `${web}\nrole RoleA`],
    [
      "may name its source without a role",
      "a",
      { config: `${a}source_profile = b\n[profile b]\ncredential_source = Environment\n`, env: environment("AKIAENV") },
      "keys AKIAENV (environment)\nrole RoleA",
    ],
    [
      "may hold half a pair beside a process, which counts then",
      "a",
      { config: `${a}source_profile = b\n[profile b]\naws_access_key_id = AKIAHALF\ncredential_process = tool\n` },
      "process tool\nrole RoleA",
    ],
    [
      "may run a command that goes on over several lines, with a backslash before their ends or without",
      "a",
      { config: `${a}source_profile = b\n[profile b]\ncredential_process = tool \\\n  --one 1\n  --two 2\n` },
      "process tool  --one 1 --two 2\nrole RoleA",
    ],
    [
      "may itself be a role, to any depth, each with its own settings",
      "a",
      {
        config: `${a}source_profile = b\nexternal_id = xa
[profile b]\nrole_arn = ${role("RoleB")}\nsource_profile = c\nrole_session_name = sb
[profile c]\nrole_arn = ${role("RoleC")}\nsource_profile = d\nduration_seconds = 1800
[profile d]\n${keys("AKIAD")}`,
      },
      "keys AKIAD (d)\nrole RoleC duration=1800\nrole RoleB sessionName=sb\nrole RoleA externalId=xa",
    ],
    [
      "may be its own source in the middle",
      "a",
      { config: `${a}source_profile = b\n[profile b]\nrole_arn = ${role("RoleB")}\nsource_profile = b\n${sso}` },
      `${ssoLine}\nrole RoleB\nrole RoleA`,
    ],
  ],
  "an sso-session": [
    [
      "gives its address and region",
      "s",
      {
        config: `[profile s]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Admin
[sso-session corp]\nsso_region = us-east-2\nsso_start_url = https://example.awsapps.com/start\n`,
      },
      "sso corp us-east-2 123456789012 Admin",
    ],
    [
      "may say for which account, where the profile names the role",
      "s",
      { config: `[profile s]\nsso_session = corp\nsso_role_name = Admin\n${session}sso_account_id = 123456789012\n` },
      "sso corp us-east-2 123456789012 Admin",
    ],
    [
      "may be repeated in the profile when equal",
      "s",
      {
        config: `[profile s]\nsso_session = corp\n${sso}
[sso-session corp]\nsso_region = us-east-2\nsso_start_url = https://example.awsapps.com/start\n`,
      },
      "sso corp us-east-2 123456789012 Admin",
    ],
  ],
}

function environment(id: string) {
  return { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" }
}

for (const [subject, table] of Object.entries(rows)) {
  describe(subject, () => {
    for (const [sentence, name, given, expected] of table) {
      test(sentence, () => {
        expect(show(plan(name, given))).toBe(expected)
      })
    }
  })
}

const refusals: readonly (readonly [sentence: string, name: string, given: Given, error: string])[] = [
  [
    "a loop, with the whole path",
    "a",
    { config: `${a}source_profile = b\n[profile b]\nrole_arn = ${role("RoleB")}\nsource_profile = a\n` },
    "profile-loop: The profiles lead in a circle: a → b → a.",
  ],
  [
    "a loop further on",
    "a",
    {
      config: `${a}source_profile = b\n[profile b]\nrole_arn = ${role("B")}\nsource_profile = c\n[profile c]\nrole_arn = ${role("C")}\nsource_profile = b\n`,
    },
    "profile-loop: The profiles lead in a circle: a → b → c → b.",
  ],
  [
    "a role that is its own source, with nothing to start from",
    "a",
    { config: `${a}source_profile = a\n` },
    "profile-loop: The profiles lead in a circle: a → a.",
  ],
  [
    "a source that is not there, names being case-sensitive",
    "a",
    { config: `${a}source_profile = B\n${b}` },
    'source-missing: Profile "a" (config:3) takes its credentials from "B", which does not exist (a → B). Nearest: "b".',
  ],
  [
    "a source without credentials",
    "a",
    { config: `${a}source_profile = b\n[profile b]\nregion = us-west-2\n` },
    'no-credentials: Profile "b" (config:4) is the source of "a" (a → b) but holds no credentials.',
  ],
  [
    "a source that is only an alias",
    "a",
    { config: `${a}source_profile = alias\n[profile alias]\nsource_profile = b\n${b}` },
    'no-credentials: Profile "alias" (config:4) is the source of "a" (a → alias) but holds no credentials. Its source_profile "b" ' +
      "has no effect without a role_arn: name that profile directly.",
  ],
  [
    "two sources",
    "a",
    { config: `${a}source_profile = b\ncredential_source = Ec2InstanceMetadata\n${b}` },
    'profile-invalid: Profile "a" (config:4) has both source_profile and credential_source; AWS allows one.',
  ],
  [
    "two sources, before it is asked whether either has anything",
    "a",
    { config: `${a}source_profile = gone\ncredential_source = Environment\n` },
    'profile-invalid: Profile "a" (config:4) has both source_profile and credential_source; AWS allows one.',
  ],
  [
    "a credential_source that AWS does not know",
    "a",
    { config: `${a}credential_source = Env\n` },
    'profile-invalid: credential_source of profile "a" (config:3) is "Env"; AWS knows Environment, Ec2InstanceMetadata and EcsContainer.',
  ],
  [
    "an Environment that is empty, even with a web identity there",
    "a",
    {
      config: `${a}credential_source = Environment\n`,
      env: { AWS_ROLE_ARN: role("Env"), AWS_WEB_IDENTITY_TOKEN_FILE: "t" },
    },
    'no-credentials: Profile "a" (config:3) takes its credentials from Environment, but the environment holds no key pair.',
  ],
  [
    "instance metadata that is switched off",
    "a",
    { config: `${a}credential_source = Ec2InstanceMetadata\n`, env: { AWS_EC2_METADATA_DISABLED: "True" } },
    'no-credentials: Profile "a" (config:3) takes its credentials from Ec2InstanceMetadata, but AWS_EC2_METADATA_DISABLED forbids asking for it.',
  ],
  [
    "half a key pair",
    "s",
    { credentials: `[s]\naws_access_key_id = ${keyId}\n` },
    'profile-invalid: Profile "s" (credentials:2) has aws_access_key_id but no aws_secret_access_key: half a key pair.',
  ],
  [
    "half a key pair in the middle of a chain, where other SDKs go on",
    "a",
    {
      config: `${a}source_profile = b\n[profile b]\nrole_arn = ${role("B")}\nsource_profile = c\naws_access_key_id = AKIAHALF\n[profile c]\n${keys()}`,
    },
    'profile-invalid: Profile "b" (config:7) has aws_access_key_id but no aws_secret_access_key: half a key pair.',
  ],
  [
    "a web identity without a role",
    "w",
    { config: "[profile w]\nweb_identity_token_file = t\n", env: { AWS_ROLE_ARN: role("Env") } },
    'profile-invalid: Profile "w" (config:2) has web_identity_token_file but no role_arn.',
  ],
  [
    "an sso_session that is not there",
    "s",
    { config: "[profile s]\nsso_session = oops\nsso_account_id = 123456789012\nsso_role_name = Admin\n" },
    'source-missing: Profile "s" (config:2) names the sso_session "oops", but no [sso-session oops] stands in the config file.',
  ],
  [
    "an sso_session alone, which is a sign-in without a role",
    "s",
    { config: `[profile s]\nsso_session = corp\n${session}` },
    'no-credentials: Profile "s" (config:1) holds no credentials and names no role. Its SSO sign-in names no account and role: ' +
      "sso_account_id and sso_role_name are missing.",
  ],
  [
    "SSO without an account",
    "s",
    {
      config:
        "[profile s]\nsso_start_url = https://example.awsapps.com/start\nsso_region = us-east-2\nsso_role_name = A\n",
    },
    'profile-invalid: Profile "s" (config:1) uses SSO but lacks sso_account_id.',
  ],
  [
    "SSO without anything else",
    "s",
    { config: "[profile s]\nsso_role_name = A\n" },
    'profile-invalid: Profile "s" (config:1) uses SSO but lacks sso_account_id, sso_start_url and sso_region.',
  ],
  [
    "a profile and its sso-session that contradict each other",
    "s",
    {
      config: `[profile s]\nsso_session = corp\nsso_region = eu-west-1\nsso_account_id = 1\nsso_role_name = A\n${session}`,
    },
    'profile-invalid: sso_region is "eu-west-1" in profile "s" (config:3) but "us-east-2" in [sso-session corp] (config:7). They must be equal.',
  ],
  [
    "a source_profile without a role: it borrows nothing",
    "a",
    { config: `[profile a]\nsource_profile = b\n${b}` },
    'no-credentials: Profile "a" (config:1) holds no credentials and names no role. Its source_profile "b" is only used together ' +
      "with role_arn (or, by guise, with mfa_serial).",
  ],
  [
    "an empty role_arn is none",
    "a",
    { config: `[profile a]\nrole_arn =\nsource_profile = b\n${b}` },
    'no-credentials: Profile "a" (config:1) holds no credentials and names no role. Its source_profile "b" is only used together ' +
      "with role_arn (or, by guise, with mfa_serial).",
  ],
  [
    "a role_arn that is no role",
    "a",
    { config: `[profile a]\nrole_arn = arn:aws:iam::123456789012:user/alice\nsource_profile = b\n${b}` },
    'profile-invalid: role_arn of profile "a" (config:2) is "arn:aws:iam::123456789012:user/alice", which names no IAM role.',
  ],
  [
    "a line of our own is no source: it would run itself",
    "s",
    { config: "[profile s]\ncredential_process = /usr/local/bin/guise process s\n" },
    'no-credentials: Profile "s" (config:1) holds no credentials and names no role. Its credential_process is guise itself, for this very profile, and no store keeps a key pair for it.',
  ],
  [
    "roles of two partitions, with the whole path",
    "a",
    {
      config: `${a}source_profile = cn\n[profile cn]\nrole_arn = arn:aws-cn:iam::123456789012:role/Cn\nsource_profile = b\n${b}`,
    },
    "profile-invalid: The way crosses from one AWS partition into another, which AWS does not allow: cn (aws-cn) → a (aws).",
  ],
  [
    "an MFA device of another partition",
    "a",
    { config: `${a}source_profile = b\nmfa_serial = arn:aws-us-gov:iam::123456789012:mfa/alice\n${b}` },
    "profile-invalid: The way crosses from one AWS partition into another, which AWS does not allow: " +
      "arn:aws-us-gov:iam::123456789012:mfa/alice (aws-us-gov) → a (aws).",
  ],
]

describe("refused", () => {
  for (const [sentence, name, given, expected] of refusals) {
    test(sentence, () => {
      expect(failure(name, given)).toBe(expected)
    })
  }
})

describe("role_arn without a source", () => {
  for (const [what, own] of Object.entries({ "its own keys": keys(), "its own process": process, nothing: "" })) {
    test(`and ${what}: refused, where JavaScript drops the role`, () => {
      expect(failure("a", { config: a + own })).toStartWith(
        'source-missing: Profile "a" (config:2) names a role but neither source_profile nor credential_source: nothing to take the role with.',
      )
    })
  }
})

describe("duration_seconds", () => {
  const lasting = (value: string) => ({ config: `${a}source_profile = b\nduration_seconds = ${value}\n${b}` })
  const wants = "AssumeRole wants a whole number of seconds: 900 to 43200 seconds (15 min to 12 h)."

  for (const value of ["899", "43201", "-1"]) {
    test(`${value} is refused with its line`, () => {
      expect(failure("a", lasting(value))).toBe(
        `profile-invalid: duration_seconds of profile "a" is "${value}" (config:4). ${wants}`,
      )
    })
  }
  for (const value of ["garbage", "3600.5", "1h", "0x1000"]) {
    test(`${value} is passed over with a word on its line`, () => {
      const { hops, notices } = plan("a", lasting(value))
      expect(hops.map(({ duration }) => duration)).toEqual([undefined])
      expect(notices).toEqual([
        `duration_seconds of profile "a" is "${value}" (config:4) and is ignored, as in the AWS CLI. ${wants}`,
      ])
    })
  }
})
