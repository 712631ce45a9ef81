import { afterAll, describe, expect, setSystemTime, test } from "bun:test"
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { openCache } from "../../src/cache/cache.ts"
import { type SealStore, storedSeal } from "../../src/cache/stored-seal.ts"
import { unlockedSeal } from "../../src/cache/unlocked.ts"
import { GuiseError } from "../../src/errors.ts"
import { changeKnown, readKnown } from "../../src/store/known.ts"
import { openMemory } from "../../src/store/memory.ts"
import type { Lockable } from "../../src/store/store.ts"
import { openVault, type Vault } from "../../src/store/vault.ts"
import { asStranger } from "../stranger.ts"

const root = mkdtempSync(join(tmpdir(), "guise-seal-"))
/** A tmpfs, as a login session's runtime folder is. */
const memory = mkdtempSync("/dev/shm/guise-seal-")
afterAll(() => {
  rmSync(root, { recursive: true, force: true })
  rmSync(memory, { recursive: true, force: true })
})
let homes = 0

interface Home {
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  readonly keyring: Lockable
  readonly vault: Vault
  readonly said: string[]
  at: number
  /** Another process's cache; `warm`: one that asks no store. */
  open(how?: "warm"): ReturnType<typeof openCache>
}

/** A home whose keyring is a store in memory, which says that it is open. */
function home(runtime = join(memory, String(homes))): Home {
  const base = join(root, String(homes++))
  mkdirSync(runtime, { recursive: true, mode: 0o700 })
  const env = { HOME: base, XDG_DATA_HOME: join(base, "data"), XDG_RUNTIME_DIR: runtime }
  const keyring: Lockable = { ...openMemory(), kind: "keyring", state: async () => ({ state: "open" }) }
  const terminal = { ask: () => Promise.reject(new GuiseError("nobody-to-ask", "There is no terminal.")) }
  const host = { env, now: () => made.at, terminal, unlockTtl: 3600, notice: () => {} }
  const real = openVault(host)
  const vault: Vault = { ...real, store: async kind => (kind === "keyring" ? keyring : real.store(kind)) }
  const folder = join(base, "cache")
  const stored = async (): Promise<SealStore> => storedSeal(vault, host, undefined)
  const made: Home = {
    folder,
    env,
    keyring,
    vault,
    said: [],
    at: 1_800_000_000,
    open: how =>
      openCache({
        folder,
        seal: { unlocked: unlockedSeal(env, folder), unlockTtl: 3600, ...(how === "warm" ? {} : { stored }) },
        now: () => made.at,
        skew: () => 0,
        notice: text => void made.said.push(text),
        detail: () => {},
      }),
  }
  return made
}

const beside = ({ folder }: Home) => join(folder, "seal.key")
const make =
  ({ at }: Home) =>
  async () => ({
    accessKeyId: "ASIAIOSFODNN7EXAMPLE",
    secretAccessKey: "secret",
    sessionToken: "token",
    expiresAt: at + 36_000,
  })
const fill = (home: Home) => home.open().once("k", { minTtl: 60 }, make(home))
const unlockedFiles = ({ env }: Home) => readdirSync(join(env.XDG_RUNTIME_DIR ?? "", "guise"))

describe("the sealing key", () => {
  test("of a machine whose keyring is open lies in the keyring, and unlocked in memory, and nowhere on disk", async () => {
    const mine = home()
    await fill(mine)
    expect(existsSync(beside(mine))).toBe(false)
    expect(readKnown(mine.env)).toMatchObject({ store: "keyring", seal: "keyring" })
    const [name = ""] = unlockedFiles(mine)
    expect(statSync(join(mine.env.XDG_RUNTIME_DIR ?? "", "guise", name)).mode & 0o777).toBe(0o600)
    expect(await mine.keyring.read("seal")).toMatch(/^[0-9a-f]{136}$/)
    expect((await mine.open().peek("k"))?.credentials.accessKeyId).toBe("ASIAIOSFODNN7EXAMPLE")
  })

  test("is asked of no store while it lies unlocked", async () => {
    const mine = home()
    await fill(mine)
    mine.keyring.read = () => Promise.reject(new Error("the keyring was asked"))
    expect(await mine.open("warm").peek("k")).toBeDefined()
    expect(await mine.open().peek("k")).toBeDefined()
  })

  test("is asked for again when its time unlocked is over, or the clock was set back", async () => {
    for (const seconds of [3600, -10]) {
      const mine = home()
      await fill(mine)
      mine.at += seconds
      expect(await mine.open("warm").peek("k")).toBeUndefined()
      expect(await mine.open().peek("k")).toBeDefined()
      expect(await mine.open("warm").peek("k")).toBeDefined()
    }
  })

  test("moves from beside the cache into a store that was chosen since, with all that it sealed", async () => {
    const mine = home(join(root, "no-memory"))
    await fill(mine)
    expect(existsSync(beside(mine))).toBe(true)
    expect(readKnown(mine.env).seal).toBeUndefined()
    const later = { ...mine.env, XDG_RUNTIME_DIR: mkdtempSync(join(memory, "later-")) }
    const host = { env: later, now: () => mine.at, terminal: { ask: async () => "" }, unlockTtl: 60, notice: () => {} }
    const cache = openCache({
      folder: mine.folder,
      seal: {
        unlocked: unlockedSeal(later, mine.folder),
        stored: async () => storedSeal(mine.vault, host, undefined),
        unlockTtl: 60,
      },
      now: () => mine.at,
      skew: () => 0,
      notice: () => {},
      detail: () => {},
    })
    await cache.remember("any", "fact", 60)
    expect(existsSync(beside(mine))).toBe(false)
    expect(await cache.peek("k")).toBeDefined()
  })

  test("that moved into a store is left nowhere on disk, nor where a kill left it when it was made", async () => {
    const mine = home()
    await changeKnown(mine.env, known => ({ ...known, store: "plain" }))
    await fill(mine)
    const draft = `${beside(mine)}.4711.0123456789abcdef.tmp`
    copyFileSync(beside(mine), draft)
    await changeKnown(mine.env, known => ({ ...known, store: "keyring" }))
    setSystemTime(new Date(Date.now() + 120_000))
    await mine.open().remember("any", "fact", 60)
    setSystemTime()
    expect([existsSync(beside(mine)), existsSync(draft)]).toEqual([false, false])
    expect(await mine.open().peek("k")).toBeDefined()
  })

  test("stays beside the cache where a store would have to ask, or was chosen to be plain", async () => {
    const locked = home()
    locked.keyring.state = async () => ({ state: "locked" })
    const plain = home()
    await changeKnown(plain.env, known => ({ ...known, store: "plain" }))
    for (const mine of [locked, plain]) {
      await fill(mine)
      expect(existsSync(beside(mine))).toBe(true)
      expect(readKnown(mine.env).seal).toBeUndefined()
    }
    // Nor has anybody chosen the keyring by that.
    expect(readKnown(locked.env).store).toBeUndefined()
  })

  test("in a store that fails: the cache says so and the work is done", async () => {
    const mine = home()
    await fill(mine)
    rmSync(join(mine.env.XDG_RUNTIME_DIR ?? "", "guise"), { recursive: true })
    mine.keyring.read = () => Promise.reject(new GuiseError("store-failed", "The keyring does not answer."))
    expect((await fill(mine)).credentials.accessKeyId).toBe("ASIAIOSFODNN7EXAMPLE")
    expect(mine.said.join()).toContain("The keyring does not answer.")
    expect(existsSync(beside(mine))).toBe(false)
  })

  test("in a store that fails at the first write: no promise is left that nobody waits for", async () => {
    const mine = home()
    await fill(mine)
    rmSync(join(mine.env.XDG_RUNTIME_DIR ?? "", "guise"), { recursive: true })
    mine.keyring.read = () => Promise.reject(new GuiseError("store-failed", "The keyring does not answer."))
    const cache = mine.open()
    await cache.remember("any", "fact", 60)
    expect(await cache.recall("any")).toBeUndefined()
  })

  test("of two first processes at once is the same", async () => {
    const mine = home()
    const [one, two] = [mine.open(), mine.open()]
    await Promise.all([one.remember("a", "1", 60), two.remember("b", "2", 60)])
    const third = mine.open()
    expect([await third.recall("a"), await third.recall("b")]).toEqual(["1", "2"])
  })

  test("unlocked is not believed when others could read it", async () => {
    const mine = home()
    await fill(mine)
    const folder = join(mine.env.XDG_RUNTIME_DIR ?? "", "guise")
    const [name = ""] = unlockedFiles(mine)
    expect(readFileSync(join(folder, name), "utf8")).toMatch(/^[0-9a-f]{136} \d+ \d+\n$/)
    chmodSync(join(folder, name), 0o644)
    expect(await mine.open("warm").peek("k")).toBeUndefined()
  })
})

test("under su, in the former user's runtime folder: the key lies beside the cache, and nothing is there to be shut", () => {
  const base = mkdtempSync(join(tmpdir(), "guise-su-"))
  const former = join(base, "run")
  mkdirSync(join(former, "guise"), { recursive: true })
  chmodSync(former, 0o000)
  if (process.getuid?.() === 0) chownSync(base, 65534, 65534)
  const { stdout, stderr } = Bun.spawnSync([...asStranger, process.execPath, "-e", another], {
    env: { HOME: base, XDG_RUNTIME_DIR: former, PATH: process.env.PATH ?? "" },
    cwd: import.meta.dirname,
  })
  chmodSync(former, 0o700)
  rmSync(base, { recursive: true })
  expect([stdout.toString(), stderr.toString()]).toEqual(["fact\n", ""])
})

/** Another user's process: it remembers a fact, recalls it, and shuts the seal. */
const another = `
const [{ openCache }, { unlockedSeal }, { shutSeal }] = await Promise.all(
  ["cache.ts", "unlocked.ts", "shut-seal.ts"].map(file => import(${JSON.stringify(resolve(import.meta.dirname, "../../src/cache"))} + "/" + file)),
)
const folder = process.env.HOME + "/cache"
const seal = { unlocked: unlockedSeal(process.env, folder), unlockTtl: 60 }
const say = text => console.error(text)
const cache = openCache({ folder, seal, now: () => Date.now() / 1000, skew: () => 0, notice: say, detail: say })
await cache.remember("any", "fact", 60)
console.log(await cache.recall("any"))
shutSeal(process.env, folder)
`
