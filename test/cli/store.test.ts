import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test"
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { StoreStatus } from "../../src/cli/standing/store.ts"
import { changeKnown } from "../../src/store/known.ts"
import { openVault } from "../../src/store/vault.ts"
import { storeHost } from "../store/host.ts"
import { makeCheapStore, passphrase, patience } from "../store/places.ts"
import { binary, filesIn, type Home, json, type Ran, run, stage } from "./harness.ts"

setDefaultTimeout(patience)
const { newHome } = await stage()

let runtime: string
let home: Home
beforeEach(() => {
  runtime = mkdtempSync("/dev/shm/guise-store-")
  const bare = newHome()
  // No session bus, no GPG: the stores that are seen here are those of files.
  const own = { GUISE_STORE: "file", GUISE_PASSPHRASE: passphrase, PATH: "/nonexistent", XDG_RUNTIME_DIR: runtime }
  home = { ...bare, env: { ...bare.env, ...own } }
})
afterEach(() => rmSync(runtime, { recursive: true }))

const store = (words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> =>
  run(binary, home, ["store", ...words], { env })
const statusOf = async (...words: readonly string[]) => json<StoreStatus>(await store(["status", "--json", ...words]))
const data = () => join(home.env.XDG_DATA_HOME ?? "", "guise")
const unlocked = () => filesIn(runtime).filter(path => !path.endsWith(".lock"))

async function keep(): Promise<void> {
  await makeCheapStore(data())
  const vault = openVault(storeHost(home.env))
  const pair = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" }
  await vault.keepKeys("work:iam", pair, { store: "file", since: 0 })
  await vault.keepKeys("home", pair, { store: "plain", since: 0 })
  const seed = "otpauth://totp/a?secret=JBSWY3DP"
  await vault.keepSeed("arn:aws:iam::111122223333:mfa/alice", seed, { store: "file", since: 0 })
}

describe("guise store status", () => {
  test("says which store is active and why, what each keeps by the index, and its state", async () => {
    await keep()
    await changeKnown(home.env, known => ({ ...known, seal: "file" }))
    const { active, stores } = await statusOf()
    expect(active).toEqual({ kind: "file", why: expect.stringContaining("GUISE_STORE") })
    expect(stores.map(each => each.store)).toEqual(["keyring", "file", "pass", "plain"])
    expect(stores[1]).toEqual({
      store: "file",
      state: "open",
      until: expect.any(Number),
      keys: ["work:iam"],
      seeds: ["arn:aws:iam::111122223333:mfa/alice"],
      seal: true,
    })
    expect(stores[3]).toEqual({ store: "plain", state: "open", keys: ["home"], seeds: [], seal: false })
  })

  test("is a table for people", async () => {
    await keep()
    const { stdout, stderr } = await store(["status"])
    const lines = stdout.split("\n").map(line => line.replace(/ +/g, " ").trim())
    expect(lines[0]).toBe("New secrets go to: file (it was asked for (--store, GUISE_STORE or the setting store))")
    expect(lines[2]).toBe("STORE KEYS SEEDS STATE")
    expect(lines).toContainEqual(expect.stringMatching(/^file 1 1 open, for (7h 59m|8h 0m)/))
    expect(lines).toContain("plain 1 0 open, always: in plain text")
    expect(stderr).toBe("")
  })

  test("asks nobody, makes no file, and shows one store alone", async () => {
    const { stores } = await statusOf("file")
    expect(stores).toEqual([{ store: "file", state: "empty", keys: [], seeds: [], seal: false }])
    expect([existsSync(data()), readdirSync(runtime)]).toEqual([false, []])
  })

  test("says of a store that cannot be used why, and goes on", async () => {
    mkdirSync(join(data(), "file-store"), { recursive: true, mode: 0o700 })
    writeFileSync(join(data(), "file-store/identity.age"), "nonsense")
    const { stores } = await statusOf()
    expect(stores[1]).toMatchObject({ state: "unreachable", reason: expect.stringContaining("identity.age") })
    expect(stores[3]?.state).toBe("empty")
  })

  test("names the credentials file where that is what was asked for", async () => {
    const ran = await store(["status", "--json"], { GUISE_STORE: "credentials" })
    expect(json<StoreStatus>(ran).active.kind).toBe("credentials")
  })
})

describe("guise store unlock and lock", () => {
  test("unlock sets the passphrase of a new store, lock shuts it, unlock opens it again", async () => {
    expect((await store(["unlock"])).stderr).toMatch(/^guise: the file store is open for (8h 0m|7h 59m)\n$/)
    expect((await statusOf("file")).stores[0]?.state).toBe("open")
    expect((await store(["lock"])).stderr).toBe("guise: locked: file\n")
    expect((await statusOf("file")).stores[0]?.state).toBe("locked")
    expect(unlocked()).toEqual([])
    expect((await store(["unlock", "file", "--json"])).stdout).toMatch(/^\{"store":"file","state":"open","until":\d/)
  })

  test("lock shuts the cache too, whose key the store keeps; what is cached opens again with the store", async () => {
    await makeCheapStore(data())
    await store(["unlock"])
    const get = (env = {}) => run(binary, home, ["process", "readonly", "-q"], { env })
    const first = await get()
    expect(unlocked()).toContainEqual(expect.stringContaining("/guise/seal-"))
    await store(["lock"])
    expect(unlocked()).toEqual([])
    expect((await get({ GUISE_PASSPHRASE: "wrong" })).stdout).not.toBe(first.stdout)
    expect((await get()).stdout).toBe(first.stdout)
  })

  test("unlock holds for unlock-ttl", async () => {
    await makeCheapStore(data())
    expect((await store(["unlock"], { GUISE_UNLOCK_TTL: "90m" })).stderr).toMatch(/open for 1h (30|29)m/)
  })

  test("unlock says so where nothing can be held open", async () => {
    await makeCheapStore(data())
    const disk = { XDG_RUNTIME_DIR: home.folder }
    const opened = await store(["unlock"], disk)
    expect([opened.status, opened.stderr]).toEqual([0, expect.stringContaining("other commands will ask again")])
    const why = "The file store cannot stay open here"
    expect((await store(["status"], disk)).stdout).toContain(why)
    expect((await store(["status"])).stdout).not.toContain(why)
  })

  test("a wrong passphrase is refused, and the store stays shut", async () => {
    await makeCheapStore(data())
    await store(["unlock"])
    await store(["lock"])
    const refused = await store(["unlock", "--json"], { GUISE_PASSPHRASE: "wrong" })
    expect([refused.status, JSON.parse(refused.stderr).error.code]).toEqual([3, "prompt-refused"])
    expect((await statusOf("file")).stores[0]?.state).toBe("locked")
  })

  test("lock is no error where nothing was open", async () => {
    expect(await store(["lock", "--json"])).toMatchObject({ status: 0, stdout: '{"locked":["file"]}\n' })
    expect(existsSync(data())).toBe(false)
  })
})

test.each([
  [["frob"], "status, unlock, lock or passphrase"],
  [["status", "safe"], "There is no store"],
  [["passphrase", "plain"], "no passphrase of its own"],
  [["passphrase"], "no passphrase that could be changed"],
])("guise store %p is a usage error", async (words, said) => {
  const ran = await store(words)
  expect([ran.status, ran.stdout]).toEqual([2, ""])
  expect(ran.stderr).toContain(said)
})
