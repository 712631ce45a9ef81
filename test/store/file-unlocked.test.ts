import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test"
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { join } from "node:path"
import { openFile } from "../../src/store/file.ts"
import { sealWithPassphrase } from "../../src/store/file-age.ts"
import { withLock } from "../../src/sys/lock.ts"
import { type HostScript, storeHost } from "./host.ts"
import { copyData, type HomePlace, homePlace, keptPlace, passphrase, patience, snapshot } from "./places.ts"
import { carryOut } from "./processes.ts"

const now = Date.UTC(2026, 0, 2, 3, 4, 5) / 1000

let kept: HomePlace
let place: HomePlace
beforeAll(async () => {
  kept = await keptPlace()
}, patience)
afterAll(() => kept?.end())
beforeEach(() => {
  place = homePlace()
  copyData(kept, place)
})
afterEach(() => place.end())

/** A process of its own, as far as the store can tell; nobody can be asked unless the script says so. */
function process(script: HostScript = {}, env: Readonly<Record<string, string>> = {}) {
  const host = storeHost({ ...place.env, ...env }, { now, unlockTtl: 3600, ...script })
  return { host, store: openFile(host) }
}

const unlock = (env: Readonly<Record<string, string>> = {}) =>
  process({}, { GUISE_PASSPHRASE: passphrase, ...env }).store.unlock()

const copies = (folder = place.runtime) =>
  existsSync(folder) ? readdirSync(folder).filter(name => !name.endsWith(".lock")) : []

const identityIn = (folder: string) => Object.values(snapshot(folder)).some(bytes => bytes.includes("AGE-SECRET-KEY"))

describe("a store that was unlocked", () => {
  test(
    "is open for other processes until the time is up, and then no longer",
    async () => {
      await unlock()
      const { host, store } = process()
      expect(await store.state()).toEqual({ state: "open", until: now + 3600 })
      host.pass(3599)
      expect(await store.read("key/alice")).toBe("kept")
      host.pass(1)
      expect(await store.state()).toEqual({ state: "locked" })
      await expect(store.read("key/alice")).rejects.toMatchObject({ code: "nobody-to-ask" })
    },
    patience,
  )

  test(
    "is shut for who allows less time, and for nobody longer than it was unlocked for",
    async () => {
      await unlock()
      const strict = process({ unlockTtl: 60 })
      expect(await strict.store.state()).toEqual({ state: "open", until: now + 60 })
      strict.host.pass(60)
      expect(await strict.store.state()).toEqual({ state: "locked" })
      const generous = process({ unlockTtl: 36_000 })
      expect(await generous.store.state()).toEqual({ state: "open", until: now + 3600 })
    },
    patience,
  )

  test(
    "is not open longer because it is used",
    async () => {
      await unlock()
      const { host, store } = process({}, { GUISE_PASSPHRASE: passphrase })
      host.pass(1800)
      await store.unlock()
      await store.write("key/bob", "new")
      expect(await store.state()).toEqual({ state: "open", until: now + 3600 })
    },
    patience,
  )

  test(
    "is shut when the clock was set back: nobody knows how long ago that was",
    async () => {
      await unlock()
      const { host, store } = process()
      host.pass(-1)
      expect(await store.state()).toEqual({ state: "locked" })
      await expect(store.names()).rejects.toMatchObject({ code: "nobody-to-ask" })
    },
    patience,
  )

  test(
    "is shut for every process by lock(), also for those that had it open",
    async () => {
      await unlock()
      const one = process()
      const other = process()
      expect(await one.store.read("key/alice")).toBe("kept")
      await other.store.lock()
      expect(copies()).toEqual([])
      await expect(one.store.read("key/alice")).rejects.toMatchObject({ code: "nobody-to-ask" })
      await other.store.lock()
    },
    patience,
  )

  test(
    "who cannot be asked does not wait for somebody who is being asked",
    async () => {
      await unlock()
      const [copy = ""] = copies()
      await process().store.lock()
      const ended = await withLock(join(place.runtime, `${copy}.lock`), {}, () =>
        carryOut("bun", "file", place.env, [["names"]], ["setsid", "--wait"]),
      )
      expect([ended.status, ended.stderr]).toEqual([3, expect.stringMatching(/^nobody-to-ask: /)])
    },
    patience,
  )

  test(
    "is shut when its passphrase was changed",
    async () => {
      await unlock()
      const [copy = ""] = copies()
      const { identity } = JSON.parse(readFileSync(join(place.runtime, copy), "utf8")) as { identity: string }
      writeFileSync(`${place.data}/file-store/identity.age`, await sealWithPassphrase(`${identity}\n`, "another one"))
      expect(await process().store.state()).toEqual({ state: "locked" })
      const { store } = process({ typed: ["another one"] })
      expect(await store.read("key/alice")).toBe("kept")
    },
    patience,
  )

  test(
    "keeps its identity in one 0600 file in a 0700 folder in memory, and nowhere else",
    async () => {
      await unlock()
      expect(copies().length).toBe(1)
      expect(statSync(place.runtime).mode & 0o777).toBe(0o700)
      for (const name of readdirSync(place.runtime))
        expect(statSync(join(place.runtime, name)).mode & 0o777).toBe(0o600)
      expect([identityIn(place.runtime), identityIn(place.folder)]).toEqual([true, false])
    },
    patience,
  )

  test(
    "two stores in one session do not shut each other",
    async () => {
      await unlock()
      const other = { XDG_DATA_HOME: `${place.folder}/other`, GUISE_PASSPHRASE: "of the other" }
      await process({}, other).store.write("key/bob", "elsewhere")
      expect([await process().store.names(), await process({}, other).store.names()]).toEqual([
        ["key/alice"],
        ["key/bob"],
      ])
    },
    patience,
  )
})

const unfit = [
  ["is on a disk", () => ({ XDG_RUNTIME_DIR: place.folder }), () => `${place.folder}/guise`],
  ["does not exist", () => ({ XDG_RUNTIME_DIR: "/nonexistent/run/user" }), () => "/nonexistent"],
  [
    "is open to others",
    () => {
      mkdirSync(place.runtime)
      chmodSync(place.runtime, 0o755)
      return {}
    },
    () => place.runtime,
  ],
  [
    "is a link",
    () => {
      mkdirSync(`${place.runtime}-elsewhere`, { mode: 0o700 })
      symlinkSync(`${place.runtime}-elsewhere`, place.runtime)
      return {}
    },
    () => `${place.runtime}-elsewhere`,
  ],
] as const

describe.each(unfit)("when the runtime folder %s", (_why, prepare, looked) => {
  test(
    "the store is open for its own process only, which is asked once",
    async () => {
      const env = prepare()
      const { host, store } = process({ typed: [passphrase] }, env)
      expect(await store.read("key/alice")).toBe("kept")
      await store.write("key/bob", "new")
      expect([await store.names(), host.asked.length]).toEqual([["key/alice", "key/bob"], 1])
      expect(await store.state()).toEqual({ state: "open" })
      expect([copies(looked()), identityIn(place.folder)]).toEqual([[], false])
      expect(await process({}, env).store.state()).toEqual({ state: "locked" })
      host.pass(3600)
      expect(await store.state()).toEqual({ state: "locked" })
      host.pass(-3600)
      await store.lock()
      expect(await store.state()).toEqual({ state: "locked" })
    },
    patience,
  )
})

test.each<readonly [string, (path: string) => void]>([
  ["damaged", path => writeFileSync(path, "{")],
  ["readable by others", path => chmodSync(path, 0o644)],
  ["of another shape", path => writeFileSync(path, '{"identity":1}')],
])(
  "a copy that is %s counts for nothing",
  async (_what, spoil) => {
    await unlock()
    spoil(join(place.runtime, copies()[0] ?? ""))
    expect(await process().store.state()).toEqual({ state: "locked" })
    expect(await process({ typed: [passphrase] }).store.read("key/alice")).toBe("kept")
  },
  patience,
)

test(
  "a copy that cannot be removed is not said to be gone",
  async () => {
    await unlock()
    const readOnly = [
      "unshare",
      "-rm",
      "bash",
      "-c",
      `mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"`,
    ]
    const ended = await carryOut("bun", "file", place.env, [["lock"]], [...readOnly, place.env.XDG_RUNTIME_DIR ?? ""])
    expect([ended.status, ended.stderr]).toEqual([7, expect.stringMatching(/^store-failed: .*could not remove/)])
    expect(await process().store.read("key/alice")).toBe("kept")
  },
  patience,
)
