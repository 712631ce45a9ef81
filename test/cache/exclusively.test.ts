import { afterEach, beforeEach, expect, test } from "bun:test"
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { openCache } from "../../src/cache/cache.ts"

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "guise-exclusively-"))
})
afterEach(() => rm(folder, { recursive: true }))

const script = (cacheFolder: string) => `
  import { openCache } from ${JSON.stringify(join(import.meta.dir, "../../src/cache/cache.ts"))}
  const cache = openCache({
    folder: ${JSON.stringify(cacheFolder)}, now: () => Date.now() / 1000, skew: () => 0, notice: console.error, detail() {},
  })
  for (let round = 0; round < 5; round++) {
    await cache.exclusively("counter", async () => {
      const count = Number((await cache.recall("count")) ?? 0)
      await new Promise(done => setTimeout(done, 1))
      await cache.remember("count", String(count + 1), 60)
    })
  }
`

const open = (at: string) =>
  openCache({ folder: at, now: () => Date.now() / 1000, skew: () => 0, notice: () => {}, detail: () => {} })

test("what several processes read and write under one key is never lost", async () => {
  const path = join(folder, "count.ts")
  await writeFile(path, script(join(folder, "cache")))
  const children = Array.from({ length: 4 }, () => Bun.spawn([process.execPath, path], { stderr: "pipe" }))
  const words = await Promise.all(children.map(child => child.stderr.text()))
  expect(words.join("")).toBe("")
  expect(await open(join(folder, "cache")).recall("count")).toBe("20")
})

test("what it throws is the caller's, and the next one gets in", async () => {
  const cache = open(join(folder, "cache"))
  await expect(cache.exclusively("key", () => Promise.reject(new Error("mine")))).rejects.toThrow("mine")
  expect(await cache.exclusively("key", async () => "next")).toBe("next")
})

test("where nothing can be kept it is done all the same", async () => {
  const file = join(folder, "no-folder")
  await writeFile(file, "")
  await chmod(file, 0o400)
  expect(await open(join(file, "cache")).exclusively("key", async () => "done")).toBe("done")
})
