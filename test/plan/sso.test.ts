import { expect, test } from "bun:test"
import type { SsoRequest } from "../../src/plan/request.ts"
import { ssoRegions } from "../../src/plan/sso.ts"
import { type Given, plan } from "./helper.ts"

const startUrl = "https://x.awsapps.com/start"
const session = (name: string, more = "") =>
  `[sso-session ${name}]\nsso_start_url = ${startUrl}\nsso_region = eu-west-1\n${more}`
const role = "sso_account_id = 123456789012\nsso_role_name = Reader\n"
const words: SsoRequest = { startUrl, accountId: "123456789012", roleName: "Reader" }

function rootOf(name: string | undefined, given: Given): object {
  return plan(name, given).root
}

test.each([
  ["sso_registration_scopes = sso:account:access", ["sso:account:access"]],
  [
    "sso_registration_scopes = sso:account:access, codewhisperer:completions,",
    ["sso:account:access", "codewhisperer:completions"],
  ],
  ["", undefined],
])("scopes are read as the AWS CLI reads them: %j", (line, scopes) => {
  const config = `${session("corp", line)}\n[profile p]\nsso_session = corp\n${role}`
  expect(rootOf("p", { config })).toEqual({
    ...{ kind: "sso", profile: "p", session: "corp", startUrl, ssoRegion: "eu-west-1" },
    ...(scopes === undefined ? {} : { scopes }),
    ...{
      accountId: "123456789012",
      roleName: "Reader",
      oidc: { region: "eu-west-1" },
      portal: { region: "eu-west-1" },
    },
  })
})

test.each([
  ["sso_region", "evil.example/#", "a region as eu-west-1"],
  ["sso_region", "us-east-1, evil.example/#", "a region as eu-west-1"],
  ["sso_region", ",", "a region as eu-west-1"],
  ["sso_start_url", "javascript:alert(1)", "an address that begins with https://"],
  ["sso_start_url", "file:///etc/passwd", "an address that begins with https://"],
])("%s = %s is no sign-in, and the line is named", (key, value, wants) => {
  const lines = session("corp").replace(new RegExp(`${key} = .*`), `${key} = ${value}`)
  const line = key === "sso_region" ? 3 : 2
  expect(() => plan("p", { config: `${lines}\n[profile p]\nsso_session = corp\n${role}` })).toThrow(
    expect.objectContaining({
      code: "profile-invalid",
      message: expect.stringMatching(new RegExp(`^${key} is .*:${line}\\), wanted is ${wants}`)),
    }),
  )
})

test("endpoints are those of the services, by variables and by the profile asked for", () => {
  const config = `${session("corp")}\n[profile p]\nsso_session = corp\n${role}use_fips_endpoint = true\n`
  const env = { AWS_ENDPOINT_URL_SSO: "https://portal.example" }
  expect(rootOf("p", { config, env })).toMatchObject({
    oidc: { region: "eu-west-1", fips: true },
    portal: { region: "eu-west-1", url: "https://portal.example" },
  })
  const behind = `${config}[profile q]\nrole_arn = arn:aws:iam::123456789012:role/Q\nsource_profile = p\n`
  expect(rootOf("q", { config: behind })).not.toHaveProperty("oidc.fips")
})

test("several regions are one sign-in, whose first region is the one of the endpoints", () => {
  const config = `${session("corp").replace("eu-west-1", "eu-west-1, us-east-1")}\n[profile p]\nsso_session = corp\n${role}`
  expect(rootOf("p", { config })).toMatchObject({ ssoRegion: "eu-west-1, us-east-1", oidc: { region: "eu-west-1" } })
  expect(ssoRegions(" a,b  c,,d ")).toEqual(["a", "b", "c", "d"])
})

test.each<readonly [what: string, config: string, words: SsoRequest, root: object]>([
  [
    "the session that has the start URL",
    session("corp"),
    { ...words, startUrl: `${startUrl}/#/` },
    { session: "corp" },
  ],
  ["not one in another region", session("corp"), { ...words, region: "us-east-1" }, { ssoRegion: "us-east-1" }],
  ["the region of its own flag", "", { ...words, region: "us-east-1" }, { ssoRegion: "us-east-1" }],
  [
    "the region that the address says",
    "",
    { ...words, startUrl: "https://ssoins-1.portal.eu-north-1.app.aws" },
    { ssoRegion: "eu-north-1" },
  ],
])("--sso takes %s", (_what, config, sso, root) => {
  const found = rootOf(undefined, { config, request: { sso } })
  expect(found).toMatchObject({ kind: "sso", accountId: "123456789012", roleName: "Reader", ...root })
  expect("session" in found).toBe("session" in root)
  expect(found).not.toHaveProperty("profile")
})

test("--sso goes before a profile that the environment names, and before its keys", () => {
  const env = { AWS_PROFILE: "p", AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY: "secret" }
  expect(rootOf(undefined, { env, config: session("corp"), request: { sso: words } })).toMatchObject({ kind: "sso" })
})

test.each<readonly [words: SsoRequest, message: RegExp]>([
  [{ startUrl }, /--account and --role|both are needed/],
  [{ ...words, accountId: "12" }, /twelve digits/],
  [{ ...words, startUrl: "x.awsapps.com" }, /begins with https/],
  [words, /wants --sso-region too/],
])("%j is refused", (sso, message) => {
  expect(() => plan(undefined, { request: { sso } })).toThrow(message)
})
