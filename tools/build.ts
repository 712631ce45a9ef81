/**
 * Builds what people run, into dist/: `guise` (one file, Bun inside), `guise.mjs` and the library `index.mjs` with the
 * chunks they share (for Node), the library's types `index.d.ts`, and `empty`, the one line `export {}` compiled with
 * the same flags, which the bench measures against.
 *
 *     bun tools/build.ts [guise|node|types|empty …]
 *
 * Everything is made in a folder of its own beside its destination and moved into place by rename, so that whoever
 * runs dist/guise meanwhile, or builds twice at once, never meets half a file.
 */
import { spawn } from "node:child_process"
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { basename, dirname, join, relative, resolve } from "node:path"
import { libraryTypes } from "./library-types.ts"

/**
 * Without `--splitting` a lazy import is not lazy; without `--format=esm` there is no top-level await; without the
 * last two the binary obeys the `.env` and the `bunfig.toml` of whatever folder it is started in.
 */
const compileFlags = [
  "--compile",
  "--minify",
  "--bytecode",
  "--format=esm",
  "--splitting",
  "--no-compile-autoload-dotenv",
  "--no-compile-autoload-bunfig",
] as const

const nodeFlags = [
  "--target=node",
  "--format=esm",
  "--splitting",
  "--minify-syntax",
  "--entry-naming=[name].mjs",
  "--chunk-naming=chunk-[hash].mjs",
] as const

const root = resolve(import.meta.dirname, "..")
const entry = join(root, "src/cli/main.ts")
const dist = join(root, "dist")

const targets = {
  guise: () => compileGuise(join(dist, "guise")),
  node: () => bundleOurs(),
  types: () => writeWhole(join(dist, "index.d.ts"), libraryTypes(root)),
  empty: () => compileEmpty(join(dist, "empty")),
} as const

/** What a binary is compiled for, where that is not this machine as it is. */
export interface Cross {
  /** As Bun names it: `bun-darwin-arm64`. */
  readonly target: string
  /** Path of that platform's Bun. */
  readonly runtime: string
}

export interface Compiled {
  readonly cross?: Cross
  /** Path of the keyring's native code, which goes into the binary beside the program (src/store/native-addon.ts). */
  readonly addon?: string
}

/** Compiles `from` into the single executable `to`, with the flags guise ships with. */
export async function compileBinary(from: string, to: string, how: Compiled = {}): Promise<void> {
  await beside(to, folder => compileIn(folder, resolve(from), to, how))
}

async function compileIn(folder: string, from: string, to: string, { cross, addon }: Compiled): Promise<void> {
  const across =
    cross === undefined ? [] : [`--target=${cross.target}`, `--compile-executable-path=${resolve(cross.runtime)}`]
  const second = addon === undefined ? [] : [resolve(addon)]
  await bunBuild(folder, [...compileFlags, ...across, from, ...second, "--outfile", "binary.exe"])
  renameSync(join(folder, "binary.exe"), to)
}

/** Bundles `from` for Node into the executable `to`, with the chunks it imports lazily beside it. */
export function bundleForNode(from: string, to: string): Promise<void> {
  return bundlesForNode(dirname(to), { programs: [[from, basename(to)]], libraries: [] })
}

type Bundled = readonly [from: string, name: string]

/** The bundles and the types, without a binary. */
export async function buildForNode(): Promise<void> {
  await targets.node()
  await targets.types()
}

function bundleOurs(): Promise<void> {
  const programs = [
    [entry, "guise.mjs"],
    [join(root, "src/launcher.ts"), "launcher.mjs"],
  ] as const
  return bundlesForNode(dist, { programs, libraries: [[join(root, "src/index.ts"), "index.mjs"]] })
}

interface Bundles {
  readonly programs: readonly Bundled[]
  readonly libraries: readonly Bundled[]
}

/** Bundles programs and libraries for Node into `folder`, with the chunks that they share. */
async function bundlesForNode(folder: string, { programs, libraries }: Bundles): Promise<void> {
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

async function writeWhole(to: string, text: string): Promise<void> {
  await beside(to, async folder => {
    writeFileSync(join(folder, "whole"), text)
    renameSync(join(folder, "whole"), to)
  })
}

/**
 * guise itself. Its warm road (run.ts and all that it imports) is bundled first, into one module without the long road,
 * which stays a lazy import. Split in one go the modules that both need would become a dozen chunks, and to load those
 * takes 0.7 ms of the 3 that a warm `guise process` has.
 */
export async function compileGuise(to: string, how: Compiled = addonHere()): Promise<void> {
  await beside(to, async folder => {
    const longRoad = "long-road.ts"
    // Relative: where a clone lies, and what the folder is called this time, would be in the hashes of what is built.
    const from = relative(folder, dirname(entry))
    await bunBuild(folder, [
      join(from, basename(entry)),
      "--target=bun",
      "--format=esm",
      `--external=*/${longRoad}`,
      "--outfile",
      "warm.js",
    ])
    writeFileSync(join(folder, longRoad), `export * from ${JSON.stringify(join(from, longRoad))}\n`)
    await compileIn(folder, "./warm.js", to, how)
  })
}

/** On macOS and Windows the keyring is native code, which was installed with the library. */
function addonHere(): Compiled {
  const build = {
    darwin: process.arch === "arm64" ? "darwin-arm64" : "darwin-x64",
    win32: `win32-${process.arch}-msvc`,
  }
  const name = build[process.platform as keyof typeof build] as string | undefined
  return name === undefined ? {} : { addon: join(root, `node_modules/@napi-rs/keyring-${name}/keyring.${name}.node`) }
}

async function compileEmpty(to: string): Promise<void> {
  await beside(to, async folder => {
    const from = join(folder, "empty.ts")
    writeFileSync(from, "export {}\n")
    await compileBinary(from, to)
  })
}

/** Runs `make` in a new folder on the destination's own file system, and removes it however `make` ends. */
async function beside(to: string, make: (folder: string) => Promise<void>): Promise<void> {
  mkdirSync(dirname(to), { recursive: true })
  const folder = mkdtempSync(join(dirname(to), ".build-"))
  try {
    await make(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** `bun build` leaves its `*.bun-build` file in the current folder when it is stopped: so that is `folder`. */
function bunBuild(folder: string, args: readonly string[]): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, ["build", ...args], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] })
    const said: Buffer[] = []
    child.stdout.on("data", (bytes: Buffer) => said.push(bytes))
    child.stderr.on("data", (bytes: Buffer) => said.push(bytes))
    child.on("error", fail)
    child.on("close", status => {
      if (status === 0) done()
      else fail(new Error(`bun build ${args.join(" ")}: status ${status}\n${Buffer.concat(said).toString()}`))
    })
  })
}

/** Chunks are named by their content, so those of an earlier build are never written over and would pile up. */
function removeStaleChunks(folder: string, current: ReadonlySet<string>): void {
  for (const name of readdirSync(folder)) {
    if (/^chunk-[a-z0-9]+\.mjs$/.test(name) && !current.has(name)) rmSync(join(folder, name), { force: true })
  }
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
