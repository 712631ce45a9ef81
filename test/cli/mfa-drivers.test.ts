import { describe, expect, test } from "bun:test"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import {
  binary,
  builds,
  type Document,
  device,
  filesIn,
  type Home,
  json,
  run,
  secrets,
  sitDown,
  stage,
  writeSettings,
} from "./harness.ts"

const { sandbox, newHome, code } = await stage()

/** Keeps the seed of the sandbox's device, so that nobody is asked for a code. */
async function withSeed(home: Home, store = "plain"): Promise<void> {
  const words = ["mfa", "add", device, "--store", store, "--yes"]
  const added = await run(binary, home, words, { stdin: `${secrets.seed}\n` })
  expect([added.status, added.stderr.includes(secrets.seed)]).toEqual([0, false])
}

for (const build of builds)
  test(`a role behind MFA is taken with the stored seed, and nobody is asked (${build.runtime})`, async () => {
    const home = newHome()
    const refused = await run(build, home, ["process", "admin"])
    expect(refused.status).toBe(3)
    await withSeed(home)
    const taken = await run(build, home, ["process", "admin"])
    expect([taken.status, taken.stderr]).toEqual([0, ""])
    expect(json<Document>(taken).AccountId).toBe("111122223333")
    expect((await run(build, home, ["explain", "admin"])).stdout).toContain("seed")
  })

describe("drivers by settings", () => {
  test("a command that prints a code, chosen by pattern", async () => {
    const home = newHome()
    writeFileSync(join(home.folder, "code"), `${code()}\n`)
    const driver = `mfa = "command:cat '${home.folder}/code'"`
    writeSettings(home, `[[profile]]\nmatch = "adm*"\n${driver}\n`)
    expect((await run(binary, home, ["process", "admin"])).status).toBe(0)
    expect((await run(binary, home, ["explain", "admin"])).stdout).toContain("command")
    expect((await run(binary, home, ["explain", "partner"])).stdout).not.toContain("command")
  })

  test("GUISE_MFA=ask over a stored seed: the person is asked", async () => {
    const home = newHome()
    await withSeed(home)
    expect((await run(binary, home, ["process", "admin"], { env: { GUISE_MFA: "ask" } })).status).toBe(3)
    const screen = await sitDown(binary, home, { GUISE_MFA: "ask" })
    screen.type("$G whoami admin\r")
    await screen.see(`Enter MFA code for ${device}: `)
    screen.type(`${code()}\r`)
    await screen.see("arn:aws:sts::111122223333:assumed-role/Admin/")
  })
})

describe("guise mfa", () => {
  test("code shows what the device shows; the seed is in the store alone", async () => {
    const home = newHome()
    await withSeed(home)
    const shown = await run(binary, home, ["mfa", "code", device])
    expect(shown.stdout).toMatch(/^\d{6}\n$/)
    const holding = filesIn(home.folder).filter(path => readFileSync(path, "latin1").includes(secrets.seed))
    expect(holding.map(path => path.slice(0, path.lastIndexOf("/")))).toEqual([
      `${home.env.XDG_DATA_HOME}/guise/plain-store`,
    ])
    expect(sandbox.calls()).toEqual([])
  })

  test("a seed that stands in the AWS files goes into a store, and its line out of the file and of its backup", async () => {
    const home = newHome()
    const before = readFileSync(home.credentials, "utf8")
    const line = `mfa_serial = ${device}\nmfa_secret = ${secrets.seed}\n`
    writeFileSync(home.credentials, before.replace("[bob]", `${line}\n[bob]`))
    const words = ["mfa", "add", "--from-profile", "alice", "--store", "plain"]
    const ran = await run(binary, home, words)
    expect([ran.status, `${ran.stdout}${ran.stderr}`.includes(secrets.seed)]).toEqual([0, false])
    expect(readFileSync(home.credentials, "utf8")).toBe(before.replace("[bob]", `mfa_serial = ${device}\n\n[bob]`))
    const holding = filesIn(home.folder).filter(path => readFileSync(path, "latin1").includes(secrets.seed))
    expect(holding.map(path => path.includes("plain-store"))).toEqual([true])
    expect((await run(binary, home, ["process", "admin"])).status).toBe(0)
    expect((await run(binary, home, words)).status).toBe(4)
  })

  test("a seed on the command line is refused, and not repeated", async () => {
    const home = newHome()
    const refused = await run(binary, home, ["mfa", "add", device, secrets.seed])
    expect([refused.status, refused.stderr.includes(secrets.seed)]).toEqual([2, false])
  })

  test("remove forgets it", async () => {
    const home = newHome()
    await withSeed(home)
    expect((await run(binary, home, ["mfa", "remove", device, "--yes"])).status).toBe(0)
    expect((await run(binary, home, ["process", "admin"])).status).toBe(3)
  })
})
