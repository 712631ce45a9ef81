import { afterEach, beforeEach, expect, test } from "bun:test"
import { readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { compileBinary, compileGuise } from "../../tools/build/binary.ts"
import { bundleForNode } from "../../tools/build/bundles.ts"
import { bundleLongRoad } from "../../tools/build/long-road.ts"
import { scratch } from "../sys/programs.ts"

const node = resolve(import.meta.dirname, "../../node_modules/.bin/node")

let folder = ""
let source = ""
beforeEach(() => {
  folder = scratch()
  source = join(folder, "main.ts")
})
afterEach(() => rmSync(folder, { recursive: true }))

const say = (words: readonly string[]) => Bun.spawnSync([...words]).stdout.toString()

test("a binary that is built twice at once is whole, and nothing else is left", async () => {
  writeFileSync(source, 'console.log("built")\n')
  const to = join(folder, "out/program")
  await Promise.all([compileBinary(source, to), compileBinary(source, to)])
  expect(say([to])).toBe("built\n")
  expect(readdirSync(join(folder, "out"))).toEqual(["program"])
})

test("a binary can be built anew while the former runs", async () => {
  const to = join(folder, "program")
  writeFileSync(
    source,
    'await new Promise(done => process.stdin.once("data", done))\nconsole.log("old")\nprocess.exit()\n',
  )
  await compileBinary(source, to)
  const running = Bun.spawn([to], { stdin: "pipe", stdout: "pipe" })
  writeFileSync(source, 'console.log("new")\n')
  await compileBinary(source, to)
  running.stdin.write("go\n")
  running.stdin.end()
  expect([await running.stdout.text(), say([to])]).toEqual(["old\n", "new\n"])
})

test("a bundle for Node is one program with the chunks it needs, and no others", async () => {
  const to = join(folder, "out/program.mjs")
  writeFileSync(join(folder, "late.ts"), 'export const late = "late 1"\n')
  writeFileSync(source, 'console.log((await import("./late.ts")).late)\n')
  await bundleForNode(source, to)
  const before = readdirSync(join(folder, "out"))
  writeFileSync(join(folder, "late.ts"), 'export const late = "late 2"\n')
  await bundleForNode(source, to)
  expect(say([node, to])).toBe("late 2\n")
  expect(readFileSync(to, "utf8")).toStartWith("#!/usr/bin/env node\n")
  expect(statSync(to).mode & 0o111).toBe(0o111)
  expect(readdirSync(join(folder, "out")).length).toBe(before.length)
})

test("source that does not compile is refused, what stood there stays, and nothing else is left", async () => {
  const to = join(folder, "out/program")
  writeFileSync(source, 'console.log("built")\n')
  await compileBinary(source, to)
  writeFileSync(source, "import { nothing } from './nowhere.ts'\nnothing()\n")
  await expect(compileBinary(source, to)).rejects.toThrow("nowhere")
  expect([say([to]), readdirSync(join(folder, "out"))]).toEqual(["built\n", ["program"]])
})

test("guise built twice, in folders of other names, is the same bytes", async () => {
  const [one, two] = [join(folder, "guise"), join(scratch(), "guise")]
  await Promise.all([compileGuise(one), compileGuise(two)])
  const isSame = Buffer.compare(readFileSync(one), readFileSync(two)) === 0
  rmSync(dirname(two), { recursive: true })
  expect(isSame).toBe(true)
})

test("with the STS client neither node:https, nor CommonJS, nor a search for credentials is loaded: all would stand in the way of a first call", async () => {
  writeFileSync(source, 'export const load = () => import("@aws-sdk/client-sts")\n')
  symlinkSync(resolve(import.meta.dirname, "../../node_modules"), join(folder, "node_modules"))
  await bundleLongRoad(source, folder)
  const chunks = readdirSync(folder).filter(name => name.endsWith(".js"))
  const textOf = (name: string) => readFileSync(join(folder, name), "utf8")
  const client = chunks.find(name => textOf(name).includes("client-sts/dist-es/STSClient.js\n"))
  const loaded = [...loadedWith(join(folder, client ?? "no client"))]
  expect(loaded.filter(path => /^(node:)?https?$/.test(path))).toEqual([])
  const own = loaded.filter(path => path.startsWith(folder)).map(path => readFileSync(path, "utf8"))
  expect(own.join("").match(/^\/\/ .*\/(dist-cjs|credential-provider-\w+)\/.*$/gm)).toBeNull()
})

/** A chunk and all that it imports at once, paths and names of the runtime's own modules. */
function loadedWith(chunk: string, known = new Set<string>()): Set<string> {
  if (known.has(chunk)) return known
  known.add(chunk)
  if (!chunk.endsWith(".js")) return known
  const { imports } = new Bun.Transpiler({ loader: "js" }).scan(readFileSync(chunk, "utf8"))
  for (const { kind, path } of imports)
    if (kind === "import-statement") loadedWith(path.startsWith(".") ? join(dirname(chunk), path) : path, known)
  return known
}
