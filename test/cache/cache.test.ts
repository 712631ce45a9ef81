import { afterAll, afterEach, describe, expect, test } from "bun:test"
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { type CacheOptions, openCache } from "../../src/cache/cache.ts"
import { GuiseError } from "../../src/errors.ts"
import type { Credentials } from "../../src/types.ts"

const root = mkdtempSync(join(tmpdir(), "guise-cache-"))
afterAll(() => rmSync(root, { recursive: true, force: true }))
let folders = 0

interface Bench {
  readonly folder: string
  readonly said: string[]
  at: number
  /** Another process's handle on the same folder. */
  open(more?: Partial<CacheOptions>): ReturnType<typeof openCache>
}

function bench(): Bench {
  const folder = join(root, String(folders++))
  const said: string[] = []
  const bench: Bench = {
    folder,
    said,
    at: 1_800_000_000,
    open: more =>
      openCache({
        folder,
        now: () => bench.at,
        skew: () => 0,
        notice: text => said.push(text),
        detail: () => {},
        ...more,
      }),
  }
  return bench
}

const keys = { secretAccessKey: "secret", sessionToken: "token" }
const lasting = (at: number, seconds: number, accessKeyId = "ASIAIOSFODNN7EXAMPLE"): Credentials => ({
  ...keys,
  accessKeyId,
  expiresAt: at + seconds,
})
const refused = (code: "mfa-rejected" | "aws-denied" | "prompt-refused") => new GuiseError(code, `it was ${code}`)
const never = () => Promise.reject(new Error("made though it was not to be"))

/** Holds the flight of a key until it is told to end. */
function holder(cache: ReturnType<typeof openCache>, key: string, end: () => Promise<Credentials>) {
  let inside = () => {}
  const entered = new Promise<void>(done => {
    inside = done
  })
  let letGo = () => {}
  const gate = new Promise<void>(done => {
    letGo = done
  })
  const result = cache.once(key, { minTtl: 60 }, async () => {
    inside()
    await gate
    return end()
  })
  return { entered, letGo: () => letGo(), result: result.catch((error: unknown) => error) }
}

describe("a refusal", () => {
  test.each([
    ["is told to who waited", "aws-denied", false, "aws-denied"],
    ["of a person's is told to who waited", "prompt-refused", false, "prompt-refused"],
    ["of somebody's answer is nothing to who brought a code", "mfa-rejected", true, undefined],
    ["of AWS's concerns also who brought a code", "aws-denied", true, "aws-denied"],
  ] as const)("%s", async (_sentence, code, broughtCode, wanted) => {
    const { open, at } = bench()
    const first = holder(open(), "k", () => Promise.reject(refused(code)))
    await first.entered
    const waiting = open({ broughtCode }).once("k", { minTtl: 60 }, async () => lasting(at, 3600))
    await Bun.sleep(50)
    first.letGo()
    const answer = await waiting.then(
      () => undefined,
      (error: GuiseError) => error.code,
    )
    expect(answer).toBe(wanted)
  })

  test("of a code that came with the command is that command's own", async () => {
    const { open, at } = bench()
    const first = holder(open({ broughtCode: true }), "k", () => Promise.reject(refused("mfa-rejected")))
    await first.entered
    const waiting = open().once("k", { minTtl: 60 }, async () => lasting(at, 3600))
    await Bun.sleep(50)
    first.letGo()
    expect((await waiting).credentials.accessKeyId).toBe("ASIAIOSFODNN7EXAMPLE")
  })

  test("is not told to who comes later", async () => {
    const stage = bench()
    await expect(stage.open().once("k", { minTtl: 60 }, () => Promise.reject(refused("aws-denied")))).rejects.toThrow()
    stage.at += 1
    expect((await stage.open().once("k", { minTtl: 60 }, async () => lasting(stage.at, 3600))).madeAt).toBe(stage.at)
  })
})

const stuck: Bun.Subprocess[] = []
afterEach(() => {
  for (const child of stuck.splice(0)) child.kill("SIGKILL")
})

/** Another process that has the flight of `k` and does not end it. */
async function stuckProcess(folder: string): Promise<Bun.Subprocess> {
  const cache = join(import.meta.dirname, "../../src/cache/cache.ts")
  const script = `
    import { openCache } from ${JSON.stringify(cache)}
    const quiet = () => {}
    const cache = openCache({ folder: ${JSON.stringify(folder)}, now: () => 0, skew: () => 0, notice: quiet, detail: quiet })
    await cache.once("k", { minTtl: 60, fresh: true }, () => { console.log("in"); return new Promise(done => setTimeout(done, 60_000)) })
  `
  const child = Bun.spawn([process.execPath, "-e", script], { stdout: "pipe", stderr: "ignore", stdin: "ignore" })
  stuck.push(child)
  await child.stdout.getReader().read()
  return child
}

describe("who waits for another process", () => {
  test("with something valid in hand is served that after two seconds", async () => {
    const stage = bench()
    await stage.open().once("k", { minTtl: 60 }, async () => lasting(stage.at, 3600))
    await stuckProcess(stage.folder)
    stage.at += 3600 - 500
    expect((await stage.open().once("k", { minTtl: 960 }, never)).madeAt).toBe(stage.at - 3100)
  })

  test("and cannot ask anybody gives up when its patience ends, with exit 3", async () => {
    const stage = bench()
    await stuckProcess(stage.folder)
    const waiting = stage.open({ patience: async () => 1 }).once("k", { minTtl: 60 }, never)
    await expect(waiting).rejects.toMatchObject({ code: "nobody-to-ask", exitStatus: 3 })
  })

  test("is asked how patient it is only then, and once", async () => {
    const stage = bench()
    let asked = 0
    const patience = async () => {
      asked += 1
      return 2
    }
    await stage.open({ patience }).once("other", { minTtl: 60 }, async () => lasting(stage.at, 3600))
    expect(asked).toBe(0)
    const stuck = await stuckProcess(stage.folder)
    await expect(stage.open({ patience }).once("k", { minTtl: 60 }, never)).rejects.toMatchObject({
      code: "nobody-to-ask",
    })
    expect(asked).toBe(1)
    stuck.kill()
  })

  test("goes on at once when that one is killed", async () => {
    const stage = bench()
    const other = await stuckProcess(stage.folder)
    const waiting = stage
      .open({ patience: async () => 30 })
      .once("k", { minTtl: 60 }, async () => lasting(stage.at, 3600))
    other.kill("SIGKILL")
    expect((await waiting).madeAt).toBe(stage.at)
  })
})

test("askers of one process share one flight, also for what is not for the cache", async () => {
  const cache = bench().open()
  let made = 0
  const endless = async () => ({ accessKeyId: `AKIA${++made}`, secretAccessKey: "secret" })
  const all = await Promise.all([1, 2, 3].map(() => cache.once("k", { minTtl: 60 }, endless)))
  expect(new Set(all.map(({ credentials }) => credentials.accessKeyId))).toEqual(new Set(["AKIA1"]))
  expect((await cache.once("k", { minTtl: 60 }, endless)).credentials.accessKeyId).toBe("AKIA2")
})

describe("fresh", () => {
  test("is never answered with what was there, whatever goes wrong", async () => {
    const stage = bench()
    await stage.open().once("k", { minTtl: 60 }, async () => lasting(stage.at, 3600))
    const nobody = () => Promise.reject(new GuiseError("nobody-to-ask", "nobody"))
    await expect(stage.open().once("k", { minTtl: 60, fresh: true }, nobody)).rejects.toMatchObject({
      code: "nobody-to-ask",
    })
    stage.at += 3500
    expect((await stage.open().once("k", { minTtl: 960 }, nobody)).madeAt).toBe(stage.at - 3500)
  })

  test("does not join a flight that may serve from the cache", async () => {
    const stage = bench()
    await stage.open().once("k", { minTtl: 60 }, async () => lasting(stage.at, 3600))
    stage.at += 10
    const cache = stage.open()
    const [old, fresh] = await Promise.all([
      cache.once("k", { minTtl: 60 }, never),
      cache.once("k", { minTtl: 60, fresh: true }, async () => lasting(stage.at, 3600)),
    ])
    expect([old.madeAt, fresh.madeAt]).toEqual([stage.at - 10, stage.at])
  })
})

test("clearing all forgets entries and facts, and keeps for their minute the codes that were used", async () => {
  const { open, at } = bench()
  const cache = open()
  await cache.once("k", { minTtl: 60 }, async () => lasting(at, 3600))
  await cache.remember("denied", "yes", 3600)
  await cache.remember("mfa-used:device", "123456", 90)
  expect(await cache.size()).toBe(1)
  expect(await cache.forget()).toBe(1)
  expect(await cache.peek("k")).toBeUndefined()
  expect(await cache.recall("denied")).toBeUndefined()
  expect(await cache.recall("mfa-used:device")).toBe("123456")
})

test("who keeps something while another process clears all is told of nothing", async () => {
  const it = bench()
  const clearing = `
    const { openCache } = await import(${JSON.stringify(resolve(import.meta.dirname, "../../src/cache/cache.ts"))})
    const say = () => {}
    const cache = openCache({ folder: ${JSON.stringify(it.folder)}, now: () => 0, skew: () => 0, notice: say, detail: say })
    console.log("clearing")
    for (;;) await cache.forget()`
  const child = Bun.spawn([process.execPath, "-e", clearing], { stdout: "pipe", stderr: "ignore" })
  await child.stdout.getReader().read()
  const cache = it.open()
  for (let round = 0; round < 100; round += 1) await cache.remember(`fact ${round}`, "said", 3600)
  child.kill("SIGKILL")
  await child.exited
  expect(it.said).toEqual([])
})

test("what ended more than a day ago goes when something else is kept", async () => {
  const stage = bench()
  const cache = stage.open()
  const day = 24 * 3600
  await cache.once("old", { minTtl: 60 }, async () => lasting(stage.at, 3600))
  await cache.once("older", { minTtl: 60 }, async () => lasting(stage.at, 3000))
  stage.at += day + 3300
  await cache.once("new", { minTtl: 60 }, async () => lasting(stage.at, 3600))
  const isKept = await cache.kept()
  expect(["old", "older", "new"].filter(isKept)).toEqual(["old", "new"])
})

test("looking makes no file", async () => {
  const { open, folder } = bench()
  const cache = open()
  expect(await cache.peek("k")).toBeUndefined()
  expect(await cache.recall("k")).toBeUndefined()
  expect(await cache.size()).toBe(0)
  expect(await cache.forget()).toBe(0)
  expect(() => readdirSync(folder)).toThrow()
})

test("what is kept is known by its key without being opened, and looking makes nothing", async () => {
  const { at, folder, open } = bench()
  const cache = open()
  expect((await cache.kept())("k")).toBe(false)
  expect(existsSync(folder)).toBe(false)
  await cache.once("k", { minTtl: 60 }, async () => lasting(at, 3600))
  const isKept = await open().kept()
  expect([isKept("k"), isKept("another")]).toEqual([true, false])
})
