import { describe, expect, test } from "bun:test"
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { loadProfiles } from "../../src/config/profiles.ts"
import { renew } from "../../src/fresh/refresh.ts"
import { type Entry, readWritten, writtenFile } from "../../src/fresh/written.ts"
import { makeWorld } from "../../src/world.ts"
import { binary, builds, type Home, json, later, run, sitDown, stage } from "./harness.ts"

const { sandbox, newHome, code } = await stage()
const keyOf = (home: Home, section: string) => loadProfiles(home.env).keysOf(section)?.accessKeyId
const entries = async (home: Home) => json<readonly Entry[]>(await run(binary, home, ["write", "--list", "--json"]))
const logOf = (home: Home) => readFileSync(`${home.env.XDG_DATA_HOME}/guise/refresh.log`, "utf8")

/** A home with these profiles written. */
async function homeWith(...names: readonly string[]): Promise<Home> {
  const home = newHome()
  for (const [at, name] of names.entries())
    await run(binary, home, ["write", name, ...(at === 0 ? ["--mfa-code", code()] : [])])
  return home
}

describe.each([...builds])("$runtime", build => {
  test("nothing is done while enough is left, and all of it when less than 40 % is", async () => {
    const home = await homeWith("admin", "deploy")
    const before = ["admin_mfa", "deploy_mfa"].map(name => keyOf(home, name))
    const calls = sandbox.calls().length
    sandbox.clock.advance(2100)
    expect(await run(later(build, 2100), home, ["refresh"])).toMatchObject({ status: 0, stdout: "", stderr: "" })
    expect(sandbox.calls()).toHaveLength(calls)
    sandbox.clock.advance(100)
    const ran = await run(later(build, 2200), home, ["refresh"])
    expect([ran.status, ran.stdout]).toEqual([0, ""])
    expect(ran.stderr.split("\n").sort()).toEqual([
      "",
      expect.stringMatching(/^guise: renewed \[admin_mfa\], from admin: good until .*Z$/),
      expect.stringMatching(/^guise: renewed \[deploy_mfa\], from deploy: good until .*Z$/),
    ])
    expect(["admin_mfa", "deploy_mfa"].map(name => keyOf(home, name))).not.toContainAnyValues(before as string[])
    expect(sandbox.calls("GetSessionToken")).toHaveLength(1)
    expect(logOf(home).match(/Z renewed /g)).toHaveLength(2)
  })
})

test("twenty that refresh at once take each role once", async () => {
  const home = await homeWith("admin", "deploy")
  sandbox.clock.advance(2400)
  const calls = sandbox.calls("AssumeRole").length
  const all = await Promise.all(Array.from({ length: 20 }, () => run(later(binary, 2400), home, ["refresh"])))
  expect(all.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 0))
  expect(sandbox.calls("AssumeRole").length - calls).toBe(2)
})

test("AWS out of reach: what is there stays, it waits before it tries again, and goes on when AWS is back", async () => {
  const home = await homeWith("readonly")
  const before = keyOf(home, "readonly_mfa")
  sandbox.clock.advance(2400)
  sandbox.faults.add({ kind: "unavailable" })
  const down = await run(later(binary, 2400), home, ["refresh"], { env: { AWS_MAX_ATTEMPTS: "1" } })
  expect(down.status).toBe(6)
  expect(down.stderr).toContain("no new credentials for [readonly_mfa]")
  const calls = sandbox.calls().length
  expect(await run(later(binary, 2400), home, ["refresh"])).toMatchObject({ status: 0, stderr: "" })
  expect(sandbox.calls()).toHaveLength(calls)
  expect([keyOf(home, "readonly_mfa"), (await entries(home))[0]?.trouble]).toMatchObject([
    before,
    { tries: 1, person: false },
  ])
  sandbox.faults.clear()
  const back = await run(later(binary, 2520), home, ["refresh"])
  expect([back.status, (await entries(home))[0]?.trouble]).toEqual([0, undefined])
})

describe("a person is needed", () => {
  const over = 36 * 3600 + 60

  test("one line and exit 3, a mark in status, and no call; a login makes all good", async () => {
    const home = await homeWith("admin", "deploy")
    sandbox.clock.advance(over)
    const calls = sandbox.calls().length
    const ran = await run(later(binary, over), home, ["refresh", "--quiet"])
    expect([ran.status, ran.stdout, sandbox.calls().length]).toEqual([3, "", calls])
    expect(ran.stderr.split("\n")).toHaveLength(3)
    expect(ran.stderr).toContain("hint: guise login ")
    const status = await run(later(binary, over), home, ["status"])
    expect(status.stdout.match(/somebody is needed: guise login (admin|deploy)$/gm)).toHaveLength(2)
    expect(logOf(home).match(/Z somebody is needed for /g)).toHaveLength(2)
    const login = await run(later(binary, over), home, ["login", "admin", "--mfa-code", code()])
    expect(login.stderr.match(/renewed \[(admin|deploy)_mfa\]/g)).toHaveLength(2)
    expect((await run(later(binary, over), home, ["status"])).stdout).not.toContain("somebody is needed")
    expect((await entries(home)).map(({ trouble }) => trouble)).toEqual([undefined, undefined])
  })

  test("where there is a desktop it shows a notice, once", async () => {
    const home = await homeWith("admin", "deploy")
    const bin = join(home.folder, "bin")
    mkdirSync(bin)
    writeFileSync(join(bin, "notify-send"), `#!/bin/sh\nprintf '%s\\n' "$*" >>'${home.folder}/notices'\n`, {
      mode: 0o755,
    })
    const env = { PATH: `${bin}:${home.env.PATH}`, DBUS_SESSION_BUS_ADDRESS: "unix:path=/nowhere" }
    sandbox.clock.advance(over)
    for (const _look of [1, 2, 3]) await run(later(binary, over), home, ["refresh", "--quiet"], { env })
    expect(readFileSync(join(home.folder, "notices"), "utf8")).toMatch(
      /^--app-name=guise -- guise Somebody is needed for admin_mfa, deploy_mfa: guise login (admin|deploy)\n$/,
    )
  })

  test("not while a session has hours left: nobody is called for then", async () => {
    const home = await homeWith("alice-mfa")
    sandbox.clock.advance(24 * 3600)
    const quiet = await run(later(binary, 24 * 3600), home, ["refresh"])
    expect(quiet).toMatchObject({ status: 0, stdout: "", stderr: "" })
    expect((await run(later(binary, 24 * 3600), home, ["status"])).stdout).not.toContain("somebody")
    sandbox.clock.advance(11.5 * 3600)
    const late = await run(later(binary, 35.5 * 3600), home, ["refresh"])
    expect([late.status, late.stderr]).toEqual([3, expect.stringContaining("hint: guise login alice-mfa")])
  })

  test("at a terminal the code is asked for, once for all", async () => {
    const home = await homeWith("admin", "deploy")
    sandbox.clock.advance(over)
    const screen = await sitDown(later(binary, over), home)
    screen.type("$G refresh; echo st''atus=$?\r")
    await screen.see("Enter MFA code for ")
    screen.type(`${code()}\r`)
    expect(await screen.see("status=0")).not.toContain("Enter MFA code for ")
    expect(sandbox.calls("GetSessionToken")).toHaveLength(2)
  })
})

test("a wrong role keeps no other from being refreshed", async () => {
  const home = await homeWith("admin", "readonly")
  writeFileSync(home.config, readFileSync(home.config, "utf8").replace("role/Admin\n", "role/Nobody\n"))
  sandbox.clock.advance(2400)
  const ran = await run(later(binary, 2400), home, ["refresh"])
  expect([ran.status, ran.stderr.includes("renewed [readonly_mfa]")]).toEqual([5, true])
  expect(ran.stderr).toContain("no new credentials for [admin_mfa], from admin: ")
})

test("a profile that is renamed: what was written from it follows, also while a refresh is at it", async () => {
  const home = await homeWith("readonly")
  const [before] = readWritten(home.env)
  const world = await makeWorld({ env: home.env, say: () => {} })
  expect((await run(binary, home, ["rename", "readonly", "look"])).stderr).toContain("readonly_mfa followed")
  expect(readFileSync(home.credentials, "utf8")).toContain("guise_source = look\n")
  if (before === undefined) throw new Error("nothing was written")
  // It began before the rename, and knows the old name.
  expect((await renew(before, world, () => 0)).does).toBe("failed")
  expect(readWritten(home.env)).toMatchObject([{ source: "look", section: "readonly_mfa" }])
  expect(readWritten(home.env)[0]?.trouble).toBeUndefined()
  sandbox.clock.advance(3700)
  // The session of what has ended is got from the profile by its new name.
  expect((await run(later(binary, 3700), home, ["process", "readonly_mfa"])).status).toBe(0)
  expect((await run(later(binary, 3700), home, ["refresh"])).stderr).toContain("renewed [readonly_mfa], from look")
})

test("a credentials file that is not there just now is no reason to let go of anything", async () => {
  const home = await homeWith("readonly")
  renameSync(home.credentials, `${home.credentials}.away`)
  sandbox.clock.advance(2400)
  const away = await run(later(binary, 2400), home, ["refresh"])
  expect([away.status, (await entries(home)).length, existsSync(home.credentials)]).toEqual([4, 1, false])
  renameSync(`${home.credentials}.away`, home.credentials)
  expect((await run(later(binary, 2520), home, ["refresh"])).stderr).toStartWith("guise: renewed [readonly_mfa]")
})

test("what the timer runs passes over what is not to be kept fresh", async () => {
  const home = await homeWith("readonly")
  sandbox.clock.advance(2400)
  const calls = sandbox.calls().length
  expect((await run(later(binary, 2400), home, ["refresh", "--kept"])).stderr).toBe("")
  expect(sandbox.calls()).toHaveLength(calls)
})

test("--watch goes on until it is told to stop, and ends with 0", async () => {
  const home = await homeWith("readonly")
  const file = `${home.env.XDG_DATA_HOME}/guise/written.json`
  const [made] = await entries(home)
  if (made?.expiresAt === undefined) throw new Error("nothing was written")
  const older = { ...made, madeAt: made.madeAt - 2400, expiresAt: made.expiresAt - 2400 }
  writeFileSync(file, JSON.stringify({ version: 1, sections: [older] }))
  const words = [...binary.argv, "refresh", "--watch"]
  const child = Bun.spawn(words, { env: { ...home.env }, stdout: "ignore", stderr: "pipe", detached: true })
  const said: string[] = []
  for await (const chunk of child.stderr.pipeThrough(new TextDecoderStream())) {
    said.push(chunk)
    if (chunk.includes("renewed")) child.kill("SIGTERM")
  }
  expect([await child.exited, child.signalCode]).toEqual([0, null])
  expect(said.join("")).toMatch(/^guise: renewed \[readonly_mfa\]/)
  expect(await entries(home)).toEqual([made])
})

test("a list that is damaged is told, and hides nothing else of how things stand", async () => {
  const home = await homeWith("readonly")
  writeFileSync(writtenFile(home.env), "{")
  const { status, stdout, stderr } = await run(binary, home, ["status"])
  expect([status, stdout.includes("role/ReadOnly")]).toEqual([0, true])
  expect(stderr).toContain("written.json, which lists what guise writes into the credentials file, cannot be used")
  expect((await run(binary, home, ["refresh"])).status).toBe(7)
})

test("nothing written: nothing to do, and no file is made", async () => {
  const home = newHome()
  expect(await run(binary, home, ["refresh"])).toMatchObject({ status: 0, stdout: "", stderr: "" })
  expect(existsSync(home.env.XDG_DATA_HOME ?? "")).toBe(false)
})
