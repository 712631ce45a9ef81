import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "bun:test"
import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs"
import { join } from "node:path"
import { openFile } from "../../src/store/file.ts"
import { keyOf, newKey, seal } from "../../src/store/file-age.ts"
import { asStranger } from "../stranger.ts"
import { storeHost } from "./host.ts"
import { copyData, type HomePlace, homePlace, keptPlace, passphrase, patience, snapshot } from "./places.ts"
import { carryOut, type Step } from "./processes.ts"

/** A store with two secrets, and the passphrase at hand: what is wrong here is wrong with its files. */
let kept: HomePlace
let place: HomePlace
beforeAll(async () => {
  kept = await keptPlace({ "key/alice": "of alice", "key/bob": "of bob" })
}, patience)
afterAll(() => kept?.end())
beforeEach(() => {
  place = homePlace({ GUISE_PASSPHRASE: passphrase })
  copyData(kept, place)
})
afterEach(() => place.end())

const open = () => openFile(storeHost(place.env))
const folder = () => `${place.data}/file-store`
const identity = () => `${folder()}/identity.age`
const items = () => readdirSync(`${folder()}/items`).map(name => `${folder()}/items/${name}`)
const first = () => items()[0] ?? ""

function flip(path: string, at: number): void {
  const bytes = readFileSync(path)
  const index = at < 0 ? bytes.length + at : at
  bytes[index] = (bytes[index] ?? 0) ^ 1
  writeFileSync(path, bytes)
}

test.each<readonly [string, () => void]>([
  ["empty", () => writeFileSync(identity(), "")],
  ["cut short", () => writeFileSync(identity(), readFileSync(identity()).subarray(0, 100))],
  ["cut by a byte", () => writeFileSync(identity(), readFileSync(identity()).subarray(0, -1))],
  ["another kind of file", () => writeFileSync(identity(), "-----BEGIN PGP MESSAGE-----\n")],
  ["an item of the store", () => cpSync(first(), identity())],
  ["gone, and items are there", () => rmSync(identity())],
  [
    "a folder",
    () => {
      rmSync(identity())
      mkdirSync(identity())
    },
  ],
  [
    "a link that leads in a circle",
    () => {
      rmSync(identity())
      symlinkSync(identity(), identity())
    },
  ],
])(
  "an identity that is %s is store-failed for every use, and nothing changes",
  async (_what, spoil) => {
    spoil()
    const there = () => [...readdirSync(folder()), ...readdirSync(`${folder()}/items`)].sort()
    const before = there()
    const store = open()
    for (const use of [
      () => store.names(),
      () => store.read("key/alice"),
      () => store.read("key/nobody"),
      () => store.write("key/carol", "new"),
      () => store.remove("key/alice"),
      () => store.unlock(),
    ])
      await expect(use()).rejects.toMatchObject({ code: "store-failed", hint: expect.any(String) })
    expect(there()).toEqual(before)
  },
  patience,
)

test.each<readonly [string, () => string]>([
  ["its folder", folder],
  ["the folder of its items", () => `${folder()}/items`],
  ["guise's data folder", () => place.data],
])(
  "where %s should be is a file: store-failed for every use",
  async (_what, path) => {
    rmSync(path(), { recursive: true })
    writeFileSync(path(), "")
    const store = open()
    for (const use of [() => store.names(), () => store.read("key/alice"), () => store.write("key/alice", "new")])
      await expect(use()).rejects.toMatchObject({ code: "store-failed" })
  },
  patience,
)

test("what the identity is, state() tells without asking", async () => {
  writeFileSync(identity(), "nonsense")
  expect(await open().state()).toEqual({ state: "unreachable", reason: expect.stringContaining("identity.age") })
  rmSync(identity())
  expect(await open().state()).toEqual({ state: "unreachable", reason: expect.stringContaining("is gone") })
})

test.each<readonly [string, (path: string) => Promise<void> | void]>([
  ["empty", path => writeFileSync(path, "")],
  ["cut short", path => writeFileSync(path, readFileSync(path).subarray(0, -1))],
  ["changed in one bit of its head", path => flip(path, 60)],
  ["changed in its last bit", path => flip(path, -1)],
  ["longer by a byte", path => appendFileSync(path, "x")],
  ["another file", path => writeFileSync(path, '{"name":"key/alice","secret":"planted"}')],
  ["sealed to another key", async path => writeFileSync(path, await seal('{"name":"key/alice"}', await newKey()))],
  ["the identity", path => cpSync(identity(), path)],
])(
  "an item that is %s is store-failed, by its path, and the others go on",
  async (_what, spoil) => {
    const store = open()
    const [path, name] = await fileOf("key/alice")
    await spoil(path)
    for (const use of [() => store.names(), () => store.read(name)])
      await expect(use()).rejects.toMatchObject({ code: "store-failed", message: expect.stringContaining(path) })
    expect(await store.read("key/bob")).toBe("of bob")
    await store.write(name, "given again")
    expect([await store.names(), await store.read(name)]).toEqual([["key/alice", "key/bob"], "given again"])
  },
  patience,
)

test(
  "an item in another's place is not taken for it",
  async () => {
    const [alice] = await fileOf("key/alice")
    const [bob] = await fileOf("key/bob")
    cpSync(alice, bob)
    const failed = { code: "store-failed", message: expect.stringContaining(bob) }
    await expect(open().read("key/bob")).rejects.toMatchObject(failed)
    await expect(open().names()).rejects.toMatchObject(failed)
  },
  patience,
)

test(
  "an item of a shape to come is not taken for one of ours",
  async () => {
    const [alice] = await fileOf("key/alice")
    const { identity } = JSON.parse(readFileSync(unlockedFile(), "utf8")) as { identity: string }
    writeFileSync(alice, await seal('{"name":"key/alice","secrets":["secret in a list"]}', await keyOf(identity)))
    const failed = await open()
      .read("key/alice")
      .catch(error => error)
    expect(failed).toMatchObject({ code: "store-failed" })
    expect(`${failed.message} ${failed.hint} ${failed.cause}`).not.toContain("secret in a list")
  },
  patience,
)

test(
  "files of others beside the items are left alone, and half-written ones are swept with the next change of any",
  async () => {
    const [alice] = await fileOf("key/alice")
    const others = [".DS_Store", "notes.txt", `${"0".repeat(32)}.age.bak`]
    for (const name of others) writeFileSync(`${folder()}/items/${name}`, "not ours")
    const dead = Bun.spawnSync(["true"]).pid
    const old = `${alice}.${dead}.00112233.tmp`
    const fresh = `${alice}.${dead}.44556677.tmp`
    for (const path of [old, fresh]) writeFileSync(path, "half")
    utimesSync(old, 0, 0)
    const store = open()
    expect(await store.names()).toEqual(["key/alice", "key/bob"])
    expect(await store.remove("key/alice")).toBe(true)
    expect([await store.names(), items().includes(old), items().includes(fresh)]).toEqual([["key/bob"], false, true])
    const other = `${folder()}/items/${"1".repeat(32)}.age.${dead}.00112233.tmp`
    writeFileSync(other, "half")
    for (const path of [fresh, other]) utimesSync(path, 0, 0)
    await store.write("key/bob", "anew")
    expect([items().includes(fresh), items().includes(other)]).toEqual([false, false])
    expect(items().filter(path => others.some(name => path.endsWith(`/${name}`))).length).toBe(others.length)
  },
  patience,
)

const steps: readonly (readonly [string, Step])[] = [
  ["reading", ["read", "key/alice"]],
  ["listing", ["names"]],
  ["writing", ["write", "key/alice", "new"]],
  ["removing", ["remove", "key/alice"]],
]

test.each(steps)(
  "in a folder that may not be entered, %s is store-failed",
  async (_what, step) => {
    chmodSync(folder(), 0o000)
    const ended = await carryOut("bun", "file", place.env, [step], asStranger)
    chmodSync(folder(), 0o700)
    expect([ended.status, ended.answers, ended.stderr]).toEqual([
      7,
      [],
      expect.stringMatching(/^store-failed: .*EACCES/),
    ])
  },
  patience,
)

/** Words that run what follows with the store's folder as `mount` says: $0 is the folder. */
const mounted = (mount: string) => ["unshare", "-rm", "bash", "-euc", `${mount}; exec "$@"`, place.data]

test(
  "a read-only home is read, and what would be written is store-failed",
  async () => {
    const before = snapshot(place.data)
    const wanted: Step[] = [
      ["read", "key/alice"],
      ["try", "write", "key/alice"],
      ["try", "remove", "key/alice"],
      ["names"],
    ]
    const readOnly = mounted('mount --bind "$0" "$0"; mount -o remount,ro,bind "$0"')
    const ended = await carryOut("bun", "file", place.env, wanted, readOnly)
    const failed = expect.stringMatching(/^store-failed: .*EROFS/)
    expect(ended).toEqual({ status: 0, answers: ["of alice", failed, failed, ["key/alice", "key/bob"]], stderr: "" })
    expect(snapshot(place.data)).toEqual(before)
  },
  patience,
)

test(
  "a first passphrase that cannot be written down is store-failed",
  async () => {
    rmSync(folder(), { recursive: true })
    const readOnly = mounted('mount --bind "$0" "$0"; mount -o remount,ro,bind "$0"')
    const ended = await carryOut("bun", "file", place.env, [["try", "write", "key/alice"], ["names"]], readOnly)
    expect(ended.answers).toEqual([expect.stringMatching(/^store-failed: .*EROFS/), []])
  },
  patience,
)

test(
  "on a full disk nothing is written, and what was there is still there",
  async () => {
    const full = mounted(
      'cp -r "$0/file-store" "$0/../kept"; mount -t tmpfs -o size=28k,mode=700 none "$0"; mv "$0/../kept" "$0/file-store"',
    )
    const wanted: Step[] = [["try", "write", "key/alice", "x".repeat(65_536)], ["read", "key/alice"], ["names"]]
    const ended = await carryOut("bun", "file", place.env, wanted, full)
    const failed = expect.stringMatching(/^store-failed: .*ENOSPC/)
    expect([ended.answers, ended.stderr]).toEqual([[failed, "of alice", ["key/alice", "key/bob"]], ""])
  },
  patience,
)

/** The file of an item: the one that goes when it is removed. */
async function fileOf(name: string): Promise<readonly [path: string, name: string]> {
  const store = open()
  const secret = await store.read(name)
  const before = items()
  await store.remove(name)
  const path = before.find(each => !items().includes(each)) ?? ""
  await store.write(name, secret ?? "")
  return [path, name]
}

function unlockedFile(): string {
  const [name = ""] = readdirSync(place.runtime).filter(each => !each.endsWith(".lock"))
  return join(place.runtime, name)
}
