import { describe, expect, test } from "bun:test"
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import {
  addToConfig,
  binary,
  builds,
  device,
  type Home,
  json,
  later,
  run,
  runCommand,
  sitDown,
  stage,
} from "./harness.ts"

const { sandbox, newHome, code } = await stage()
const keyId = "AKIAIOSFODNN7EXAMPLE"
const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
const pair = { AWS_ACCESS_KEY_ID: keyId, AWS_SECRET_ACCESS_KEY: secret }
const admin = "arn:aws:iam::111122223333:role/Admin"

const configOf = (home: Home) => readFileSync(home.config, "utf8")
const credentialsOf = (home: Home) => readFileSync(home.credentials, "utf8")
const both = (home: Home) => [configOf(home), credentialsOf(home)]
/** What was put behind the config file. */
const news = (home: Home, before: string) => {
  expect(configOf(home)).toStartWith(before)
  return configOf(home).slice(before.length)
}

describe.each([...builds])("$runtime", build => {
  test("a domain as AwsCredentialsManager has it: user, session and role, from nothing to a caller", async () => {
    const home = newHome()
    const [config] = both(home)
    const csv = join(home.folder, "keys.csv")
    writeFileSync(csv, `Access key ID,Secret access key\r\n${keyId},${secret}\r\n`)
    const made = [
      ["add", "user", "--domain", "work", "--csv", csv, "--store", "credentials"],
      ["add", "mfa", "--domain", "work", "--serial", device],
      ["add", "role", "admin", "--domain", "work", "--role-arn", "111122223333:Admin", "--region", "eu-west-1"],
    ]
    for (const words of made) expect(await run(build, home, words)).toMatchObject({ status: 0, stdout: "" })
    expect(news(home, config ?? "")).toBe(
      `\n[profile work:mfa]\nsource_profile = work:iam\nmfa_serial = ${device}\n` +
        `\n[profile work:admin]\nrole_arn = ${admin}\nsource_profile = work:mfa\nregion = eu-west-1\n`,
    )
    expect(credentialsOf(home)).toEndWith(
      `\n[work:iam]\naws_access_key_id = ${keyId}\naws_secret_access_key = ${secret}\n`,
    )
    const rows = json<{ name: string; kind: string }[]>(await run(build, home, ["list", "--domain", "work", "--json"]))
    expect(rows.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      "work:mfa mfa",
      "work:admin role",
      "work:iam user",
    ])
    const env = { AWS_PROFILE: "work:admin", ...sandbox.env }
    const login = (...words: string[]) => run(build, home, ["login", ...words], { env })
    expect((await login("--mfa-code", code())).stderr).toContain("guise: signed in")
    expect((await login()).stderr).toContain("still signed in: the session lasts another 3")
    expect(sandbox.calls().filter(({ action }) => action === "GetSessionToken")).toHaveLength(1)
    // The code is asked for once less than an hour is left: what is left is served to whom nobody can be asked for.
    const nearlyOver = await run(later(binary, 36 * 3600 - 1800), home, ["login"], { env })
    expect(nearlyOver.stderr).toMatch(
      /An MFA code .* is needed(?:.|\n){0,200}still signed in: the session lasts another 29m/,
    )
    const listed = await run(build, home, ["list", "--domain", "work", "--json"])
    const left = json<{ session?: { kept: string; left: number } }[]>(listed).map(({ session }) => session?.left ?? 0)
    expect(left.map(seconds => Math.ceil(seconds / 3600))).toEqual([36, 36, 0])
  })

  test("set, get, rename and remove, and the way back is the way there", async () => {
    const home = newHome()
    const before = both(home)
    const steps = [
      ["set", "admin", "external_id", "abc"],
      ["set", "-p", "admin", "region", "us-east-2"],
      ["rename", "alice", "anna"],
      ["rename", "anna", "alice"],
      ["set", "admin", "region", "us-east-1"],
      ["set", "admin", "external_id", "--unset"],
      ["add", "sso", "dev", "--start-url", "https://example.awsapps.com/start", "--sso-region", "eu-west-1"].concat([
        ...["--account-id", "123456789012", "--role-name", "Dev"],
      ]),
      ["remove", "dev", "--yes"],
    ]
    for (const words of steps) {
      const now = both(home)
      expect([words, (await run(build, home, words)).status]).toEqual([words, 0])
      expect(both(home)).not.toEqual(now)
    }
    expect(both(home)).toEqual(before)
  })
})

describe("what is said of a profile", () => {
  test("with its places, secrets not told", async () => {
    const home = newHome()
    const { stdout } = await run(binary, home, ["get", "alice"])
    expect(stdout.split("\n").map(line => line.split(/ {2,}/))).toEqual([
      ["KEY", "VALUE", "FROM"],
      ["region", "us-east-1", `${home.config}:2`],
      ["services", "sandbox", `${home.config}:3`],
      ["aws_access_key_id", keyId, `${home.credentials}:2`],
      ["aws_secret_access_key", "****", `${home.credentials}:2`],
      [""],
    ])
    expect((await run(binary, home, ["get", "admin", "role_arn"])).stdout).toBe(`${admin}\n`)
    expect(await run(binary, home, ["get", "alice", "aws_secret_access_key"])).toMatchObject({ status: 2, stdout: "" })
    expect(await run(binary, home, ["get", "alice", "external_id"])).toMatchObject({ status: 4, stdout: "" })
  })

  test("is listed with whose name has to be typed", async () => {
    const home = newHome()
    await run(binary, home, ["set", "--settings", "confirm", "true", "--match", "adm*"])
    const rows = json<{ name: string; protected: boolean }[]>(await run(binary, home, ["list", "--json"]))
    expect(rows.filter(row => row.protected).map(({ name }) => name)).toEqual(["admin"])
    expect((await run(binary, home, ["list"])).stdout).toMatch(/PROTECTED\n(?:.*\n)*admin .* yes\n/)
  })
})

const refusals: readonly (readonly [sentence: string, words: readonly string[], status: number, says: RegExp])[] = [
  ["what is missing, all of it", ["add", "role"], 2, /NAME, --role-arn and --source were not said/],
  ["a pair that is missing", ["add", "user", "--domain", "x"], 2, /the key pair \(--csv, .*was not said/],
  ["a serial that is missing", ["add", "mfa", "x", "--source", "alice"], 2, /--serial was not said/],
  ["an account that is missing", ["add", "sso", "x"], 2, /--start-url, .*--account-id and --role-name/],
  ["a value that is missing", ["set", "alice", "region"], 2, /VALUE was not said/],
  [
    "a name that is taken",
    ["add", "role", "admin", "--role-arn", admin, "--source", "alice"],
    4,
    /already \(.*config:\d/,
  ],
  ["a source that is none", ["add", "role", "x", "--role-arn", admin, "--source", "alcie"], 4, /Nearest: "alice"/],
  ["a role that is none", ["add", "role", "x", "--role-arn", "Admin", "--source", "alice"], 2, /names no IAM role/],
  ["a duration that AWS refuses", ["set", "admin", "duration_seconds", "5m"], 2, /from 15m to 12h/],
  ["a region that is none", ["set", "alice", "region", "evil.com/"], 2, /wanted is a region/],
  ["a secret among the words", ["set", "alice", "aws_secret_access_key", "x"], 2, /no word of a command/],
  ["a second kind of credentials", ["set", "alice", "role_arn", admin], 4, /has a key pair; with a role as well/],
  ["a comment in a value", ["set", "alice", "note", "a # b"], 2, /take for a comment/],
  ["two lines in a value", ["set", "alice", "note", "a\nb = c"], 2, /more than one line/],
  ["a name with a bracket", ["rename", "alice", "a]b"], 2, /cannot be the name/],
  ["a new name that is taken", ["rename", "alice", "bob"], 4, /profile "bob" already/],
  ["a profile that is not there", ["rename", "alcie", "x"], 4, /Nearest: "alice"/],
  ["a domain with a colon", ["add", "role", "x", "--domain", "a:b"], 2, /word without a colon/],
  ["to remove without a yes", ["remove", "bob"], 3, /bob is still there: that wants a yes/],
  [
    "a store that is none",
    ["add", "mfa", "x", "--serial", device, "--source", "alice", "--store", "x"],
    2,
    /no store "x"/,
  ],
]

describe("refused, and nothing is written:", () => {
  test.each([...refusals])("%s", async (_sentence, words, status, says) => {
    const home = newHome()
    const before = both(home)
    const ran = await run(binary, home, words)
    expect([ran.status, ran.stdout, says.test(ran.stderr) ? "" : ran.stderr]).toEqual([status, "", ""])
    expect(both(home)).toEqual(before)
    expect(existsSync(`${home.config}.guise-backup`)).toBe(false)
  })

  test("a malformed file", async () => {
    const home = newHome()
    addToConfig(home, "[profile broken]\nno equals")
    const before = both(home)
    const ran = await run(binary, home, ["set", "alice", "region", "eu-west-1"])
    expect([ran.status, ran.stderr]).toEqual([4, expect.stringMatching(/line \d+ has no "="/)])
    expect(both(home)).toEqual(before)
  })
})

describe("--dry-run", () => {
  test.each([
    ["add user", ["add", "user", "new", "--from-env", "--store", "credentials"], "+aws_secret_access_key = ****"],
    ["add user in a store", ["add", "user", "new", "--from-env", "--store", "plain"], "guise process new"],
    ["set", ["set", "alice", "region", "eu-west-1"], "-region = us-east-1\n+region = eu-west-1"],
    ["rename", ["rename", "alice", "anna"], "-[alice]\n+[anna]\n aws_access_key_id"],
    ["remove", ["remove", "alice"], "-aws_secret_access_key = ****"],
  ])("of %s shows the difference, secrets masked, and makes no file", async (_what, words, shows) => {
    const home = newHome()
    const before = both(home)
    const ran = await run(binary, home, [...words, "--dry-run"], { env: pair })
    expect(ran.status).toBe(0)
    expect(ran.stdout).toContain(shows)
    expect(ran.stdout).toMatch(/^@@ -\d+,\d+ \+\d+,\d+ @@$/m)
    expect(`${ran.stdout}${ran.stderr}`).not.toContain(secret)
    expect(both(home)).toEqual(before)
    expect(existsSync(join(home.env.XDG_DATA_HOME ?? "", "guise"))).toBe(false)
    const { diff } = json<{ diff: string }>(await run(binary, home, [...words, "--dry-run", "--json"], { env: pair }))
    expect(diff).toBe(ran.stdout)
  })
})

describe("rename", () => {
  test("takes along what names the profile, its keys in a store, and says which settings it leaves", async () => {
    const home = newHome()
    await run(binary, home, ["keys", "move", "alice", "--to", "plain"])
    await run(binary, home, ["set", "--settings", "session-duration", "12h", "--match", "al*"])
    const ran = await run(binary, home, ["rename", "alice", "anna"])
    expect([ran.status, ran.stderr.split("\n")]).toEqual([
      0,
      [
        "guise: alice is anna now; alice-mfa, readonly, admin, deploy, deploy-long and 2 more followed",
        expect.stringMatching(/^guise: .*config\.toml: what is set for al\* does not hold for anna/),
        "",
      ],
    ])
    expect(`${configOf(home)}`).not.toMatch(/= alice$/m)
    expect(configOf(home)).toContain("process anna\n")
    expect((await run(binary, home, ["process", "anna"])).stdout).toContain(secret)
    expect((await run(binary, home, ["process", "readonly"])).status).toBe(0)
    expect(
      json<{ profile: string }[]>(await run(binary, home, ["keys", "list", "--json"])).map(row => row.profile),
    ).toEqual(["bob", "anna"])
  })

  test("writes down a source that only the names of AwsCredentialsManager said", async () => {
    const home = newHome()
    writeFileSync(home.credentials, `\n[x:iam]\naws_access_key_id = ${keyId}\naws_secret_access_key = ${secret}\n`, {
      flag: "a",
    })
    addToConfig(home, `[profile x:mfa]\nmfa_device_arn = ${device}`)
    expect((await run(binary, home, ["rename", "x:iam", "y:iam"])).status).toBe(0)
    expect(configOf(home)).toEndWith(`[profile x:mfa]\nmfa_device_arn = ${device}\nsource_profile = y:iam\n`)
    expect((await run(binary, home, ["rename", "x:mfa", "session"])).status).toBe(0)
    expect((await run(binary, home, ["process", "session", "--mfa-code", code()])).status).toBe(0)
  })
})

describe("remove", () => {
  test("says whose source it was, and takes the keys out of their store", async () => {
    const home = newHome()
    await run(binary, home, ["keys", "move", "alice", "--to", "plain"])
    const { status, stderr } = await run(binary, home, ["remove", "alice", "--yes"])
    expect([status, stderr]).toEqual([
      0,
      "guise: alice is removed\nguise: alice-mfa, readonly, admin, deploy, deploy-long and 2 more are left without their source alice\n",
    ])
    expect((await run(binary, home, ["keys", "list"])).stdout).not.toContain("alice")
    expect(configOf(home)).not.toContain("[profile alice]")
    const one = await run(binary, home, ["remove", "admin", "--yes"])
    expect(one.stderr).toContain("guise: chained is left without its source admin\n")
  })

  test("keeps the version before beside the file, and says that it holds the key", async () => {
    const home = newHome()
    const before = credentialsOf(home)
    const { stderr } = await run(binary, home, ["remove", "bob", "--yes"])
    expect(stderr).toContain(`${home.credentials}.guise-backup still holds AKIAI44QH8DHBEXAMPLE`)
    expect(readFileSync(`${home.credentials}.guise-backup`, "utf8")).toBe(before)
  })
})

test("a file of a group that one is not in is changed all the same, and its new group may not read what the old one could", async () => {
  const home = newHome()
  const isRoot = process.getuid?.() === 0
  const [mine, asMe] = isRoot
    ? [65534, ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]]
    : [process.getuid?.() ?? -1, []]
  chmodSync(dirname(home.folder), 0o755)
  if (isRoot) Bun.spawnSync(["chown", "-R", "65534:65534", home.folder])
  chmodSync(home.config, 0o640)
  Bun.spawnSync([...(isRoot ? [] : ["sudo", "-n"]), "chgrp", "0", home.config])
  expect(statSync(home.config)).toMatchObject({ uid: mine, gid: 0 })
  const ran = await runCommand([...asMe, ...binary.argv, "set", "alice", "region", "eu-west-1"], home)
  expect([ran.status, ran.stderr]).toEqual([0, "guise: profile alice: region = eu-west-1\n"])
  const { uid, gid, mode } = statSync(home.config)
  expect([uid, gid === 0, (mode & 0o777).toString(8)]).toEqual([mine, false, "600"])
})

test("a name that some SDK does not read is told, with one that all read", async () => {
  const home = newHome()
  const words = ["add", "role", "my rôle", "--role-arn", admin, "--source", "alice"]
  const { status, stderr } = await run(binary, home, words)
  expect([status, stderr.split("\n")[0]]).toEqual([0, expect.stringMatching(/other SDKs ignore it\. .*: my-role$/)])
  const screen = await sitDown(binary, home)
  screen.type(`$G add role 'my other' --role-arn ${admin} --source alice\r`)
  await screen.see("Call it my-other instead? [Y/n]")
  screen.type("\r")
  await screen.see("profile my-other is in")
})

test("what is left out is asked for at the terminal, the secret without an echo", async () => {
  const home = newHome()
  const screen = await sitDown(binary, home)
  screen.type("$G add user --domain work --store plain\r")
  await screen.see("Access key id:")
  screen.type(`${keyId}\r`)
  await screen.see("Secret access key")
  screen.type(`${secret}\r`)
  const shown = await screen.see("work:iam: the key")
  expect(shown).not.toContain(secret)
  screen.type("$G add role admin --domain work\r")
  await screen.see("ARN of the role")
  screen.type("111122223333:Admin\r")
  await screen.see("profile work:admin is in")
  screen.type("$G remove work:iam\r")
  await screen.see(/work:admin would be left without a source\. Remove work:iam and its key .*\[y\/N\]/)
  screen.type("n\r")
  await screen.see("work:iam is still there")
  expect((await runCommand([...binary.argv, "process", "work:iam"], home)).stdout).toContain(secret)
})
