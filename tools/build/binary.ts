import { renameSync, writeFileSync } from "node:fs"
import { join, relative, resolve } from "node:path"
import { beside, bunBuild, esModules } from "./beside.ts"
import { bundleLongRoad } from "./long-road.ts"

/**
 * Without `--splitting` a lazy import is not lazy; without `--format=esm` there is no top-level await; without the
 * `autoload` ones the binary obeys the `.env` and the `bunfig.toml` of whatever folder it is started in. The last puts
 * off the compiler, whose thread costs a warm `guise process` more than it has time to give (src/sys/compiler.ts).
 */
const compileFlags = [
  "--compile",
  "--minify",
  "--bytecode",
  "--format=esm",
  "--splitting",
  "--no-compile-autoload-dotenv",
  "--no-compile-autoload-bunfig",
  ...esModules,
  "--compile-jit-policy=100",
] as const

const root = resolve(import.meta.dirname, "../..")

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
  /** Path of what a run of a binary recorded (tools/warm-order.ts): what that used lies together, at the front. */
  readonly order?: string
}

/** Compiles `from` into the single executable `to`, with the flags guise ships with. */
export async function compileBinary(from: string, to: string, how: Compiled = {}): Promise<void> {
  await beside(to, folder => compileIn(folder, resolve(from), to, how))
}

/** The one line that the bench measures against. */
export async function compileEmpty(to: string): Promise<void> {
  await beside(to, async folder => {
    const from = join(folder, "empty.ts")
    writeFileSync(from, "export {}\n")
    await compileBinary(from, to)
  })
}

export interface CompiledGuise extends Compiled {
  /** Path of what starts it, in place of src/cli/main.ts. */
  readonly entry?: string
}

/**
 * guise itself. Its warm road (run.ts and all that it imports) is bundled first, into one module without the long road,
 * which stays a lazy import. Split in one go the modules that both need would become a dozen chunks, and to load those
 * takes 0.7 ms of the 3 that a warm `guise process` has.
 */
export async function compileGuise(to: string, { entry = main, ...how }: CompiledGuise = {}): Promise<void> {
  await beside(to, async folder => {
    const longRoad = "long-road.ts"
    // Relative: where a clone lies, and what the folder is called this time, would be in the hashes of what is built.
    const from = relative(folder, entry)
    const flags = ["--target=bun", "--format=esm", `--external=*/${longRoad}`, "--outfile", "warm.js"]
    await bunBuild(folder, [from, ...flags])
    await bundleLongRoad(join(cli, longRoad), folder)
    await compileIn(folder, "./warm.js", to, {
      order: warmOrder,
      ...(how.cross === undefined ? addonHere() : {}),
      ...how,
    })
  })
}

/** What a warm run used; tools/warm-order.ts records it. */
export const warmOrder = join(root, "tools/warm.order")

const cli = join(root, "src/cli")
const main = join(cli, "main.ts")

async function compileIn(folder: string, from: string, to: string, { cross, addon, order }: Compiled): Promise<void> {
  const across =
    cross === undefined ? [] : [`--target=${cross.target}`, `--compile-executable-path=${resolve(cross.runtime)}`]
  const layout = order === undefined ? [] : [`--bytecode-order=${resolve(order)}`]
  const second = addon === undefined ? [] : [resolve(addon)]
  await bunBuild(folder, [...compileFlags, ...across, ...layout, from, ...second, "--outfile", "binary.exe"])
  renameSync(join(folder, "binary.exe"), to)
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
