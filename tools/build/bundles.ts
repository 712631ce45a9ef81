import { chmodSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { basename, dirname, join, relative, resolve } from "node:path"
import { beside, bunBuild, esModules } from "./beside.ts"

const nodeFlags = [
  "--target=node",
  "--format=esm",
  "--splitting",
  ...esModules,
  "--minify-syntax",
  "--entry-naming=[name].mjs",
  "--chunk-naming=chunk-[hash].mjs",
] as const

type Bundled = readonly [from: string, name: string]

export interface Bundles {
  readonly programs: readonly Bundled[]
  readonly libraries: readonly Bundled[]
}

/** Bundles `from` for Node into the executable `to`, with the chunks it imports lazily beside it. */
export function bundleForNode(from: string, to: string): Promise<void> {
  return bundlesForNode(dirname(to), { programs: [[from, basename(to)]], libraries: [] })
}

/** Bundles programs and libraries for Node into `folder`, with the chunks that they share. */
export async function bundlesForNode(folder: string, { programs, libraries }: Bundles): Promise<void> {
  const entries = [...programs, ...libraries]
  await beside(join(folder, "any"), async made => {
    await bunBuild(made, [...nodeFlags, ...entries.map(([from]) => relative(made, resolve(from))), "--outdir", "out"])
    const out = join(made, "out")
    const chunks = readdirSync(out, { recursive: true, encoding: "utf8" }).filter(name => name.startsWith("chunk-"))
    for (const chunk of chunks) renameSync(join(out, chunk), join(folder, chunk))
    for (const [from, name] of entries) {
      const built = join(out, `${basename(from).replace(/\.[cm]?[jt]s$/, "")}.mjs`)
      if (programs.some(program => program[1] === name)) makeExecutable(built)
      renameSync(built, join(folder, name))
    }
    removeStaleChunks(folder, new Set(chunks))
  })
}

function makeExecutable(program: string): void {
  const text = readFileSync(program, "utf8").replace(/^#!.*\n/, "")
  writeFileSync(program, `#!/usr/bin/env node\n${text}`)
  chmodSync(program, 0o755)
}

/** Chunks are named by their content, so those of an earlier build are never written over and would pile up. */
function removeStaleChunks(folder: string, current: ReadonlySet<string>): void {
  for (const name of readdirSync(folder)) {
    if (/^chunk-[a-z0-9]+\.mjs$/.test(name) && !current.has(name)) rmSync(join(folder, name), { force: true })
  }
}
