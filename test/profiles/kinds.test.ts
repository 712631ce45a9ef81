import { expect, test } from "bun:test"
import { checkOneKind } from "../../src/profiles/kinds.ts"
import { loaded } from "../config/files-on-disk.ts"

const role = "role_arn = arn:aws:iam::123456789012:role/R"
const pair =
  "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
const hook = { credential_process: "/opt/tool" }

type Row = readonly [sentence: string, lines: string, change: Readonly<Record<string, string | undefined>>]

/** Why a profile with these lines may not be changed so; undefined where it may. */
function refusal(lines: string, change: Row[2]): string | undefined {
  const profile = loaded({ config: `[profile p]\n${lines}\n` }).profile("p")
  if (profile === undefined) throw new Error("no profile")
  try {
    checkOneKind(profile, new Map(Object.entries(change)))
    return undefined
  } catch (error) {
    expect(error).toMatchObject({ code: "profile-invalid" })
    return (error as Error).message
  }
}

const refused: readonly (readonly [...Row, words: string])[] = [
  ["a role beside a pair", pair, { role_arn: "arn:aws:iam::123456789012:role/R" }, "has a key pair; with a role"],
  ["a process beside a role", role, hook, "has a role; with a credential_process"],
  ["a sign-in beside a process", "credential_process = /opt/tool", { sso_session: "corp" }, "with an SSO sign-in"],
  ["a sign-in to AWS beside a role", role, { login_session: "arn" }, "with an AWS sign-in"],
  ["a process beside an MFA session", "source_profile = a\nmfa_serial = arn", hook, "has an MFA session"],
  ["the same by the old name", "source_profile = a\nmfa_device_arn = arn", hook, "has an MFA session"],
  [
    "the device that makes a session of it",
    "source_profile = a\ncredential_process = x",
    { mfa_serial: "arn" },
    "with an MFA session",
  ],
]

test.each([...refused])("a second kind of credentials is refused: %s", (_sentence, lines, change, words) => {
  expect(refusal(lines, change)).toContain(words)
})

const allowed: readonly Row[] = [
  ["what is no kind", role, { region: "eu-west-1" }],
  ["the first one", "region = eu-west-1", hook],
  ["a source alone is none", "source_profile = a", hook],
  ["a device alone is none", "mfa_serial = arn", hook],
  ["temporary keys are what became of another", `${pair}\naws_session_token = t`, hook],
  ["a role by a web identity is one", role, { web_identity_token_file: "/token" }],
  ["one for the other", role, { role_arn: undefined, ...hook }],
  ["two of before may stay", `${role}\ncredential_process = x`, { region: "eu-west-1" }],
]

test.each([...allowed])("and nothing else is: %s", (_sentence, lines, change) => {
  expect(refusal(lines, change)).toBeUndefined()
})
