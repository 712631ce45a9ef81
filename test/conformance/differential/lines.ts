import { createHash } from "node:crypto"
import fc from "fast-check"

/** The lines of one kind of credentials; `NEXT` stands for the profile that comes after this one. */
export type Lines = readonly string[]

export const names = ["default", "a", "b", "c-d/e@f", "my base"] as const

const pair = fc
  .record({
    label: fc.constantFrom("AAA", "BBB", "CCC"),
    token: fc.boolean(),
    half: fc.constantFrom("", "", "", "", "", "", "", "", "id", "secret"),
  })
  .map(({ label, token, half }) => {
    const id = `aws_access_key_id = AKIA${label}`
    const secret = `aws_secret_access_key = ${secrets[label]}`
    const lines = half === "id" ? [id] : half === "secret" ? [secret] : [id, secret]
    return token ? [...lines, `aws_session_token = tok-${label}`] : lines
  })

/** Values that a careless reader would cut, unquote or expand. */
const secrets: Readonly<Record<string, string>> = {
  AAA: "se#cr;et/==",
  BBB: "$HOME%(x)s\\n",
  CCC: "'quoted' \"twice\" é",
}

const process = fc.constantFrom(
  `credential_process = printf '%s' '{"Version":1,"AccessKeyId":"AKIAPROC","SecretAccessKey":"p","SessionToken":"t","Expiration":"2099-01-01T00:00:00Z"}'`,
  `credential_process = sh -c "echo noise >&2; cat {{HOME}}/p.json"`,
  "credential_process = cat {{HOME}}/two.json",
  "credential_process = false",
)

const startUrl = "https://d-1234567890.awsapps.com/start"

/** A sign-in as `aws sso login` leaves it, under the name it was made for: the session's, or the address. */
function signIn(name: string, more: object = {}): Readonly<Record<string, string>> {
  const token = { startUrl, region: "eu-west-1", accessToken: `token-of-${name}`, expiresAt: "2099-01-01T00:00:00Z" }
  const file = `~/.aws/sso/cache/${createHash("sha1").update(name).digest("hex")}.json`
  return { [file]: JSON.stringify({ ...token, ...more }) }
}

const over = { expiresAt: "2001-01-01T00:00:00Z" }
const client = { clientId: "c", clientSecret: "s", registrationExpiresAt: "2099-01-01T00:00:00Z", refreshToken: "r" }

const ssoSection = (name: string) => `[sso-session ${name}]\nsso_start_url = ${startUrl}\nsso_region = eu-west-1\n\n`

/** The sessions that profiles name, each with a sign-in of another kind; of `gone` there is none. */
export const ssoSessions = ["lasting", "over", "renewable", "gone"].map(ssoSection).join("")

/** What the lines speak of. */
export const otherFiles = {
  ...signIn("lasting"),
  ...signIn("over", over),
  ...signIn("renewable", { ...over, ...client }),
  ...signIn(startUrl),
  "~/t": "header.payload.signature",
  "~/p.json": '{"Version":1,"AccessKeyId":"AKIAFILE","SecretAccessKey":"f"}',
  "~/two.json": '{"Version":2,"AccessKeyId":"AKIATWO","SecretAccessKey":"f"}',
} as const

const web = ["role_arn = arn:aws:iam::111122223333:role/Web", "web_identity_token_file = {{HOME}}/t"]

/** A role of IAM Identity Center, through a session or by the profile alone. */
const sso = fc
  .record({
    way: fc.constantFrom(
      ...["lasting", "over", "renewable", "gone", "nobody"].map(name => [`sso_session = ${name}`]),
      ["sso_session = lasting", "sso_region = eu-west-1"],
      ["sso_session = lasting", "sso_region = eu-west-2"],
      [`sso_start_url = ${startUrl}`, "sso_region = eu-west-1"],
      [`sso_start_url = ${startUrl}`],
    ),
    whose: fc
      .constantFrom(0, 0, 0, 0, 1, 2)
      .map(from => ["sso_account_id = 111122223333", "sso_role_name = Admin"].slice(from)),
  })
  .map(({ way, whose }) => [...way, ...whose])

/** A profile with credentials of its own, of one kind or none. */
export const own: fc.Arbitrary<Lines> = fc.oneof(
  { weight: 4, arbitrary: pair },
  { weight: 2, arbitrary: process.map(line => [line]) },
  { weight: 2, arbitrary: sso },
  { weight: 1, arbitrary: fc.constantFrom(web, web.slice(1), []) },
)

/** Several kinds in one profile: which is taken depends on the file they stand in. */
export const several: fc.Arbitrary<Lines> = fc
  .tuple(pair, process, fc.constantFrom([], [], web))
  .map(([keys, line, more]) => [...keys, line, ...more])

const source = fc.oneof(
  { weight: 12, arbitrary: fc.constant(["source_profile = NEXT"]) },
  { weight: 2, arbitrary: fc.constantFrom(...names, "nobody").map(name => [`source_profile = ${name}`]) },
  { weight: 1, arbitrary: fc.constant(["credential_source = Environment"]) },
  { weight: 1, arbitrary: fc.constantFrom([], ["source_profile = NEXT", "credential_source = Environment"]) },
)

/** A role and where its credentials come from. */
export const role: fc.Arbitrary<Lines> = fc
  .record({
    arn: fc.constantFrom("RoleA", "path/to/RoleB", "RoleC"),
    source,
    more: fc.subarray(["external_id = x:1/2", "role_session_name = anna@x"]),
    duration: fc.constantFrom([], ["duration_seconds = 1800"], ["duration_seconds = 1h"]),
  })
  .map(({ arn, source, more, duration }) => [
    `role_arn = arn:aws:iam::111122223333:role/${arn}`,
    ...source,
    ...more,
    ...duration,
  ])

/** What has nothing to do with who one is. */
export const idle: fc.Arbitrary<Lines> = fc.subarray([
  "output = json",
  "s3 =\n  aws_access_key_id = AKIANESTED\n  role_arn = nested",
  "cli_pager =",
  "note = one\n  two = three\n  # four",
  "region = eu-west-1",
])
