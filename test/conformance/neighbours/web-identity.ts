import type { Expected } from "../run.ts"
import { area, document, gives, keys, refused, role, roleArn, takes } from "./write.ts"

const both = `[default]\n${keys("D")}[b]\n${keys("B")}`
const more = { t: "token", p: document("P") }
const web = `role_arn = ${roleArn("W")}\nweb_identity_token_file = {{HOME}}/t\n`
const env = { AWS_ROLE_ARN: roleArn("W"), AWS_WEB_IDENTITY_TOKEN_FILE: "{{HOME}}/t" }
const unnamed = { profile: null, env, more }

function takesW(plan: object = {}): Expected {
  const credentials = { SecretAccessKey: "sts-secret-W", SessionToken: "sts-token-W" }
  return { ok: true, credentials, plan: { role_arns: [roleArn("W")], source: "web-identity", ...plan } }
}

/** Roles taken with a token from a file. */
export const webIdentity = area("web-identity", [
  [
    "from the environment",
    { ...unnamed, env: { ...env, AWS_ROLE_SESSION_NAME: "pod" } },
    takesW({ web_identity_token: "token", role_session_name: "pod" }),
  ],
  ["default's keys before that of the environment", { ...unnamed, credentials: both }, gives("D")],
  [
    "AWS_PROFILE before that of the environment",
    { ...unnamed, credentials: both, env: { ...env, AWS_PROFILE: "b" } },
    gives("B"),
  ],
  [
    "a default without credentials leaves it to the environment",
    { ...unnamed, config: "[default]\nregion = eu-west-1\n" },
    takesW(),
  ],
  ["a token file without a role", { profile: null, env: { AWS_WEB_IDENTITY_TOKEN_FILE: "{{HOME}}/t" }, more }, refused],
  [
    "a line end after the token",
    { config: `[profile a]\n${web}`, more: { t: "token\n" } },
    takesW({ web_identity_token: "token" }),
  ],
  [
    "a token file by its path from the current folder",
    { config: `[profile a]\n${web.replace("{{HOME}}/t", "t")}`, more },
    takesW(),
  ],
  [
    "the session's name in the profile, over that of the environment",
    { config: `[profile a]\n${web}role_session_name = anna\n`, env: { AWS_ROLE_SESSION_NAME: "pod" }, more },
    takesW({ role_session_name: "anna" }),
  ],
  ["a token file that is not there", { config: `[profile a]\n${web}` }, refused],
  ["an empty token file", { config: `[profile a]\n${web}`, more: { t: "\n" } }, refused],
  [
    "before a process and keys of the credentials file",
    { config: `[profile b]\n${web}credential_process = cat {{HOME}}/p\n`, credentials: both, more, profile: "b" },
    takesW(),
  ],
  [
    "an empty web_identity_token_file is none",
    { config: `[profile a]\n${role("R", "b")}web_identity_token_file =\n[profile b]\n${keys("B")}` },
    takes(["R"], "B"),
  ],
  ["before a credential_source", { config: `[profile a]\n${web}credential_source = Environment\n`, more }, takesW()],
  [
    "neither a device nor an external id is sent",
    { config: `[profile a]\n${web}external_id = x1\nmfa_serial = arn:aws:iam::111122223333:mfa/alice\n`, more },
    takesW(),
  ],
  [
    "a profile's duration is not sent, as by no SDK",
    { config: `[profile a]\n${web}duration_seconds = 7200\n`, more },
    takesW(),
  ],
])
