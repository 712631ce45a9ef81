/**
 * `bun bench/first-use.ts`: what the first use of each part of the language costs a program that has just started, in
 * microseconds, the dearest first. A warm `guise process` uses everything for the first time, so this, and not what a
 * loop would show, is what its code is written by. One run of a fresh binary for each figure; the fifth best of fifteen.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { compileBinary } from "../tools/build/binary.ts"

/** Each an expression over `list`, `record`, `bytes` and `text`. */
const uses = {
  nothing: "0",
  "a function of one's own": "own()",
  "list.map": "list.map(x => x)",
  "list.filter": "list.filter(x => x)",
  "list.some": "list.some(x => x)",
  "list.find": "list.find(x => x)",
  "list.at": "list.at(-1)",
  "list.includes": "list.includes(2)",
  "list.slice": "list.slice(1)",
  "list.join": "list.join()",
  "a spread": "[...list]",
  "Object.keys": "Object.keys(record)",
  "Object.entries": "Object.entries(record)",
  "Object.fromEntries": 'Object.fromEntries([["a", 1]])',
  "new Set": "new Set(list)",
  "new Map": 'new Map([["a", 1]])',
  "Math.max": "Math.max(1, 2)",
  "a remainder": "7.5 % 1",
  "a regular expression": "/^[a-c]+$/.test(text)",
  "text.split": 'text.split("b")',
  "text.startsWith": 'text.startsWith("a")',
  "text.trim": "text.trim()",
  "JSON.parse": "JSON.parse('{\"a\":1}')",
  "JSON.stringify": "JSON.stringify(record)",
  "new Date().toISOString": "new Date(0).toISOString()",
  "new TextDecoder().decode": "new TextDecoder().decode(bytes)",
  "new TextEncoder().encode": "new TextEncoder().encode(text)",
  "bytes.subarray": "bytes.subarray(1)",
  "process.env": "process.env.HOME",
  "Bun.CryptoHasher": 'new Bun.CryptoHasher("sha256").update(text).digest("hex")',
  "a big integer": "BigInt(text.length) + 1n",
  "an async function": "(async () => 1)()",
  Buffer: "Buffer.from(bytes.buffer)",
  "node:path": 'process.getBuiltinModule("node:path")',
  "node:fs": 'process.getBuiltinModule("node:fs")',
  "node:crypto": 'process.getBuiltinModule("node:crypto")',
  "bun:ffi": 'await import("bun:ffi")',
  "Bun.FFI": "Bun.FFI",
} as const

const program = `
const list = [1, 2, 3], record = { a: 1, b: 2 }, bytes = new Uint8Array(64), text = "abc"
function own() { return 1 }
const uses = {
${Object.entries(uses)
  .map(([name, use]) => `  ${JSON.stringify(name)}: async () => (${use}),`)
  .join("\n")}
}
const use = uses[process.argv[2]]
await uses.nothing()
performance.now()
const start = performance.now()
await use()
console.log(performance.now() - start)
`

const folder = mkdtempSync(join(tmpdir(), "guise-first-use-"))
try {
  const source = join(folder, "program.ts")
  const binary = join(folder, "program")
  writeFileSync(source, program)
  await compileBinary(source, binary)
  const timeOf = (name: string) => Number(Bun.spawnSync([binary, name]).stdout.toString()) * 1000
  const timesOf = (name: string) => Array.from({ length: 15 }, () => timeOf(name)).sort((a, b) => a - b)
  const figures = Object.keys(uses).map(name => ({ name, time: timesOf(name)[4] ?? Number.NaN }))
  for (const { name, time } of figures.sort((a, b) => b.time - a.time))
    console.log(`${time.toFixed(0).padStart(6)} µs  ${name}`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
