import { describe, expect, test } from "bun:test"
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { addToConfig, bash, binary, builds, type Document, type Home, json, run, stage } from "./harness.ts"

const { sandbox, newHome, code } = await stage()

const entriesOf = (home: Home) =>
  readdirSync(join(home.cache, "entries")).map(name => join(home.cache, "entries", name))

/** What is done to every entry, and so to all that is cached. */
const damages: readonly [sentence: string, damage: (file: string, home: Home) => void][] = [
  ["emptied", file => writeFileSync(file, "")],
  ["cut short", file => writeFileSync(file, readFileSync(file).subarray(0, 40))],
  ["cut to its first byte", file => writeFileSync(file, readFileSync(file).subarray(0, 1))],
  ["changed in one bit", file => writeFileSync(file, flipped(readFileSync(file)))],
  ["overwritten with text", file => writeFileSync(file, '{"credentials":{"accessKeyId":"AKIAI44QH8DHBEXAMPLE"}}')],
  ["of a version to come", file => writeFileSync(file, Buffer.concat([Buffer.of(3), readFileSync(file).subarray(1)]))],
]

function flipped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes)
  copy[copy.length - 1] = (copy.at(-1) ?? 0) ^ 1
  return copy
}

/** What stands where the cache should be. */
const spoils: readonly [sentence: string, spoil: (home: Home) => void][] = [
  ["where its folder should be is a file", home => writeFileSync(home.cache, "")],
  [
    "where its entries should be is a file",
    home => {
      mkdirSync(home.cache)
      writeFileSync(join(home.cache, "entries"), "")
    },
  ],
  [
    "where its locks should be is a file",
    home => {
      mkdirSync(home.cache)
      writeFileSync(join(home.cache, "locks"), "")
    },
  ],
  ["its key is a folder", home => mkdirSync(join(home.cache, "seal.key"), { recursive: true })],
]

describe.each([...builds])("$runtime", build => {
  const get = async (home: Home, name: string, ...words: string[]) => run(build, home, ["process", name, ...words])

  test("files are private and say nothing of who uses what", async () => {
    const home = newHome()
    await get(home, "chained", "--mfa-code", code())
    const names = readdirSync(home.cache, { recursive: true }).map(String)
    expect(names.length).toBeGreaterThan(5)
    for (const name of names) {
      const stat = statSync(join(home.cache, name))
      expect([name, stat.mode & 0o777]).toEqual([name, stat.isDirectory() ? 0o700 : 0o600])
      expect(name).toMatch(
        /^(entries|facts|ways|locks|seal\.key|((entries|facts|ways|locks)\/[0-9a-f]{8}-[0-9a-f]{32}))$/,
      )
    }
    const bytes = entriesOf(home).map(file => readFileSync(file).toString("latin1"))
    for (const text of bytes) expect(text).not.toMatch(/Admin|Chained|111122223333|ASIA|alice/)
  })

  test("an entry put in another's place is not taken for it", async () => {
    const home = newHome()
    await get(home, "readonly")
    const [readonly = ""] = entriesOf(home)
    const partner = json<Document>(await get(home, "partner"))
    const other = entriesOf(home).find(file => file !== readonly) ?? ""
    copyFileSync(readonly, other)
    const again = json<Document>(await get(home, "partner"))
    expect(again.AccessKeyId).not.toBe(partner.AccessKeyId)
    expect(again.AccountId).toBe("444455556666")
  })

  test("entries of another's key are not opened, and not touched", async () => {
    const [home, other] = [newHome(), newHome()]
    await Promise.all([get(home, "readonly"), get(other, "readonly")])
    const [theirs = ""] = entriesOf(other)
    const [mine = ""] = entriesOf(home)
    copyFileSync(theirs, mine)
    expect((await get(home, "readonly", "-v")).stderr).toContain("damaged or not ours")
    copyFileSync(join(other.cache, "seal.key"), join(home.cache, "seal.key"))
    expect((await get(home, "readonly", "-v")).stderr).not.toContain("damaged")
    expect(sandbox.calls()).toHaveLength(4)
  })

  test("a key file that others can read, or that is damaged, is retired with all it sealed", async () => {
    const home = newHome()
    const key = join(home.cache, "seal.key")
    for (const [spoil, words] of [
      [() => chmodSync(key, 0o644), "can be read by others"],
      [() => writeFileSync(key, readFileSync(key).subarray(1)), "is damaged"],
    ] as const) {
      const before = json<Document>(await get(home, "readonly"))
      const sealedWith = readFileSync(key)
      spoil()
      const said = await get(home, "readonly", "-v")
      expect(said.stderr).toContain(words)
      expect(json<Document>(said).AccessKeyId).not.toBe(before.AccessKeyId)
      expect(statSync(key).mode & 0o777).toBe(0o600)
      expect(readFileSync(key).equals(sealedWith)).toBe(false)
      expect((await get(home, "readonly")).stdout).toBe(said.stdout)
    }
  })

  test.each(build.runtime === "bun" ? [...spoils] : spoils.slice(0, 1))(
    "a cache that cannot be used costs a notice, not the work: %s",
    async (_what, spoil) => {
      const home = newHome()
      mkdirSync(join(home.cache, ".."), { recursive: true })
      spoil(home)
      const ran = await get(home, "chained", "--mfa-code", code())
      expect(json<Document>(ran).AccessKeyId).toStartWith("ASIA")
      expect(ran.stderr).toMatch(/^guise: the cache in .*\/guise cannot be used: .*\n$/)
      const exec = await run(build, home, ["exec", "readonly", "-q", "--", "true"])
      expect([exec.status, exec.stderr]).toEqual([0, ""])
      for (const words of [["status"], ["list"], ["explain", "chained"]]) {
        expect((await run(build, home, words)).status).toBe(0)
      }
    },
  )

  test("STS down: what is still valid is served with a notice; nothing valid is exit 6, naming the host", async () => {
    const home = newHome()
    const before = await get(home, "readonly")
    const kinds = build.runtime === "bun" ? (["unavailable", "drop", "throttle"] as const) : (["drop"] as const)
    for (const kind of kinds) {
      sandbox.faults.clear()
      sandbox.faults.add({ kind })
      const served = await get(home, "readonly", "--fresh")
      expect([served.status, served.stdout]).toEqual([0, before.stdout])
      expect(served.stderr).toMatch(/^guise: serving cached credentials/)
      const nothing = await get(home, "partner", "--json")
      expect([nothing.status, nothing.stdout]).toEqual([6, ""])
      const { error } = JSON.parse(nothing.stderr)
      expect(error.code).toBe(kind === "throttle" ? "aws-throttled" : "aws-unreachable")
      expect(error.message).toContain("127.0.0.1")
    }
  }, 60_000)

  test("a role that gives fifteen minutes is cached all the same", async () => {
    const home = newHome()
    const first = await get(home, "readonly", "--duration", "15m")
    expect((await get(home, "readonly", "--duration", "15m")).stdout).toBe(first.stdout)
    addToConfig(
      home,
      "[profile short]\nregion = us-east-1\nsource_profile = alice\nduration_seconds = 900\nrole_arn = arn:aws:iam::111122223333:role/ReadOnly",
    )
    expect((await get(home, "short")).stdout).toBe(first.stdout)
    expect(sandbox.calls()).toHaveLength(1)
  })

  test("an edited profile gives the new role at once, and the old one again from the cache", async () => {
    const home = newHome()
    const account = async () => {
      const ran = await run(build, home, ["whoami", "readonly", "--json"])
      return json<{ arn: string }>(ran).arn.split("/")[1]
    }
    const old = readFileSync(home.config, "utf8")
    expect(await account()).toBe("ReadOnly")
    await run(build, home, ["login", "admin", "--mfa-code", code()])
    writeFileSync(
      home.config,
      old.replace("role/ReadOnly", `role/Admin\nmfa_serial = arn:aws:iam::111122223333:mfa/alice`),
    )
    expect(await account()).toBe("Admin")
    writeFileSync(home.config, old)
    expect(await account()).toBe("ReadOnly")
    expect(sandbox.calls("AssumeRole")).toHaveLength(2)
  })
})

test("a full disk costs a notice, not the work", async () => {
  const home = newHome()
  mkdirSync(home.cache, { recursive: true })
  // A mount of one page in a name space of its own: root needs no more, others may where user name spaces are allowed.
  const mount = `mount -t tmpfs -o size=4k tmpfs '${home.cache}' && chmod 700 '${home.cache}'`
  const ran = await bash(binary, home, `unshare -rm bash -c "${mount} && $G process chained --mfa-code ${code()}"`)
  expect(json<Document>(ran).AccessKeyId).toStartWith("ASIA")
  expect(ran.stderr).toContain("cannot be used: ENOSPC: no room is left on that disk")
})

test("a session that could not be kept is not one that somebody is signed in to", async () => {
  const home = newHome()
  mkdirSync(join(home.cache, ".."), { recursive: true })
  writeFileSync(home.cache, "")
  const ran = await run(binary, home, ["login", "admin", "--mfa-code", code(), "--json"])
  expect([ran.status, ran.stdout]).toEqual([7, ""])
  expect(ran.stderr).toContain('"code":"cache-failed"')
  expect(ran.stderr).toContain("could not be kept")
})

test("what cannot be cleared is not said to be cleared", async () => {
  const home = newHome()
  await run(binary, home, ["process", "readonly"])
  rmSync(join(home.cache, "entries"), { recursive: true })
  writeFileSync(join(home.cache, "entries"), "")
  const ran = await run(binary, home, ["clear", "--yes", "--json"])
  expect([ran.status, ran.stdout]).toEqual([7, ""])
  expect(JSON.parse(ran.stderr).error.code).toBe("cache-failed")
})

test("everything is cleared, also what an earlier key sealed", async () => {
  const home = newHome()
  await run(binary, home, ["process", "readonly"])
  rmSync(join(home.cache, "seal.key"))
  expect((await run(binary, home, ["clear", "--yes", "--json"])).stdout).toBe('{"cleared":1}\n')
  expect(entriesOf(home)).toEqual([])
})

test("a read-only cache is read, and what cannot be kept costs a notice", async () => {
  const home = newHome()
  const before = await run(binary, home, ["process", "readonly"])
  const mount = `mount --bind '${home.cache}' '${home.cache}' && mount -o remount,bind,ro '${home.cache}'`
  const both = `unshare -rm bash -c "${mount} && $G process readonly && $G process partner"`
  const ran = await bash(binary, home, both)
  const [readonly = "", partner = ""] = ran.stdout.split("\n")
  expect(`${readonly}\n`).toBe(before.stdout)
  expect(JSON.parse(partner).AccountId).toBe("444455556666")
  expect(ran.stderr).toContain(`guise: the cache in ${home.cache} cannot be used: `)
  rmSync(home.cache, { recursive: true })
})

test.each([...damages])("entries %s are ignored, reported under --verbose, and replaced", async (_what, damage) => {
  const home = newHome()
  const get = (...words: string[]) => run(binary, home, ["process", "readonly", ...words])
  const before = json<Document>(await get())
  for (const file of entriesOf(home)) damage(file, home)
  const said = await get("--verbose")
  expect(said.stderr).toContain("damaged or not ours")
  const after = json<Document>(said)
  expect(after.AccessKeyId).not.toBe(before.AccessKeyId)
  expect(await get()).toMatchObject({ status: 0, stdout: said.stdout, stderr: "" })
  for (const file of entriesOf(home)) damage(file, home)
  const quiet = await get()
  expect([quiet.status, quiet.stderr]).toEqual([0, ""])
  expect((await run(binary, home, ["status"])).status).toBe(0)
})
