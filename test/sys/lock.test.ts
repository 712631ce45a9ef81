import { afterEach, beforeEach, expect, test } from "bun:test"
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { dirname, join } from "node:path"
import { writePrivate } from "../../src/sys/disk.ts"
import { withLock } from "../../src/sys/lock.ts"
import { until } from "../until.ts"
import { type Program, programs, scratch } from "./programs.ts"

const both = await programs()
const all = [...both, withoutSqlite(both)]

let folder = ""
let lock = ""
let journal = ""
beforeEach(() => {
  folder = scratch()
  lock = join(folder, "locks/one.lock")
  journal = join(folder, "journal")
  writeFileSync(journal, "")
})
const started: Bun.Subprocess[] = []
afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL")
  rmSync(folder, { recursive: true })
})

/** As in Node 20, where the binary beside the bundle takes the lock: a Node that was told to do without node:sqlite. */
function withoutSqlite([binary, bundle]: readonly Program[]): Program {
  const [node = "", program = ""] = bundle?.argv ?? []
  symlinkSync(binary?.argv[0] ?? "", join(dirname(program), "guise"))
  return { runtime: "node", argv: [node, "--no-experimental-sqlite", program] }
}

function start(one: Program, ...words: string[]) {
  const streams = { stdin: "ignore", stdout: "ignore", stderr: "pipe" } as const
  const child = Bun.spawn([...one.argv, "lock", lock, journal, ...words], streams)
  started.push(child)
  return child
}

const lines = () =>
  readFileSync(journal, "utf8")
    .trim()
    .split("\n")
    .filter(line => line !== "")

/** The pid that went in and did not come out, line by line; two at once is what must never be. */
function assertOneAtATime(killed: ReadonlySet<number>): void {
  let inside: string | undefined
  for (const line of lines()) {
    const [what, pid = ""] = line.split(" ")
    if (what === "in") {
      expect(inside === undefined || killed.has(Number(inside))).toBe(true)
      inside = pid
    } else {
      expect(pid).toBe(inside ?? "nobody")
      inside = undefined
    }
  }
}

test("many processes of all runtimes: one at a time, and every one has its turns", async () => {
  const many = [1, 2, 3].flatMap(() => all.map(one => start(one, "5")))
  expect(await Promise.all(many.map(one => one.exited))).toEqual(many.map(() => 0))
  expect(lines().length).toBe(many.length * 5 * 2)
  assertOneAtATime(new Set())
})

test("a holder killed with kill -9 lets go, in every round; nothing but the empty lock file is left", async () => {
  const killed = new Set<number>()
  const waiting = all.map(one => start(one, "20"))
  for (let round = 0; round < 12; round += 1) {
    const holder = start(all[round % all.length] ?? both[0] ?? { runtime: "bun", argv: [] }, "1", "hold")
    await until(() => lines().includes(`in ${holder.pid}`))
    killed.add(holder.pid)
    holder.kill("SIGKILL")
    await holder.exited
  }
  expect(await Promise.all(waiting.map(one => one.exited))).toEqual([0, 0, 0])
  assertOneAtATime(killed)
  expect(readdirSync(join(folder, "locks"))).toEqual(["one.lock"])
  expect([statSync(lock).size, statSync(lock).mode & 0o777]).toEqual([0, 0o600])
}, 20_000)

test.each([0, 1, 2])("whoever takes it first makes it for its owner alone (program %d)", async index => {
  const one = all[index]
  if (one === undefined) throw new Error("no program")
  expect(await start(one, "1").exited).toBe(0)
  expect([statSync(lock), statSync(dirname(lock))].map(({ mode }) => mode & 0o777)).toEqual([0o600, 0o700])
})

test("within one process calls take turns, in their order", async () => {
  const seen: string[] = []
  const turn = (name: string) =>
    withLock(lock, {}, async () => {
      seen.push(`${name} in`)
      await new Promise(done => setTimeout(done, 1))
      seen.push(`${name} out`)
    })
  await Promise.all(["a", "b", "c"].map(turn))
  expect(seen).toEqual(["a in", "a out", "b in", "b out", "c in", "c out"])
})

test("a second turn asked for within one process does not let another process in", async () => {
  const [other] = both
  if (other === undefined) throw new Error("no program")
  let second: Promise<unknown> = Promise.resolve()
  await withLock(lock, {}, async () => {
    second = withLock(lock, {}, () => undefined)
    const rival = start(other, "1")
    second = Promise.all([second, rival.exited])
    await new Promise(done => setTimeout(done, 300))
    expect(lines()).toEqual([])
  })
  await second
  expect(lines().length).toBe(2)
})

test("what the work throws is thrown, and the lock is free again", async () => {
  const failing = withLock(lock, {}, () => {
    throw new Error("from within")
  })
  await expect(failing).rejects.toThrow("from within")
  expect(await withLock(lock, {}, () => "free")).toBe("free")
})

test("who waits is told the seconds, and may give up", async () => {
  const [holder] = both
  if (holder === undefined) throw new Error("no program")
  start(holder, "1", "hold")
  await until(() => lines().length > 0)
  const told: number[] = []
  const giveUp = { afterSeconds: 2, instead: () => "something else" }
  const waiting = withLock(lock, { onWait: seconds => told.push(seconds), giveUp }, () => "in")
  expect(await waiting).toBe("something else")
  expect(told).toEqual([1])
})

test.each([
  ["its folder is a file", () => writeFileSync(join(folder, "locks"), "")],
  ["it is a folder", () => mkdirSync(lock, { recursive: true })],
  ["it is another kind of file", () => writePrivate(lock, "no database at all ".repeat(100))],
])("no lock can be had when %s: cache-failed", async (_why, prepare) => {
  prepare()
  await expect(withLock(lock, {}, () => "in")).rejects.toMatchObject({ code: "cache-failed" })
})

test("a folder that cannot be written is cache-failed, and no file is left", async () => {
  await expect(withLock("/proc/guise/one.lock", {}, () => "in")).rejects.toMatchObject({ code: "cache-failed" })
  expect(existsSync("/proc/guise")).toBe(false)
})

test("a Node that has neither node:sqlite nor a binary beside it says what is missing", async () => {
  const alone = scratch()
  const [, program = ""] = both[1]?.argv ?? []
  cpSync(dirname(program), alone, { recursive: true, filter: path => !/\/(?:fixture|guise)$/.test(path) })
  const words = all.at(-1)?.argv.slice(0, -1) ?? []
  const { stderr, exitCode } = Bun.spawnSync([...words, join(alone, "fixture.mjs"), "lock", lock, journal, "1"])
  rmSync(alone, { recursive: true })
  expect([exitCode === 0, stderr.toString()]).toEqual([
    false,
    expect.stringContaining(`@guise/${process.platform}-${process.arch}`),
  ])
})
