import { describe, expect, test } from "bun:test"
import { readFileSync, writeFileSync } from "node:fs"
import type { Preview } from "../../src/cli/write/preview.ts"
import { loadProfiles } from "../../src/config/profiles.ts"
import type { Entry } from "../../src/fresh/written.ts"
import {
  addToConfig,
  binary,
  builds,
  type Document,
  device,
  filesIn,
  type Home,
  json,
  later,
  run,
  secrets,
  stage,
} from "./harness.ts"

const { sandbox, newHome, code } = await stage()

const keysIn = (home: Home, section: string) => loadProfiles(home.env).keysOf(section)
const textOf = (home: Home) => readFileSync(home.credentials, "utf8")
const list = async (home: Home) => json<readonly Entry[]>(await run(binary, home, ["write", "--list", "--json"]))

describe.each([...builds])("$runtime", build => {
  test("a role under its profile's name and _mfa, in a section that every tool reads", async () => {
    const home = newHome()
    const before = textOf(home)
    const ran = await run(build, home, ["write", "admin", "--mfa-code", code()])
    expect([ran.status, ran.stdout]).toEqual([0, ""])
    expect(ran.stderr).toMatch(/^guise: \[admin_mfa\] in .*\/credentials has the credentials now: (59m|1h 0m) left\n$/)
    expect(keysIn(home, "admin_mfa")).toMatchObject({ accountId: "111122223333", expiresAt: expect.any(Number) })
    expect(textOf(home)).toStartWith(before)
    const who = await run(build, home, ["whoami", "admin_mfa"])
    expect(who.stdout).toContain("assumed-role/Admin/")
    const calls = sandbox.calls().length
    const served = json<Document>(await run(build, home, ["process", "admin"]))
    expect(served.AccessKeyId).toBe(keysIn(home, "admin_mfa")?.accessKeyId ?? "")
    expect(sandbox.calls()).toHaveLength(calls)
    expect((await run(build, home, ["write", "admin", "--remove"])).status).toBe(0)
    expect(textOf(home)).toBe(before)
    expect(await list(home)).toEqual([])
  })

  test("a session; roles chained on its section go on when it has ended, from what made it", async () => {
    const home = newHome()
    const chained = `[profile staging]\nregion = us-east-1\nservices = sandbox\nsource_profile = x_mfa\nrole_arn = arn:aws:iam::111122223333:role/Admin`
    addToConfig(home, chained)
    await run(build, home, ["write", "alice-mfa", "--to", "x_mfa", "--mfa-code", code()])
    expect((await run(build, home, ["process", "staging"])).status).toBe(0)
    sandbox.clock.advance(37 * 3600)
    const ended = later(build, 37 * 3600)
    const nobody = await run(ended, home, ["process", "staging"])
    expect([nobody.status, nobody.stderr.includes(device)]).toEqual([3, true])
    const again = await run(ended, home, ["process", "staging", "--mfa-code", code()])
    expect([again.status, again.stderr]).toEqual([0, ""])
    expect(sandbox.calls("GetSessionToken")).toHaveLength(2)
  })
})

const refused: readonly (readonly [sentence: string, words: readonly string[], status: number, says: string])[] = [
  ["long-lived keys", ["alice"], 4, "leads to a long-lived key pair"],
  ["into a section with long-lived keys", ["admin", "--to", "bob"], 4, "has a long-lived key pair ("],
  ["into a role's profile", ["admin", "--to", "readonly"], 4, "has role_arn ("],
  ["under a name that would end early", ["admin", "--to", "x] # y"], 2, "No section of an AWS file can be called"],
  ["under a name that would not be found again", ["admin", "--to", "profile x"], 2, "No section of an AWS file"],
  ["of a profile that is not there", ["amdin"], 4, "admin"],
  ["a removal of what was never written", ["admin", "--remove"], 4, "Nothing of"],
  ["to look and to remove at once", ["--list", "--remove"], 2, "give one of them"],
  ["a removal of everything without a yes", ["--remove"], 0, "nothing was written"],
]

test("a section that not every SDK reads is warned of, with a name that all read", async () => {
  const ran = await run(binary, newHome(), ["write", "readonly", "--to", "my section", "--dry-run"])
  expect([ran.status, ran.stderr.includes("A name that all read: my-section")]).toEqual([0, true])
})

describe("refused is", () => {
  test.each([...refused])("%s", async (_sentence, words, status, says) => {
    const home = newHome()
    const before = textOf(home)
    const ran = await run(binary, home, ["write", ...words, "--mfa-code", code()])
    expect([ran.status, ran.stdout]).toEqual([status, ""])
    expect(ran.stderr).toContain(says)
    expect(textOf(home)).toBe(before)
    expect(sandbox.calls()).toEqual([])
  })
})

test("a section that somebody has put long-lived keys into since is left alone by everything that follows", async () => {
  const home = newHome()
  await run(binary, home, ["write", "readonly"])
  const theirs = textOf(home).replace(/aws_access_key_id = ASIA\w+/, "aws_access_key_id = AKIAI44QH8DHBEXAMPLE")
  writeFileSync(home.credentials, theirs)
  expect((await run(binary, home, ["write", "readonly"])).status).toBe(4)
  sandbox.clock.advance(2400)
  const refreshed = await run(later(binary, 2400), home, ["refresh"])
  expect(refreshed.stderr).toBe(
    "guise: let go of [readonly_mfa], from readonly: the section is gone, or somebody else's by now\n",
  )
  expect(textOf(home)).toBe(theirs)
})

test("what flags shaped is refreshed with the same flags, and never got without them", async () => {
  const home = newHome()
  const words = ["write", "readonly", "--to", "less", "--read-only", "--session-name", "reader"]
  expect((await run(binary, home, words)).status).toBe(0)
  sandbox.clock.advance(2400)
  expect((await run(later(binary, 2400), home, ["refresh"])).status).toBe(0)
  expect((await run(binary, home, ["whoami", "less"])).stdout).toContain("assumed-role/ReadOnly/reader")
  sandbox.clock.advance(7200)
  const over = await run(later(binary, 9600), home, ["process", "less"])
  expect([over.status, over.stderr.includes("hint: guise refresh")]).toEqual([5, true])
})

test("--remove takes the one section that --to names, of that profile alone, and nothing at all under --dry-run", async () => {
  const home = newHome()
  for (const words of [["readonly"], ["readonly", "--to", "one"], ["partner", "--to", "other"]])
    expect((await run(binary, home, ["write", ...words])).status).toBe(0)
  const before = textOf(home)
  const looked = await run(binary, home, ["write", "readonly", "--remove", "--dry-run"])
  expect([looked.status, looked.stdout]).toEqual([
    0,
    "would remove [readonly_mfa], from readonly\nwould remove [one], from readonly\n",
  ])
  const wrong = await run(binary, home, ["write", "readonly", "--to", "other", "--remove", "--yes"])
  expect([wrong.status, textOf(home)]).toEqual([4, before])
  expect((await run(binary, home, ["write", "--remove", "--to", "one", "--yes"])).status).toBe(0)
  expect((await run(binary, home, ["write", "partner", "--to", "other", "--remove"])).status).toBe(0)
  expect([textOf(home).includes("[readonly_mfa]"), /\[(one|other)\]/.test(textOf(home))]).toEqual([true, false])
})

test("--dry-run shows the lines and the timer, with nothing secret, and does nothing", async () => {
  const home = newHome()
  const before = textOf(home)
  const ran = await run(binary, home, ["write", "admin", "--dry-run"])
  expect([ran.status, ran.stderr]).toEqual([0, ""])
  for (const line of ["+[admin_mfa]", "+aws_secret_access_key = ****", "+guise_source = admin"])
    expect(ran.stdout.split("\n")).toContain(line)
  expect(ran.stdout).not.toContain(secrets.key)
  const document = json<Preview>(await run(binary, home, ["write", "admin", "--dry-run", "--json"]))
  expect(document).toEqual({ section: "admin_mfa", file: home.credentials, diff: ran.stdout })
  expect([textOf(home), sandbox.calls(), await list(home)]).toEqual([before, [], []])
})

test("what is written is in the credentials file and nowhere else, and nowhere at all when it is removed", async () => {
  const home = newHome()
  const said: string[] = []
  const found: string[] = []
  const guise = async (...words: readonly string[]) => {
    const { stdout, stderr } = await run(later(binary, said.length === 0 ? 0 : 2400), home, [...words, "-v"])
    said.push(stdout, stderr)
    const { secretAccessKey, sessionToken } = keysIn(home, "readonly_mfa") ?? {}
    found.push(...[secretAccessKey, sessionToken].filter(text => text !== undefined))
  }
  const holding = () =>
    filesIn(home.folder).filter(path => found.some(secret => readFileSync(path, "latin1").includes(secret)))
  await guise("write", "readonly")
  sandbox.clock.advance(2400)
  await guise("refresh")
  await guise("write", "readonly")
  await guise("write", "--list", "--json")
  await guise("status", "--json")
  await guise("write", "readonly", "--dry-run")
  expect(new Set(found).size).toBe(4)
  expect(holding()).toEqual([home.credentials])
  await guise("write", "readonly", "--remove")
  expect(holding()).toEqual([])
  expect(found.filter(secret => said.join("").includes(secret))).toEqual([])
})

test("--as profile takes a written section: every SDK reads it", async () => {
  const home = newHome()
  await run(binary, home, ["write", "readonly"])
  const ran = await run(binary, home, [
    "exec",
    "readonly_mfa",
    "--as",
    "profile",
    "-q",
    "--",
    "sh",
    "-c",
    "echo $AWS_PROFILE",
  ])
  expect(ran).toMatchObject({ status: 0, stdout: "readonly_mfa\n" })
})

test("--keep-fresh where no timer is to be had: written, and said with what to do instead", async () => {
  const home = newHome()
  const ran = await run(binary, home, ["write", "readonly", "--keep-fresh"], { env: { PATH: "/nowhere" } })
  expect([ran.status, ran.stderr.includes("hint: guise refresh --watch")]).toEqual([4, true])
  expect((await list(home)).map(({ section, keep }) => [section, keep])).toEqual([["readonly_mfa", true]])
})

test("--list and status say what was written from what, and how long it lasts", async () => {
  const home = newHome()
  expect((await run(binary, home, ["write", "--list"])).stdout).toBe("Nothing was written.\n")
  await run(binary, home, ["write", "readonly"])
  const row = /^WRITTEN +FROM +KEPT FRESH +LEFT\nreadonly_mfa +readonly +no +(59m|1h 0m)$/m
  expect((await run(binary, home, ["write", "--list"])).stdout).toMatch(row)
  expect((await run(binary, home, ["status"])).stdout).toMatch(row)
  const status = json<{ written: readonly Entry[] }>(await run(binary, home, ["status", "--json"]))
  expect(status.written).toEqual(await list(home))
  expect(JSON.stringify(status)).not.toContain(keysIn(home, "readonly_mfa")?.secretAccessKey ?? "none")
})

describe("a session that its profile keeps in the credentials file", () => {
  const layout = `[profile work:mfa]\nregion = us-east-1\nservices = sandbox\nmfa_device_arn = ${device}\n[profile work:dev]\nregion = us-east-1\nservices = sandbox\nsource_profile = work:mfa\nrole_arn = arn:aws:iam::111122223333:role/Admin`
  const workHome = (): Home => {
    const home = newHome()
    addToConfig(home, layout)
    writeFileSync(home.credentials, textOf(home).replace("[alice]", "[work:iam]"))
    return home
  }

  test.each(["work:mfa", "work:dev"])("stands there with its end from the first login on (%s)", async name => {
    const home = workHome()
    const ran = await run(binary, home, ["login", name, "--mfa-code", code()])
    expect([ran.status, ran.stderr.includes("renewed [work:mfa]")]).toEqual([0, true])
    const kept = keysIn(home, "work:mfa")
    expect((kept?.expiresAt ?? 0) - sandbox.clock.now()).toBeWithin(129_500, 129_601)
    expect(textOf(home)).toMatch(/^expiration = \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/m)
    expect((await run(binary, home, ["process", "work:dev"])).status).toBe(0)
    expect(sandbox.calls("GetSessionToken")).toHaveLength(1)
  })

  test("a later login brings it up to date", async () => {
    const home = workHome()
    await run(binary, home, ["login", "work:mfa", "--mfa-code", code()])
    const first = keysIn(home, "work:mfa")
    sandbox.clock.advance(60)
    const ran = await run(later(binary, 60), home, ["login", "work:dev", "--force", "--mfa-code", code()])
    expect(ran.status).toBe(0)
    expect(keysIn(home, "work:mfa")?.accessKeyId).not.toBe(first?.accessKeyId ?? "")
    expect(await list(home)).toHaveLength(1)
  })

  test("a session written by guise write too", async () => {
    const home = newHome()
    await run(binary, home, ["write", "alice-mfa", "--mfa-code", code()])
    const first = keysIn(home, "alice-mfa_mfa")
    sandbox.clock.advance(60)
    await run(later(binary, 60), home, ["login", "admin", "--force", "--mfa-code", code()])
    expect(keysIn(home, "alice-mfa_mfa")?.accessKeyId).not.toBe(first?.accessKeyId ?? "")
    expect(sandbox.calls("GetSessionToken")).toHaveLength(2)
  })
})

describe("what was written follows its profile", () => {
  test("to a new name, on both sides, and is renewed under it", async () => {
    const home = newHome()
    await run(binary, home, ["write", "readonly", "--to", "readonly_tools"])
    await run(binary, home, ["rename", "readonly", "look"])
    expect(await list(home)).toMatchObject([{ section: "readonly_tools", source: "look" }])
    await run(binary, home, ["rename", "readonly_tools", "look_tools"])
    expect(await list(home)).toMatchObject([{ section: "look_tools", source: "look" }])
    const first = keysIn(home, "look_tools")
    sandbox.clock.advance(2400)
    const ran = await run(later(binary, 2400), home, ["refresh"])
    expect([ran.status, keysIn(home, "look_tools")?.accessKeyId === first?.accessKeyId]).toEqual([0, false])
  })

  test("when a section goes nobody keeps it fresh; when its source goes that is said", async () => {
    const home = newHome()
    await run(binary, home, ["write", "readonly"])
    const said = await run(binary, home, ["remove", "readonly", "--yes"])
    expect(said.stderr).toContain(
      "readonly_mfa was written from readonly, and stays as it is: guise write readonly_mfa --remove",
    )
    expect(await list(home)).toHaveLength(1)
    await run(binary, home, ["remove", "readonly_mfa", "--yes"])
    expect(await list(home)).toEqual([])
  })
})

test("guise add mfa --store credentials makes a profile that keeps its session there from the first login on", async () => {
  const home = newHome()
  const add = ["add", "mfa", "kept", "--serial", device, "--source", "alice", "--store", "credentials"]
  expect((await run(binary, home, add)).status).toBe(0)
  await run(binary, home, ["set", "kept", "services", "sandbox"])
  expect(keysIn(home, "kept")).toBeUndefined()
  const ran = await run(binary, home, ["login", "kept", "--mfa-code", code()])
  expect([ran.status, ran.stderr.includes("renewed [kept]")]).toEqual([0, true])
  expect(keysIn(home, "kept")?.accessKeyId).toStartWith("ASIA")
})
