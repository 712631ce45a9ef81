import { createHash } from "node:crypto"
import type { Expected } from "../run.ts"
import { area, keys, refused, role, roleArn } from "./write.ts"

const startUrl = "https://d-1234567890.awsapps.com/start"
const whose = "sso_account_id = 012345678901\nsso_role_name = Admin\n"
const where = `sso_start_url = ${startUrl}\nsso_region = eu-west-1\n`
const alone = `[profile a]\n${where}${whose}`
const ofSession = `[profile a]\nsso_session = corp\n${whose}`
const session = `${ofSession}[sso-session corp]\n${where}`

/** A sign-in as `aws sso login` leaves it, under the name it was made for: the session's, or the address. */
function signIn(name: string, more: object = {}): Readonly<Record<string, string>> {
  const token = { startUrl, region: "eu-west-1", accessToken: "signed-in", expiresAt: "2099-01-01T00:00:00Z" }
  const file = `.aws/sso/cache/${createHash("sha1").update(name).digest("hex")}.json`
  return { [file]: JSON.stringify({ ...token, ...more }) }
}

const more = { ...signIn(startUrl), ...signIn("corp") }
const over = { expiresAt: "2001-01-01T00:00:00Z" }
const client = { clientId: "c", clientSecret: "s", registrationExpiresAt: "2099-01-01T00:00:00Z", refreshToken: "r" }

function given(bearer = "signed-in", roleName = "Admin"): Expected & { readonly requests: readonly object[] } {
  return {
    ok: true,
    credentials: {
      SecretAccessKey: `sso-secret-${roleName}`,
      SessionToken: `sso-token-${roleName}`,
      AccountId: "012345678901",
    },
    requests: [{ service: "sso", account_id: "012345678901", role_name: roleName, bearer }],
  }
}

/** Roles of IAM Identity Center, through a session or by the profile alone. */
export const sso = area("sso", [
  ["in default", { config: alone.replace("profile a", "default"), more, profile: null }, given()],
  ["in the credentials file", { credentials: `[a]\n${where}${whose}`, more }, given()],
  ["over both files", { config: `[profile a]\n${where}`, credentials: `[a]\n${whose}`, more }, given()],
  [
    "a session named in the credentials file",
    { config: `[sso-session corp]\n${where}`, credentials: `[a]\nsso_session = corp\n${whose}`, more },
    given(),
  ],
  [
    "a session's section in the credentials file is none",
    { config: ofSession, credentials: `[sso-session corp]\n${where}`, more },
    refused,
  ],
  ["upper-case keys", { config: session.replaceAll("sso_", "SSO_"), more }, given()],
  ["a session before its profile", { config: `[sso-session corp]\n${where}${ofSession}`, more }, given()],
  [
    "a session with a blank in its name",
    {
      config: `[profile a]\nsso_session = my corp\n${whose}[sso-session 'my corp']\n${where}`,
      more: signIn("my corp"),
    },
    given(),
  ],
  [
    "a session's name in other letters",
    { config: session.replace("= corp", "= Corp"), more: { ...more, ...signIn("Corp") } },
    refused,
  ],
  ["a section that is no session", { config: `${ofSession}[profile corp]\n${where}`, more }, refused],
  ["a session without a section, and keys", { config: `${ofSession}${keys("A")}`, more }, refused],
  [
    "a session alone, and keys",
    { config: `[profile a]\nsso_session = corp\n${keys("A")}[sso-session corp]\n${where}`, more },
    { ok: true, credentials: { AccessKeyId: "AKIAA" } },
  ],
  [
    "the session says for which account",
    {
      config: `[profile a]\nsso_session = corp\nsso_role_name = Admin\n[sso-session corp]\n${where}sso_account_id = 012345678901\n`,
      more,
    },
    given(),
  ],
  ["the session says another account", { config: `${session}sso_account_id = 111122223333\n`, more }, refused],
  [
    "another address in the profile",
    { config: session.replace("corp\n", "corp\nsso_start_url = https://other.awsapps.com/start\n"), more },
    refused,
  ],
  [
    "an address with a slash has a sign-in of its own",
    { config: alone.replace("/start\n", "/start/\n"), more },
    refused,
  ],
  ["blanks in the role's name", { config: alone.replace("Admin", "AWS Admin"), more }, given("signed-in", "AWS Admin")],
  [
    "keys in the environment",
    { config: alone, more, env: { AWS_ACCESS_KEY_ID: "AKIAE", AWS_SECRET_ACCESS_KEY: "s" } },
    given(),
  ],
  [
    "a device is not for these",
    { config: `${alone}mfa_serial = arn:aws:iam::111122223333:mfa/alice\n`, more },
    given(),
  ],
  ["a role without a source", { config: `${alone}role_arn = ${roleArn("R")}\n`, more }, refused],
  [
    "the portal by services",
    {
      config: `${alone}services = here\n[services here]\nsso =\n  endpoint_url = {{BASE}}\n`,
      more,
      default_endpoints: false,
    },
    given(),
  ],
  ["renewed", { config: session, more: signIn("corp", { ...over, ...client }) }, given("refreshed-sso-token")],
  [
    "renewed without a new refresh token",
    { config: session, more: signIn("corp", { ...over, ...client }), server: { oidc: { refresh: false } } },
    given("refreshed-sso-token"),
  ],
  [
    "a renewal that is refused",
    {
      config: session,
      more: signIn("corp", { ...over, ...client }),
      server: { oidc: { status: 400, error: "invalid_grant" } },
    },
    refused,
  ],
  ["over, and no client", { config: session, more: signIn("corp", over) }, refused],
  [
    "a sign-in that is cut off",
    { config: session, more: { [Object.keys(signIn("corp"))[0] ?? ""]: '{"accessToken":' } },
    refused,
  ],
  ["no such role", { config: session, more, server: { sso: { status: 404 } } }, refused],
  ["forbidden", { config: session, more, server: { sso: { status: 403 } } }, refused],
  [
    "a role behind it",
    { config: `${session}[profile z]\n${role("R", "a")}`, more, profile: "z" },
    {
      ok: true,
      credentials: { SecretAccessKey: "sts-secret-R", SessionToken: "sts-token-R" },
      plan: { role_arns: [roleArn("R")] },
    },
  ],
])
