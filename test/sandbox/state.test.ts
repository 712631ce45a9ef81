import { afterAll, describe, expect, test } from "bun:test"
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import fc from "fast-check"
import { isGuiseError } from "../../src/errors.ts"
import { writeAwsFiles } from "../../src/sandbox/aws-files.ts"
import { defaultState } from "../../src/sandbox/default-state.ts"
import { describe as describeSandbox } from "../../src/sandbox/describe.ts"
import { accessKeyId, accountOfKeyId } from "../../src/sandbox/ids.ts"
import { loadState } from "../../src/sandbox/load-state.ts"
import { startSandbox } from "../../src/sandbox/sandbox.ts"
import { post, signIn, startUrl, startWith } from "./rest.ts"

const folder = mkdtempSync(join(tmpdir(), "guise-sandbox-"))
const file = join(folder, "sandbox.json")
afterAll(() => rmSync(folder, { recursive: true }))

function complaint(text: string): string {
  writeFileSync(file, text)
  try {
    loadState(file)
    return "ok"
  } catch (error) {
    return isGuiseError(error, "file-malformed") ? error.message.replace(`${file}:`, "") : String(error)
  }
}

const account = (inner: string): string => `{\n "accounts": {\n  "111122223333": {\n   ${inner}\n  }\n }\n}`
const center = (inner: string): string => `{"accounts": {"111122223333": {}},\n "identityCenter":\n {${inner}}}`
const role = (trust: string): string => account(`"roles": {"R": {"trust":\n${trust}}}`)
const statement = (inner: string): string => role(`{"Statement": [{"Effect": "Allow", "Action": "*", ${inner}}]}`)

describe("a state file", () => {
  const table: readonly (readonly [string, string, string])[] = [
    ["may be small", '{"accounts": {}}', "ok"],
    ["may begin with a byte order mark", '\ufeff{"accounts": {}}', "ok"],
    ["must be JSON", '{\n "accounts": {\n', "3: found the end of the file where a key in double quotes was expected"],
    ["has no comments", "{\n // no\n}", "2: found something else where a key in double quotes was expected"],
    [
      "has no trailing comma",
      '{"accounts": {},\n}',
      "2: found something else where a key in double quotes was expected",
    ],
    ["ends where it ends", "{}\n}", "2: found something else where the end of the file was expected"],
    ["says a key once", '{"accounts": {},\n"accounts": {}}', '2: the key "accounts" stands there twice'],
    ["needs accounts", "{}", '1: the file: expected the key "accounts"'],
    [
      "knows its keys",
      '{"accounts": {},\n"user": 1}',
      "2: user: expected one of the keys partition, propagation, accounts",
    ],
    [
      "has account numbers",
      '{"accounts": {"1": {}}}',
      "1: accounts.1: expected an account number of twelve digits as the key",
    ],
    [
      "has key pairs",
      account('"users": {"u": {"keys": [\n{"id": "AKIAIOSFODNN7EXAMPLE"}]}}'),
      '5: accounts.111122223333.users.u.keys[0]: expected the key "secret"',
    ],
    [
      "never repeats a secret",
      account('"users": {"u": {"keys": [{"id": "AKIAIOSFODNN7EXAMPLE", "secret": "a b"}]}}'),
      "4: accounts.111122223333.users.u.keys[0].secret: expected a secret access key",
    ],
    [
      "has base32 seeds",
      account('"users": {"u": {"mfa": [{"serial": "arn:aws:iam::111122223333:mfa/u", "seed": "0189"}]}}'),
      "4: accounts.111122223333.users.u.mfa[0].seed: expected a base32 secret of 16 letters or more",
    ],
    [
      "has roles with a trust",
      account('"roles": {"R": {}}'),
      '4: accounts.111122223333.roles.R: expected the key "trust"',
    ],
    [
      "has durations that AWS allows",
      account('"roles": {"R": {"maxSessionDuration": 60}}'),
      "4: accounts.111122223333.roles.R.maxSessionDuration: expected a whole number from 3600 to 43200",
    ],
    [
      "has no condition operator that would be ignored",
      statement('"Principal": "*", "Condition": {"IpAddress": {"aws:SourceIp": "1.2.3.4"}}'),
      "5: accounts.111122223333.roles.R.trust.Statement[0].Condition.IpAddress: expected one of the operators",
    ],
    [
      "has no condition key that would be ignored",
      statement('"Principal": "*", "Condition": {"StringEquals": {"aws:SourceVpc": "vpc-1"}}'),
      "5: accounts.111122223333.roles.R.trust.Statement[0].Condition.StringEquals.aws:SourceVpc: expected a condition key that the sandbox knows (docs/sandbox.md)",
    ],
    [
      "has no NotPrincipal",
      statement('"NotPrincipal": "*"'),
      "5: accounts.111122223333.roles.R.trust.Statement[0].NotPrincipal: expected one of the keys",
    ],
    [
      "has an Identity Center with its address",
      center('"region": "eu-west-1"'),
      '3: identityCenter: expected the key "startUrl"',
    ],
    [
      "assigns accounts that are there",
      center('"startUrl": "https://a.example/start", "users": {"al": {"444455556666": []}}'),
      "3: identityCenter.users.al.444455556666: expected the number of one of the accounts as the key",
    ],
    [
      "assigns permission sets that are there",
      center('"startUrl": "https://a.example/start", "users": {"al": {"111122223333": ["Admin"]}}'),
      "3: identityCenter.users.al.111122223333: expected names of permission sets",
    ],
    [
      "has permission sets whose role's name has room for theirs",
      center(`"startUrl": "https://a.example/start", "permissionSets": {"${"x".repeat(33)}": {}}`),
      `3: identityCenter.permissionSets.${"x".repeat(33)}: expected a name of up to 32 letters`,
    ],
    [
      "generates for a user that is there",
      center('"startUrl": "https://a.example/start", "generate": {"accounts": 3}'),
      "3: identityCenter.generate: expected the name of a user",
    ],
    [
      "knows the ways of refresh tokens",
      center('"startUrl": "https://a.example/start", "refreshTokens": "never"'),
      '3: identityCenter.refreshTokens: expected "reusable" or "single-use"',
    ],
    ["takes all that IAM takes for a principal", statement('"Principal": {"AWS": ["111122223333", "*"]}'), "ok"],
  ]
  for (const [title, text, answer] of table) test(title, () => expect(complaint(text)).toStartWith(answer))

  test("that is not there is unreadable", () => {
    expect(() => loadState(join(folder, "none.json"))).toThrow("cannot be read (ENOENT)")
  })

  test("holds each key id once", () => {
    const user = '{"keys": [{"id": "AKIAIOSFODNN7EXAMPLE", "secret": "wJalrXUtnFEMI/K7"}]}'
    expect(complaint(account(`"users": {"a": ${user}, "b": ${user}}`))).toContain(
      "AKIAIOSFODNN7EXAMPLE stands there twice",
    )
  })

  test("docs/sandbox.md shows the built-in state as it is", () => {
    const page = readFileSync(new URL("../../docs/sandbox.md", import.meta.url), "utf8")
    const shown: unknown = JSON.parse(/```json\n(\{\n {2}"accounts"[\s\S]*?)```/.exec(page)?.[1] ?? "null")
    expect(shown).toEqual(JSON.parse(JSON.stringify(defaultState())))
  })
})

test("a large organisation is described in a few lines", async () => {
  const generate = { accounts: 1000, permissionSets: 5 }
  const identityCenter = { startUrl: "https://a.example/start", users: { al: {} }, generate }
  const sandbox = await startWith({ accounts: {}, identityCenter })
  const text = describeSandbox(sandbox)
  expect(text).toContain("And 1000 empty accounts\n")
  expect(text).toContain(
    "200000000005 Generated1, Generated2, Generated3, Generated4, Generated5; and 995 accounts more",
  )
  expect(text.split("\n").length).toBeLessThan(40)
  await sandbox.close()
})

test("refresh tokens may be reusable", async () => {
  const identityCenter = { startUrl, users: { al: {} }, refreshTokens: "reusable" }
  const sandbox = await startWith({ accounts: {}, identityCenter })
  const { client, refreshToken } = await signIn(sandbox, "al")
  const words = { ...client, grantType: "refresh_token", refreshToken }
  for (const _ of [1, 2]) expect((await post(sandbox, "/token", words)).words).toBe("ok")
  await sandbox.close()
})

describe("an access key id", () => {
  test("holds its account", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999_999 }), number => {
        const id = String(number).padStart(12, "0")
        expect(accountOfKeyId(accessKeyId("ASIA", id))).toBe(id)
      }),
    )
    expect(accountOfKeyId("AKIAIOSFODNN7EXAMPLE")).toBeUndefined()
  })
})

describe("ready-made AWS files", () => {
  test("are private, point at the sandbox, and are listed in docs/sandbox.md", async () => {
    const sandbox = await startSandbox()
    const files = writeAwsFiles(join(folder, "aws"), sandbox, { identityCenter: true })
    for (const path of [files.config, files.credentials]) expect(statSync(path).mode & 0o777).toBe(0o600)
    const config = readFileSync(files.config, "utf8")
    expect(config).toContain(`endpoint_url = ${sandbox.url}\n`)
    const page = readFileSync(new URL("../../docs/sandbox.md", import.meta.url), "utf8")
    for (const [, name] of config.matchAll(/^\[profile (.*)\]$/gm)) expect(page).toContain(`| \`${name}\` |`)
    await sandbox.close()
  })

  test("the description tells how to get there, and no secret", async () => {
    const sandbox = await startSandbox()
    const text = describeSandbox(sandbox)
    expect(text).toContain(`export AWS_ENDPOINT_URL_STS=${sandbox.url}`)
    expect(text).toContain("role arn:aws:iam::111122223333:role/Deploy (up to 12 h)")
    expect(text).toContain(
      "Identity Center https://my-sso-portal.awsapps.com/start (us-east-1)\n  user alice: 111122223333",
    )
    expect(text).not.toContain("wJalrXUtnFEMI")
    expect(text).not.toContain("GEZDGNBV")
    await sandbox.close()
  })
})
