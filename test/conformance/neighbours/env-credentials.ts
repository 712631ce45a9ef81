import { area, gives, keys, refused, role, roleArn } from "./write.ts"

const credentials = `[default]\n${keys("D")}[a]\n${keys("A")}`
const pair = { AWS_ACCESS_KEY_ID: "AKIAE", AWS_SECRET_ACCESS_KEY: "secret-E" }
const session = { ...pair, AWS_SESSION_TOKEN: "t" }
const web = { AWS_ROLE_ARN: roleArn("W"), AWS_WEB_IDENTITY_TOKEN_FILE: "{{HOME}}/t" }

/** Key pairs in the environment. */
export const envCredentials = area("env-credentials", [
  ["an id without a secret", { credentials, profile: null, env: { AWS_ACCESS_KEY_ID: "AKIAE" } }, refused],
  [
    "a secret without an id is no pair to any SDK",
    { credentials, profile: null, env: { AWS_SECRET_ACCESS_KEY: "x" } },
    gives("D"),
  ],
  ["half a pair does not matter to a named profile", { credentials, env: { AWS_ACCESS_KEY_ID: "AKIAE" } }, gives("A")],
  [
    "a line end behind the id, as SDKs hand it out",
    { profile: null, env: { ...pair, AWS_ACCESS_KEY_ID: "AKIAE\n" } },
    gives("E\n", { SecretAccessKey: "secret-E" }),
  ],
  ["an empty token", { profile: null, env: { ...pair, AWS_SESSION_TOKEN: "" } }, gives("E")],
  [
    "an empty token beside the legacy one",
    { profile: null, env: { ...pair, AWS_SESSION_TOKEN: "", AWS_SECURITY_TOKEN: "old" } },
    gives("E", { SessionToken: "old" }),
  ],
  [
    "an account id",
    { profile: null, env: { ...pair, AWS_ACCOUNT_ID: "123456789012" } },
    gives("E", { AccountId: "123456789012" }),
  ],
  [
    "before the role of default",
    { config: `[default]\n${role("R", "b")}[profile b]\n${keys("B")}`, profile: null, env: pair },
    gives("E"),
  ],
  ["before a web identity", { profile: null, env: { ...pair, ...web }, more: { t: "token" } }, gives("E")],
  [
    "an expiration with an offset",
    { profile: null, env: { ...session, AWS_CREDENTIAL_EXPIRATION: "2099-01-01T02:00:00+02:00" } },
    gives("E", { SessionToken: "t", Expiration: "2099-01-01T00:00:00Z" }),
  ],
  [
    "expired ones do not matter to a named profile",
    { credentials, env: { ...session, AWS_CREDENTIAL_EXPIRATION: "2001-01-01T00:00:00Z" } },
    gives("A"),
  ],
])
