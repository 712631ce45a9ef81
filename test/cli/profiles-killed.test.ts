import { describe, expect, test } from "bun:test"
import { existsSync, lstatSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { binary, type Home, run, runCommand, stage } from "./harness.ts"

const { newHome } = await stage()
const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
const both = (home: Home) => [readFileSync(home.config, "utf8"), readFileSync(home.credentials, "utf8")]

/** Every call by which a process leaves something behind it, or holds something open. */
const calls = "openat,write,fchmod,fchown,fsync,close,rename,renameat,renameat2,unlink,mkdir"

/** Runs guise with the nth of its calls of these kinds killed, or failing. */
function injected(home: Home, words: readonly string[], kinds: string, fault: string, n: number) {
  const inject = ["-e", `trace=${kinds}`, "-e", `inject=${kinds}:${fault}:when=${n}`]
  return runCommand(["strace", "-f", "-qq", "-o", "/dev/null", ...inject, ...binary.argv, ...words], home)
}

describe("killed", () => {
  test.each([["credentials"], ["plain"]])(
    "at any change of a file, a rename of keys in %s loses nothing, and the same command ends it",
    async place => {
      const home = newHome()
      if (place === "plain") await run(binary, home, ["keys", "move", "alice", "--to", place])
      const before = both(home)
      for (const [from, to] of [
        ["alice", "anna"],
        ["anna", "alice"],
      ] as const) {
        let kills = 0
        for (let n = 1; ; n += 1) {
          const { status } = await injected(
            home,
            ["rename", from, to],
            "rename,renameat,renameat2",
            "signal=SIGKILL",
            n,
          )
          expect((await run(binary, home, ["process", "readonly"])).status).toBe(0)
          if (status === 0) break
          kills += 1
        }
        expect(kills).toBeGreaterThan(2)
        expect((await run(binary, home, ["process", to])).stdout).toContain(secret)
      }
      expect(both(home)).toEqual(before)
    },
    60_000,
  )

  test("at any call on the files, a setting is the old one or the new one", async () => {
    const home = newHome()
    const [config, credentials] = both(home)
    const wanted = (config ?? "").replace("region = us-east-1", "region = eu-west-9")
    let kills = 0
    for (let n = 1; ; n += 1) {
      const { status } = await injected(home, ["set", "alice", "region", "eu-west-9"], calls, "signal=SIGKILL", n)
      expect([config, wanted]).toContain(both(home)[0])
      expect(both(home)[1]).toBe(credentials)
      if (status === 0) break
      kills += 1
    }
    expect(kills).toBeGreaterThan(30)
    expect(both(home)[0]).toBe(wanted)
  }, 60_000)

  test("what a killed writer had begun goes with the next edit, once it is a minute old", async () => {
    const home = newHome()
    const left = [`${home.config}.1.0123456789abcdef.tmp`, `${home.config}.guise-backup.1.0123456789abcdef.tmp`]
    for (const path of [...left, `${home.config}.tmp`]) writeFileSync(path, "x")
    const later = ["faketime", "-f", "+120s", ...binary.argv]
    expect((await runCommand([...later, "set", "alice", "region", "eu-west-1"], home)).status).toBe(0)
    expect([...left, `${home.config}.tmp`].map(path => existsSync(path))).toEqual([false, false, true])
  })
})

describe("an edit that cannot be written", () => {
  test.each([
    ["a full disk", "write", "error=ENOSPC", "make room on that disk: df -h "],
    ["a disk that is full late", "fsync", "error=ENOSPC", "make room on that disk: df -h "],
    ["a disk that fails", "fsync", "error=EIO", "ls -ld"],
    ["a folder that may not be written", "rename,renameat,renameat2", "error=EACCES", "ls -ld"],
    ["a file that is mounted by itself", "rename,renameat,renameat2", "error=EBUSY", "mount the folder"],
  ])(
    "%s: the old file, a clear error, and nothing left over",
    async (_what, kinds, fault, hint) => {
      let failures = 0
      for (const n of [1, 2, 3, 4]) {
        const home = newHome()
        const before = both(home)
        const { status, stderr } = await injected(home, ["set", "alice", "region", "eu-west-9"], kinds, fault, n)
        expect(readdirSync(join(home.folder, ".aws")).filter(name => name.endsWith(".tmp"))).toEqual([])
        // What comes after the change, or may fail without harm: the words for the person, the folder's own fsync.
        if (both(home)[0] !== before[0]) continue
        failures += 1
        expect([status, both(home)]).toEqual([4, before])
        expect(stderr).toMatch(/config could not be written \((ENOSPC|EIO|EACCES|EBUSY)(: [^)]*)?\); it is as it was\./)
        expect(stderr).toContain(`hint: ${hint}`)
      }
      expect(failures).toBeGreaterThan(1)
    },
    60_000,
  )
})

describe("others at the same files", () => {
  test("of ten guises at once none loses what another wrote", async () => {
    const home = newHome()
    const keys = Array.from({ length: 10 }, (_none, index) => `note${index}`)
    const ran = await Promise.all(keys.map(key => run(binary, home, ["set", "alice", key, "1"])))
    expect(ran.map(({ status }) => status)).toEqual(keys.map(() => 0))
    for (const key of keys) expect(both(home)[0]).toContain(`\n${key} = 1\n`)
  })

  test("a program that writes back what it had read before, as the AWS CLI does, costs guise nothing", async () => {
    const home = newHome()
    const stale = `
import os, sys
path = sys.argv[1]
before = open(path).read()
print("read", flush=True)
while open(path).read() == before: pass
open(path, "w").write(before + "\\n[profile other]\\nregion = eu-west-1\\n")
`
    const other = Bun.spawn(["python3", "-c", stale, home.config], { stdout: "pipe" })
    await other.stdout.getReader().read()
    expect((await run(binary, home, ["set", "alice", "note", "1"])).status).toBe(0)
    await other.exited
    expect(both(home)[0]).toMatch(/\[profile alice\](?:\n.+)*\nnote = 1\n/)
    expect(both(home)[0]).toContain("[profile other]")
  })
})

test("a link that leads to no file yet stays a link", async () => {
  const home = newHome()
  const env = { AWS_CONFIG_FILE: join(home.folder, "link") }
  symlinkSync("dotfiles/config", env.AWS_CONFIG_FILE)
  const words = ["add", "role", "x", "--role-arn", "111122223333:Admin", "--source", "alice"]
  expect((await run(binary, home, words, { env })).status).toBe(0)
  expect(lstatSync(env.AWS_CONFIG_FILE).isSymbolicLink()).toBe(true)
  expect(readFileSync(join(home.folder, "dotfiles/config"), "utf8")).toStartWith("[profile x]\n")
})
