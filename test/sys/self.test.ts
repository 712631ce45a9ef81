import { afterEach, beforeEach, expect, test } from "bun:test"
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { compileBinary } from "../../tools/build/binary.ts"
import { bundleForNode } from "../../tools/build/bundles.ts"
import { scratch } from "./programs.ts"

const node = resolve(import.meta.dirname, "../../node_modules/.bin/node")
const self = resolve(import.meta.dirname, "../../src/sys/self.ts")

let folder = ""
let source = ""
beforeEach(() => {
  folder = scratch()
  source = join(folder, "main.ts")
  mkdirSync(join(folder, "a b"))
  // Waits for a byte, so that it can be replaced while it runs.
  writeFileSync(
    source,
    `import { readSync } from "node:fs"\nimport { selfWords } from ${JSON.stringify(self)}\nreadSync(0, new Uint8Array(1))\nconsole.log(JSON.stringify(selfWords()))\n`,
  )
})
afterEach(() => rmSync(folder, { recursive: true }))

async function saidBy(words: readonly string[], meanwhile = () => {}): Promise<unknown> {
  const child = Bun.spawn([...words], { cwd: folder, stdin: "pipe", stdout: "pipe" })
  meanwhile()
  child.stdin.write("x")
  child.stdin.end()
  return JSON.parse(await child.stdout.text())
}

test("a binary names itself, also when another one takes its place", async () => {
  const binary = join(folder, "a b/program")
  await compileBinary(source, binary)
  expect(await saidBy(["./a b/program"])).toEqual([binary])
  await compileBinary(source, join(folder, "newer"))
  const upgrade = () => renameSync(join(folder, "newer"), binary)
  expect(await saidBy(["./a b/program"], upgrade)).toEqual([binary])
})

test("a bundle names the Node that runs it, and itself", async () => {
  const bundle = join(folder, "a b/program.mjs")
  await bundleForNode(source, bundle)
  expect(await saidBy([node, "./a b/program.mjs"])).toEqual([expect.stringMatching(/^\/.*\/node$/), bundle])
})
