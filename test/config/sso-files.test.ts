import { afterEach, beforeEach, describe, expect, test } from "bun:test"
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { readRegistration, readToken, writeFields } from "../../src/config/sso-files.ts"
import { registrationPath, tokenPath } from "../../src/config/sso-paths.ts"
import { fakeNow, fakeWorld } from "../fake-world.ts"

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "guise-sso-files-"))
})
afterEach(() => rmSync(home, { recursive: true }))

const startUrl = "https://x.awsapps.com/start"
const odd = 'Büro "Süd" \u{1f600}\u007f\t'

describe("the names are those of the AWS CLI", () => {
  test("a token's is the hash of its session, or of its start URL", () => {
    const env = { HOME: "/home/alice" }
    const folder = "/home/alice/.aws/sso/cache"
    expect(tokenPath({ session: "corp", startUrl }, env)).toBe(`${folder}/${sha1("corp")}.json`)
    expect(tokenPath({ session: odd, startUrl }, env)).toBe(`${folder}/fefebbc8a9fd03fa72626d95e69441fdcd1061b6.json`)
    expect(tokenPath({ startUrl }, env)).toBe(`${folder}/${sha1(startUrl)}.json`)
  })

  // Made with Python: hashlib.sha1(json.dumps({…}, sort_keys=True).encode()).hexdigest()
  test.each([
    ["us-east-1", { session: "corp", scopes: ["sso:account:access"] }, "e173644131d87ff3f3e6897e57a268cebb864c06"],
    ["eu-west-1", {}, "96d39d608031cc5883b337f21f74c76cf488e5e2"],
    [
      "eu-west-1",
      { session: odd, scopes: ["sso:account:access", "codewhisperer:completions"] },
      "e3ec9ccdc58c9b34d2af7b6cac1909e1567ee183",
    ],
  ])("a registration's in %s is what Python makes of %j", (region, words, name) => {
    expect(registrationPath({ ...words, startUrl }, region, { HOME: home })).toEndWith(`/${name}.json`)
  })
})

function sha1(text: string): string {
  return new Bun.CryptoHasher("sha1").update(text).digest("hex")
}

function put(text: string): string {
  const path = tokenPath({ session: "corp", startUrl }, { HOME: home })
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return path
}

const refreshable = { clientId: "id", clientSecret: "s3cret", refreshToken: "aor-EXAMPLE" }
const token = { accessToken: "aoa-EXAMPLE", expiresAt: "2026-01-02T04:04:05Z" }
const hour = fakeNow + 3600

test.each([
  ["what botocore writes", token, { expiresAt: hour }],
  ["what the JavaScript SDK writes", { ...token, expiresAt: "2026-01-02T04:04:05.000Z" }, { expiresAt: hour }],
  ["what AWS CLI v1 wrote", { ...token, expiresAt: "2026-01-02T04:04:05UTC" }, { expiresAt: hour }],
  ["a time that is none", { ...token, expiresAt: "soon" }, { expiresAt: 0 }],
  [
    "what can be refreshed",
    { ...token, ...refreshable, registrationExpiresAt: "2026-02-01T00:00:00Z" },
    { refresh: refreshable },
  ],
  ["a registration that is over", { ...token, ...refreshable, registrationExpiresAt: "2026-01-01T00:00:00Z" }, {}],
  ["a refresh token without its client", { ...token, refreshToken: "aor-EXAMPLE" }, {}],
])("a token is read from %s", async (_what, fields, wanted) => {
  const read = await readToken(put(JSON.stringify(fields)), fakeWorld())
  expect(read).toMatchObject({ accessToken: "aoa-EXAMPLE", ...wanted })
  expect(read?.refresh !== undefined).toBe("refresh" in wanted)
})

test.each([
  ["a client's registration", '{"clientId":"id","clientSecret":"s","expiresAt":"2026-02-01T00:00:00Z"}'],
  ["a list", "[]"],
  ["an empty token", '{"accessToken":""}'],
  ["nothing", ""],
])("no token is read from %s", async (_what, text) => {
  expect(await readToken(put(text), fakeWorld())).toBeUndefined()
})

test("a file that somebody is writing is read again", async () => {
  const path = put(JSON.stringify(token).slice(0, 20))
  const world = { ...fakeWorld(), sleep: async () => writeFileSync(path, JSON.stringify(token)) }
  expect(await readToken(path, world)).toMatchObject({ accessToken: "aoa-EXAMPLE" })
})

test("a registration serves until a quarter of an hour before its end", async () => {
  const at = (seconds: number) =>
    put(JSON.stringify({ ...refreshable, expiresAt: new Date((fakeNow + seconds) * 1000).toISOString() }))
  expect(await readRegistration(at(901), fakeWorld())).toMatchObject({ clientId: "id" })
  expect(await readRegistration(at(899), fakeWorld())).toBeUndefined()
})

test("files are born 0600 in a 0700 folder, and replaced whole", () => {
  const path = tokenPath({ session: "corp", startUrl }, { HOME: home })
  expect(writeFields(path, token, fakeWorld())).toBe(true)
  const before = statSync(path)
  expect(writeFields(path, { ...token, accessToken: "other" }, fakeWorld())).toBe(true)
  expect([before.mode & 0o777, statSync(dirname(path)).mode & 0o777]).toEqual([0o600, 0o700])
  expect(statSync(path).ino).not.toBe(before.ino)
  expect(JSON.parse(readFileSync(path, "utf8")).accessToken).toBe("other")
  expect(readdirSync(dirname(path))).toHaveLength(1)
})

test("where nothing can be kept, that is said, and no more", () => {
  writeFileSync(join(home, ".aws"), "")
  const world = fakeWorld()
  expect(writeFields(tokenPath({ startUrl }, { HOME: home }), token, world)).toBe(false)
  expect(world.noticed.join()).toContain("it serves this command alone")
})
