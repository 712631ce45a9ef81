import { afterEach, beforeEach, expect, test } from "bun:test"
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { openPlain } from "../../src/store/plain.ts"
import { asStranger } from "../stranger.ts"
import { storeHost } from "./host.ts"
import { type HomePlace, homePlace, patience } from "./places.ts"
import { carryOut, type Step } from "./processes.ts"
import { storeSuite } from "./suite.ts"

storeSuite("plain", () => homePlace())

let place: HomePlace
beforeEach(() => {
  place = homePlace()
})
afterEach(() => place.end())

const folder = () => `${place.data}/plain-store`
const files = () => readdirSync(folder()).map(name => `${folder()}/${name}`)
const open = () => openPlain(storeHost(place.env))

test("its first write says what it is, and no other does", async () => {
  const host = storeHost(place.env)
  const store = openPlain(host)
  await store.write("key/alice", "first")
  await store.write("key/bob", "second")
  await openPlain(host).write("key/alice", "third")
  expect(host.noticed).toEqual([
    `the plain store is as good as the credentials file: anybody who reads ${folder()} has the keys`,
  ])
  expect(host.asked).toEqual([])
})

test("it makes nothing before something is written, and says that it is empty", async () => {
  const store = open()
  expect([await store.names(), await store.read("key/alice"), await store.remove("key/alice")]).toEqual([
    [],
    undefined,
    false,
  ])
  expect([await store.state(), readdirSync(place.folder)]).toEqual([{ state: "empty" }, []])
})

test("its files are 0600 in a 0700 folder, and named without the profiles' names", async () => {
  await open().write("key/work:iam", "secret")
  expect(statSync(folder()).mode & 0o777).toBe(0o700)
  for (const path of files()) {
    expect(path).toMatch(/\/[0-9a-f]{32}\.json$/)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({ name: "key/work:iam", secret: "secret" })
  }
})

test.each<readonly [string, number, () => string]>([
  ["a file that the group may read", 0o640, () => files()[0] ?? ""],
  ["a file that others may write", 0o602, () => files()[0] ?? ""],
  ["a folder that others may list", 0o755, folder],
  ["a folder that the group may write", 0o770, folder],
])("refuses %s, with the chmod to type", async (_what, mode, path) => {
  await open().write("key/alice", "secret")
  chmodSync(path(), mode)
  const failed = {
    code: "store-failed",
    message: expect.stringContaining(path()),
    hint: expect.stringContaining(`chmod go= ${path()}`),
  }
  await expect(open().read("key/alice")).rejects.toMatchObject(failed)
  await expect(open().names()).rejects.toMatchObject(failed)
})

test.each<readonly [string, string]>([
  ["empty", ""],
  ["cut short", '{"name":"key/alice","secret":"wJalrXUtn'],
  ["of another shape", '{"name":"key/alice","secret":{"value":"wJalrXUtn"}}'],
])("a file that is %s is store-failed, and its content is not repeated", async (_what, content) => {
  await open().write("key/alice", "secret")
  await open().write("key/bob", "of bob")
  const spoiled = files().find(path => readFileSync(path, "utf8").includes("key/alice")) ?? ""
  writeFileSync(spoiled, content)
  const failed = await open()
    .read("key/alice")
    .catch(error => error)
  expect(failed).toMatchObject({ code: "store-failed", message: expect.stringContaining(spoiled) })
  expect(`${failed.message} ${failed.hint} ${failed.cause}`).not.toContain("wJalrXUtn")
  await expect(open().names()).rejects.toMatchObject({ code: "store-failed" })
  expect(await open().read("key/bob")).toBe("of bob")
  await open().write("key/alice", "given again")
  expect(await open().names()).toEqual(["key/alice", "key/bob"])
})

test("a file put in another's place is not taken for it", async () => {
  await open().write("key/alice", "of alice")
  await open().write("key/bob", "of bob")
  const [one = "", other = ""] = files()
  writeFileSync(one, readFileSync(other))
  const name = readFileSync(other, "utf8").includes("key/alice") ? "key/bob" : "key/alice"
  await expect(open().read(name)).rejects.toMatchObject({ code: "store-failed" })
})

test("a file where its folder should be is store-failed, and state() says so", async () => {
  mkdirSync(place.data, { recursive: true })
  writeFileSync(folder(), "", { mode: 0o600 })
  for (const use of [
    () => open().names(),
    () => open().read("key/alice"),
    () => open().write("key/alice", "x"),
    () => open().remove("key/alice"),
  ])
    await expect(use()).rejects.toMatchObject({ code: "store-failed" })
  expect(await open().state()).toMatchObject({ state: "unreachable" })
  rmSync(folder())
})

test.each<readonly [string, Step]>([
  ["reading", ["read", "key/alice"]],
  ["listing", ["names"]],
  ["writing", ["write", "key/alice", "new"]],
  ["removing", ["remove", "key/alice"]],
])(
  "in a home that may not be entered, %s is store-failed",
  async (_what, step) => {
    await open().write("key/alice", "kept")
    chmodSync(place.folder, 0o000)
    const ended = await carryOut("bun", "plain", place.env, [step], asStranger)
    chmodSync(place.folder, 0o700)
    expect([ended.status, ended.answers, ended.stderr]).toEqual([
      7,
      [],
      expect.stringMatching(/^store-failed: .*EACCES/),
    ])
  },
  patience,
)
