import { describe, expect, test } from "bun:test"
import { explainJson, explainText } from "../../src/plan/explain.ts"
import { explainMermaid } from "../../src/plan/mermaid.ts"
import { resolve } from "../../src/plan/resolve.ts"
import { differencesOf } from "../../src/plan/sdks.ts"
import { type Given, keyId, keys, mfa, now, role, withFacts } from "./helper.ts"

const files: Given = {
  config: `[profile base]
mfa_serial = ${mfa}
[profile ro]
role_arn = ${role("ReadOnly")}
source_profile = base
[profile admin]
role_arn = ${role("Admin")}
source_profile = base
mfa_serial = ${mfa}
duration_seconds = 7200
region = eu-west-1
[profile deep]
role_arn = arn:aws:iam::210987654321:role/Deep
source_profile = admin
external_id = xy12
`,
  credentials: `[base]\n${keys()}`,
}

interface Cached {
  readonly depth: number
  readonly expiresAt: number
}

function explain(name: string, given: Given, cached: readonly Cached[] = [], print = explainText): string {
  return withFacts(given, facts => {
    const found = resolve(name, given.request ?? {}, facts)
    const folder = (facts.env.AWS_CONFIG_FILE ?? "").slice(0, -"config".length)
    const short = JSON.parse(JSON.stringify(found).replaceAll(folder, "")) as typeof found
    return print(short, { now, cached, profile: facts.profiles.profile(name) }).replaceAll(folder, "")
  })
}

test("a chain behind MFA, told to a newcomer", () => {
  expect(explain("deep", files)).toBe(`Profile deep: 3 calls to AWS, 1 MFA code.

0. MFA session (profile base)
   call      sts:GetSessionToken in us-east-1
   keys      ${keyId} from the credentials file
   mfa       a code of ${mfa}, from you, at the
             terminal
   lasts     36 h
   cached    no
   why       Profile "base" (credentials:2) holds a key pair in the credentials
             file. One MFA session stands behind the whole chain: role
             credentials carry no MFA of their own.

1. Role Admin in account 111122223333 (profile admin)
   call      sts:AssumeRole in us-east-1
   role      ${role("Admin")}
   lasts     1 h (2 h was asked for)
   cached    no
   why       Profile "admin" (config:7) names this role.

2. Role Deep in account 210987654321 (profile deep)
   call        sts:AssumeRole in us-east-1
   role        arn:aws:iam::210987654321:role/Deep
   external id xy12
   lasts       1 h (AWS's default)
   cached      no
   why         Profile "deep" (config:13) names this role.

If AWS denies that, once more:
   New MFA session (profile base), then Role Admin in account 111122223333
   (profile admin), then Role Deep in account 210987654321 (profile deep).
   mfa       a code of ${mfa}, from you, at the
             terminal
   why       AWS denied the role with the session there was: its MFA may be too
             old, so a new one is made.

Notices:
   - Role Admin was asked for 2 h and gets 1 h: AWS's limit in a chain of roles
     or with temporary credentials.
`)
})

test("what is cached, for how long, and what that saves", () => {
  const session = { depth: 0, expiresAt: now + 126_720 }
  expect(explain("deep", files, [session])).toStartWith("Profile deep: 2 calls to AWS, no MFA codes.\n")
  expect(explain("deep", files, [session])).toContain("   cached    yes, good for 35 h 12 min more\n")
  expect(explain("deep", files, [{ depth: 2, expiresAt: now + 60 }])).toStartWith(
    "Profile deep: everything is cached, nothing is called.\n",
  )
  expect(explain("deep", files, [{ depth: 2, expiresAt: now }])).toStartWith(
    "Profile deep: 3 calls to AWS, 1 MFA code.\n",
  )
})

test("the source's device is told as the second try", () => {
  const text = explain("ro", files)
  expect(text).toStartWith("Profile ro: 1 call to AWS, no MFA codes.\n\n0. Keys (profile base)\n")
  expect(text).toContain(`If AWS denies that, once more:
   MFA session (profile base), then Role ReadOnly in account 111122223333
   (profile ro).`)
})

test("a region to work in, and keys that need no call", () => {
  expect(explain("base", { ...files, request: { noSession: true, region: "eu-west-1" } })).toStartWith(
    `Profile base, working in eu-west-1: no calls to AWS, no MFA codes.\n\n0. Keys (profile base)\n   keys      ${keyId} from the`,
  )
})

test("no line is longer than 80 columns", () => {
  for (const name of ["base", "ro", "admin", "deep"]) {
    for (const line of explain(name, files).split("\n")) expect(line.length).toBeLessThanOrEqual(80)
  }
})

test("as JSON: the same facts as data", () => {
  const document: unknown = JSON.parse(explain("admin", files, [{ depth: 0, expiresAt: now + 60 }], explainJson))
  expect(document).toMatchObject({
    profile: "admin",
    region: "eu-west-1",
    steps: [
      { step: 0, action: null, profile: "base", details: { keys: `${keyId} from the credentials file` } },
      {
        step: 1,
        action: "sts:AssumeRole",
        endpoint: { region: "eu-west-1" },
        details: { role: role("Admin") },
        mfa: { serial: mfa, answeredBy: "you, at the terminal" },
        duration: { asked: 7200, given: 7200 },
      },
    ],
    notices: [],
  })
})

test("as JSON: caps and second tries", () => {
  const document: unknown = JSON.parse(explain("deep", files, [{ depth: 0, expiresAt: now + 60 }], explainJson))
  expect(document).toMatchObject({
    steps: [
      { cached: { expiresAt: now + 60, secondsLeft: 60 }, duration: { asked: 129_600, given: 129_600 } },
      { duration: { asked: 7200, given: 3600 } },
      { duration: { asked: null, given: 3600 } },
    ],
    ifDenied: { steps: [{ action: "sts:GetSessionToken", mfa: { newSession: true } }, {}, {}] },
  })
})

test("neither form holds a secret", () => {
  for (const name of ["base", "ro", "admin", "deep"]) {
    for (const print of [explainText, explainJson])
      expect(explain(name, files, [], print)).not.toContain("wJalrXUtnFEMI")
  }
})

describe("which tools read a profile differently", () => {
  const rows: readonly (readonly [sentence: string, section: string, tools: readonly string[]])[] = [
    ["keys alone: all alike", keys(), []],
    ["a plain role: all alike", `role_arn = ${role("R")}\nsource_profile = b\n`, []],
    [
      "a role with MFA",
      `role_arn = ${role("R")}\nsource_profile = b\nmfa_serial = ${mfa}\n`,
      ["Rust SDK", "Go SDK, Terraform", "JavaScript SDK", "AWS CLI, boto3"],
    ],
    ["a role with a duration", `role_arn = ${role("R")}\nsource_profile = b\nduration_seconds = 900\n`, ["Rust SDK"]],
    ["keys with MFA and no role", `mfa_serial = ${mfa}\n${keys()}`, ["every SDK"]],
    ["a session of a source", `mfa_serial = ${mfa}\nsource_profile = b\n`, ["every SDK"]],
    [
      "the other word for a device",
      `role_arn = ${role("R")}\nsource_profile = b\nmfa_device_arn = ${mfa}\n`,
      ["every SDK"],
    ],
    [
      "letters of credential_source",
      `role_arn = ${role("R")}\ncredential_source = environment\n`,
      ["AWS CLI, boto3, JavaScript SDK"],
    ],
    ["a process that wants a shell", "credential_process = cat ~/keys.json | tail -1\n", ["AWS CLI, boto3"]],
    ["a line of our own", "credential_process = guise process p\n", []],
    [
      "a sign-in with its region",
      "login_session = arn:aws:iam::111122223333:user/alice\nregion = eu-west-1\n",
      ["boto3"],
    ],
    [
      "a sign-in without one",
      "login_session = arn:aws:iam::111122223333:user/alice\n",
      ["boto3", "AWS CLI, boto3, Rust SDK, Go SDK"],
    ],
    [
      "an sso_session repeated",
      "sso_session = corp\nsso_region = us-east-2\nsso_account_id = 123456789012\nsso_role_name = A\n",
      ["Rust SDK"],
    ],
  ]
  for (const [sentence, section, tools] of rows) {
    test(sentence, () => {
      const found = withFacts({ config: `[profile p]\n${section}` }, ({ profiles }) => {
        const profile = profiles.profile("p")
        return profile === undefined ? [] : differencesOf({ ...profile, warnings: [] })
      })
      expect(found.map(({ tool }) => tool)).toEqual([...tools])
    })
  }

  test("the traps of the file itself come after, with their places", () => {
    const given = { config: `[profile p]\nregion = a\nregion = eu-west-1\n${keys()}` }
    // Where its lines end depends on the temporary folder's name, which is taken out afterwards.
    expect(explain("p", given).replace(/\s+/g, " ")).toContain(
      "Read differently elsewhere: - config:3: region comes again (first on line 2)",
    )
  })
})

test("a chain as a Mermaid flow chart, with the way tried after a denial", () => {
  const chart = explain("deep", files, [{ depth: 0, expiresAt: now + 3600 }], explainMermaid)
  expect(chart.split("\n").slice(0, 6)).toEqual([
    "flowchart LR",
    `  s0["MFA session (profile base)<br>code of ${mfa}<br>36 h<br>cached, good for 1 h"]`,
    '  s1["Role Admin in account 111122223333 (profile admin)<br>1 h"]',
    '  s2["Role Deep in account 210987654321 (profile deep)<br>1 h"]',
    '  s0 -- "sts:AssumeRole" --> s1',
    '  s1 -- "sts:AssumeRole" --> s2',
  ])
  expect(chart).toContain('s2 -. "if AWS denies that" .-> sd0')
})

test("a name with a quote and markup stays a name in the chart", () => {
  const hostile = {
    config: `[profile "a]b<script>"]\nrole_arn = ${role("R")}\nsource_profile = base\n`,
    credentials: `[base]\n${keys()}`,
  }
  const chart = explain("a]b<script>", hostile, [], explainMermaid)
  expect(chart).not.toContain("<script>")
})
