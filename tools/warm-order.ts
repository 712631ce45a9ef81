/**
 * Records which functions a warm `guise process`, a warm `guise exec` and a press of Tab use, into tools/warm.order: the
 * binary has their bytecode together at its front, and reads and decodes less of itself (a twentieth of a warm run).
 *
 *     bun tools/warm-order.ts [--check]
 *
 * `--check` writes nothing; its status is 1 when the file knows less than nine tenths of what such runs use. Functions
 * are told by what they say, not by where they stand: the file outlives most changes, and fits every platform.
 * https://bun.com/docs/bundler/executables#profile-guided-bytecode-layout
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { openStage } from "../bench/stage.ts"
import { compileGuise, warmOrder } from "./build/binary.ts"

const runs = [
  ["process", "readonly"],
  // It cannot become that: a process that becomes another one writes nothing down.
  ["exec", "readonly", "--", "/nonexistent"],
  ["complete", "fish", "--", "exec", ""],
] as const

const enough = 0.9

/** The lines of all runs, the first run's first. */
async function recorded(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "guise-order-"))
  const stage = await openStage()
  try {
    const binary = join(folder, "guise")
    await compileGuise(binary, { entry: resolve(import.meta.dirname, "build/recorded.ts") })
    const { env } = stage.newHome()
    const run = async (words: readonly string[], more: Readonly<Record<string, string>> = {}) => {
      const streams = { stdin: "ignore", stdout: "ignore", stderr: "ignore" } as const
      await Bun.spawn([binary, ...words], { env: { ...env, ...more }, ...streams }).exited
    }
    // The first has the role fetched and the plan made, the second the way to both remembered.
    for (const _each of [1, 2]) for (const words of runs) await run(words)
    const lines: string[] = []
    for (const [at, words] of runs.entries()) {
      const file = join(folder, `${at}.order`)
      await run(words, { BUN_BYTECODE_ORDER_OUT: file })
      lines.push(...readFileSync(file, "utf8").split("\n"))
    }
    return `${[...new Set(lines)].filter(isUsed).join("\n")}\n`
  } finally {
    await stage.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Not the list of everything that there is and was not used (K): it is ten times as long, and changes with each line. */
function isUsed(line: string): boolean {
  return line !== "" && !line.startsWith("K ")
}

function functionsIn(order: string): readonly string[] {
  return order.split("\n").filter(line => line.startsWith("F "))
}

const [word] = process.argv.slice(2)
if (word !== undefined && word !== "--check") {
  console.error("warm-order: bun tools/warm-order.ts [--check]")
  process.exit(2)
}
const order = await recorded()
if (word === "--check") {
  const known = new Set(functionsIn(readFileSync(warmOrder, "utf8")))
  const used = functionsIn(order)
  const found = used.filter(line => known.has(line))
  console.log(`${found.length} of the ${used.length} functions that a warm run uses are in tools/warm.order`)
  if (used.length === 0 || found.length < enough * used.length) {
    console.error("warm-order: record it anew with `bun tools/warm-order.ts`")
    process.exitCode = 1
  }
} else {
  writeFileSync(warmOrder, order)
  console.log(`${functionsIn(order).length} functions written to ${warmOrder}`)
}
