import { createHash, generateKeyPairSync } from "node:crypto"
import type { Expected } from "../run.ts"
import { area, keys, refused, role, roleArn } from "./write.ts"

const session = "arn:aws:sts::012345678910:assumed-role/Admin/admin"
const config = `[profile a]\nlogin_session = ${session}\nregion = us-east-1\n`
const file = `.aws/login/cache/${createHash("sha256").update(session).digest("hex")}.json`
const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" })
const dpopKey = privateKey.export({ type: "sec1", format: "pem" })

function kept(expiresAt: string, more: object = {}): Readonly<Record<string, string>> {
  const token = { accessKeyId: "AKIALOGIN", secretAccessKey: "secret-LOGIN", sessionToken: "login-token" }
  const accessToken = { ...token, accountId: "012345678910", expiresAt }
  const rest = { clientId: "arn:aws:signin:::devtools/same-device", refreshToken: "refresh-1", dpopKey }
  return { [file]: JSON.stringify({ accessToken, ...rest, ...more }) }
}

const over = "2001-01-01T00:00:00Z"
const lasting = "2099-01-01T00:00:00Z"
const asKept: Expected = { ok: true, credentials: { AccessKeyId: "AKIALOGIN", Expiration: lasting } }
const renewed: Expected = {
  ok: true,
  credentials: {
    AccessKeyId: "ASIASIGNIN0000000000",
    SecretAccessKey: "signin-secret",
    SessionToken: "signin-token",
    AccountId: "012345678910",
  },
}
const no = (error: string, status: number) => ({ signin: { status, body: { error, message: "no" } } })

/** What `aws login` left behind. */
export const login = area("login", [
  ["what lasts", { config, more: kept(lasting) }, asKept],
  ["an offset in the time", { config, more: kept("2099-01-01T02:00:00+02:00") }, asKept],
  ["what has ended is renewed", { config, more: kept(over) }, renewed],
  ["renewed in another region", { config, more: kept(over, { signInRegion: "eu-west-1" }) }, renewed],
  [
    "a key with line ends of Windows",
    { config, more: kept(over, { dpopKey: String(dpopKey).replaceAll("\n", "\r\n") }) },
    renewed,
  ],
  ["a key that is none", { config, more: kept(over, { dpopKey: "x" }) }, refused],
  ["a file that is cut off", { config, more: { [file]: '{"accessToken": {' } }, refused],
  ["over", { config, more: kept(over), server: no("TOKEN_EXPIRED", 401) }, refused],
  ["a changed password", { config, more: kept(over), server: no("USER_CREDENTIALS_CHANGED", 403) }, refused],
  ["no permission", { config, more: kept(over), server: no("INSUFFICIENT_PERMISSIONS", 403) }, refused],
  ["an answer without keys", { config, more: kept(over), server: { signin: { body: { expiresIn: 900 } } } }, refused],
  [
    "a role behind a renewed one",
    { config: `${config.replace("[profile a]", "[profile b]")}[profile a]\n${role("R", "b")}`, more: kept(over) },
    {
      ok: true,
      credentials: { SecretAccessKey: "sts-secret-R", SessionToken: "sts-token-R" },
      plan: { role_arns: [roleArn("R")], source_access_key_id: "ASIASIGNIN0000000000" },
    },
  ],
  ["before keys of the config file", { config: `${config}${keys("CONFIG")}`, more: kept(lasting) }, asKept],
])
