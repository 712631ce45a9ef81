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

/** What the lines speak of. */
export const otherFiles = {
  "~/t": "header.payload.signature",
  "~/p.json": '{"Version":1,"AccessKeyId":"AKIAFILE","SecretAccessKey":"f"}',
  "~/two.json": '{"Version":2,"AccessKeyId":"AKIATWO","SecretAccessKey":"f"}',
} as const

const web = ["role_arn = arn:aws:iam::111122223333:role/Web", "web_identity_token_file = {{HOME}}/t"]

/** A profile with credentials of its own, of one kind or none. */
export const own: fc.Arbitrary<Lines> = fc.oneof(
  { weight: 4, arbitrary: pair },
  { weight: 2, arbitrary: process.map(line => [line]) },
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
