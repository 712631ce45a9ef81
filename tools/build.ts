/**
 * Builds what people run, into dist/: `guise` (one file, Bun inside), `guise.mjs` and the library `index.mjs` with the
 * chunks they share (for Node), the library's types `index.d.ts`, and `empty`, the one line `export {}` compiled with
 * the same flags, which the bench measures against.
 *
 *     bun tools/build.ts [guise|node|types|empty …]
 */
import { renameSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { beside } from "./build/beside.ts"
import { compileEmpty, compileGuise } from "./build/binary.ts"
import { bundlesForNode } from "./build/bundles.ts"
import { libraryTypes } from "./library-types.ts"

const root = resolve(import.meta.dirname, "..")
const dist = join(root, "dist")

const targets = {
  guise: () => compileGuise(join(dist, "guise")),
  node: () => bundleOurs(),
  types: () => writeWhole(join(dist, "index.d.ts"), libraryTypes(root)),
  empty: () => compileEmpty(join(dist, "empty")),
} as const

/** The bundles and the types, without a binary. */
export async function buildForNode(): Promise<void> {
  await targets.node()
  await targets.types()
}

function bundleOurs(): Promise<void> {
  const programs = [
    [join(root, "src/cli/main.ts"), "guise.mjs"],
    [join(root, "src/launcher.ts"), "launcher.mjs"],
  ] as const
  return bundlesForNode(dist, { programs, libraries: [[join(root, "src/index.ts"), "index.mjs"]] })
}

async function writeWhole(to: string, text: string): Promise<void> {
  await beside(to, async folder => {
    writeFileSync(join(folder, "whole"), text)
    renameSync(join(folder, "whole"), to)
  })
}

async function main(words: readonly string[]): Promise<number> {
  const names = Object.keys(targets) as (keyof typeof targets)[]
  const unknown = words.filter(word => !names.some(name => name === word))
  if (unknown.length > 0) {
    console.error(`build: no target ${unknown.join(", ")}; there are ${names.join(", ")}`)
    return 2
  }
  const results = await Promise.allSettled(
    names.filter(name => words.length === 0 || words.includes(name)).map(name => targets[name]()),
  )
  const failures = results.filter(result => result.status === "rejected")
  for (const failure of failures) console.error(String(failure.reason))
  return failures.length === 0 ? 0 : 1
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2))
