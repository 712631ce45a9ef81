import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { loadProfiles } from "../../src/config/profiles.ts"
import { canBeNamed, standInText } from "../../src/emit/stand-in.ts"

const config = `[profile prod]
region = eu-west-1
output = json
role_arn = arn:aws:iam::123456789012:role/Admin
source_profile = me
mfa_serial = arn:aws:iam::111122223333:mfa/alice
duration_seconds = 7200
external_id = e
services = local
retry_mode = adaptive
use_fips_endpoint = true
ca_bundle = /etc/ssl/own.pem
x_note = mine
s3 =
  max_concurrent_requests = 20
  addressing_style = path
[profile sso]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Dev
max_attempts = 5
[profile two words]
region = us-east-1
[profile "quoted name"]
region = us-east-2
[profile gone]
services = nowhere
[services local]
sts =
  endpoint_url = http://127.0.0.1:4566
dynamodb =
  endpoint_url = http://127.0.0.1:8000
`
const credentials = `[me]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
aws_account_id = 111122223333
region = sa-east-1
`

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "guise-stand-in-"))
  writeFileSync(join(folder, "config"), config)
  writeFileSync(join(folder, "credentials"), credentials)
})
afterAll(() => rmSync(folder, { recursive: true }))

const load = (name: string) =>
  loadProfiles({ AWS_CONFIG_FILE: join(folder, name), AWS_SHARED_CREDENTIALS_FILE: join(folder, "credentials") })

function textFor(...names: readonly string[]): string {
  const files = load("config")
  return standInText(
    names.map(name => ({ name, line: `/bin/guise process ${name}`, profile: files.profile(name) })),
    files,
  )
}

describe("a stand-in for the AWS files", () => {
  test("keeps what is not about credentials, with the endpoints it names", () => {
    expect(textFor("prod")).toBe(`[profile prod]
credential_process = /bin/guise process prod
region = eu-west-1
output = json
services = local
retry_mode = adaptive
use_fips_endpoint = true
ca_bundle = /etc/ssl/own.pem
s3 =
  max_concurrent_requests = 20
  addressing_style = path

[services local]
sts =
  endpoint_url = http://127.0.0.1:4566
dynamodb =
  endpoint_url = http://127.0.0.1:8000
`)
  })

  test.each([
    ["sso", "[profile sso]\ncredential_process = /bin/guise process sso\nmax_attempts = 5\n"],
    ["me", "[profile me]\ncredential_process = /bin/guise process me\nregion = sa-east-1\n"],
    ["default", "[default]\ncredential_process = /bin/guise process default\n"],
    [
      "quoted name",
      '[profile "quoted name"]\ncredential_process = /bin/guise process quoted name\nregion = us-east-2\n',
    ],
  ])("of %s is exactly this", (name, text) => {
    expect(textFor(name)).toBe(text)
  })

  test("holds no part of a key pair", () => {
    expect(textFor("prod", "sso", "me")).not.toMatch(/AKIA|wJalr|aws_/)
  })

  test("keeps a name of a services section that is nowhere: the tools complain as they did", () => {
    expect(textFor("gone")).toContain("services = nowhere\n")
  })

  test("puts the region asked for over the profile's", () => {
    const files = load("config")
    const prod = { name: "default", line: "guise", profile: files.profile("prod"), region: "ap-south-1" }
    expect(standInText([prod], files).match(/^region = .*$/gm)).toEqual(["region = ap-south-1"])
  })

  test("puts quoted sections after all that could take their lines for its own", () => {
    const text = textFor("quoted name", "prod")
    expect(text.match(/^\[.*$/gm)).toEqual(["[profile prod]", "[services local]", '[profile "quoted name"]'])
  })

  test("is read back as the profiles it was made of", () => {
    writeFileSync(join(folder, "made"), textFor("prod", "sso", "quoted name", "default"))
    const made = load("made")
    expect(made.names()).toEqual(expect.arrayContaining(["prod", "sso", "quoted name", "default"]))
    expect(made.profile("prod")?.nested.get("s3")?.get("addressing_style")).toBe("path")
    expect(made.services("local")?.get("sts")?.get("endpoint_url")).toBe("http://127.0.0.1:4566")
    expect(made.profile("quoted name")?.settings.get("credential_process")?.value).toBe(
      "/bin/guise process quoted name",
    )
  })
})

test.each([
  ["prod", true],
  ["team:dev@eu+1%/x.y-z", true],
  ["two words", true],
  ["prüfung", true],
  ["it's", true],
  ["__proto__", false],
  ["constructor", false],
  ["a]b", false],
  ["a #b", false],
  ["a;b", false],
  ['a"b', false],
  ["a\\b", false],
  [" a", false],
  ["a\u0007", false],
  ["", false],
])("a tool can be told the profile %j: %p", (name, possible) => {
  expect(canBeNamed(name)).toBe(possible)
})
