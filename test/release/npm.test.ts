import { afterAll, beforeAll, expect, test } from "bun:test"
import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { version } from "../../package.json"
import { type Platform, platforms } from "../../src/sys/native-binary.ts"
import { writeExtras } from "../../tools/release/extras.ts"
import { packed, stageMain, stagePlatform } from "../../tools/release/npm.ts"
import { targets } from "../../tools/release/platforms.ts"
import { type Home, json, runCommand, stage } from "../cli/harness.ts"
import { nodes, oldest } from "../library/nodes.ts"
import { openRegistry, type Published } from "./registry.ts"

const root = resolve(import.meta.dirname, "../..")
const here = `${process.platform}-${process.arch}` as Platform
const { newHome } = await stage()

let folder = ""
let registry = openRegistry([])
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "guise-npm-"))
  const places = { root, extras: join(folder, "extras"), into: join(folder, "staged") }
  await writeExtras(root, places.extras)
  const main = stageMain(places)
  const own = stagePlatform(places, here, join(root, "dist/guise"))
  // npm would press 120 MB for seconds; what matters is that it unpacks them.
  const tarball = join(folder, "platform.tgz")
  execFileSync("tar", ["-C", own, "-I", "gzip -1", "--transform", "s,^\\.,package,", "-cf", tarball, "."])
  await registry.close()
  registry = openRegistry([
    { manifest: manifestOf(main), tarball: packed(main, folder) },
    { manifest: manifestOf(own), tarball },
    ...platforms.filter(platform => platform !== here).map(foreign),
  ])
}, 60_000)
afterAll(async () => {
  await registry.close()
  rmSync(folder, { recursive: true, force: true })
})

function manifestOf(folder: string): Published["manifest"] {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))
}

/** A package that npm must not fetch: it is for another system. */
function foreign(platform: Platform): Published {
  const { os, cpu, libc } = targets[platform]
  return { manifest: { name: `@guise/${platform}`, version, os: [os], cpu: [cpu], ...(libc && { libc: [libc] }) } }
}

async function npm(words: readonly string[], home: Home, cwd = home.cwd): Promise<void> {
  const flags = ["--registry", registry.url, "--cache", join(home.folder, "npm"), "--no-audit", "--no-fund"]
  const ran = await runCommand(["npm", ...words, ...flags], home, { cwd })
  expect([ran.status, ran.status === 0 ? "" : ran.stderr]).toEqual([0, ""])
}

test("npm i -g guise: the binary of this system alone, by way of a launcher, with the manual", async () => {
  const home = newHome()
  const prefix = join(home.folder, "prefix")
  await npm(["install", "--global", "--prefix", prefix, "guise"], home)
  const guise = join(prefix, "bin/guise")
  const installed = join(prefix, "lib/node_modules/guise")
  expect(readdirSync(join(installed, "node_modules/@guise"))).toEqual([here])
  expect(existsSync(join(prefix, "share/man/man1/guise-exec.1"))).toBe(true)
  for (const { node } of nodes) {
    const asked = await runCommand([node, guise, "--version"], home)
    expect([asked.stdout, asked.stderr, asked.status]).toEqual([`${version}\n`, "", 0])
    const said = json<Record<string, string>>(await runCommand([node, guise, "process", "readonly"], home))
    expect(said.AccessKeyId).toStartWith("ASIA")
    const command = 'grep -c "SigIgn:.0000000000000000" /proc/self/status; exit 7'
    const ran = await runCommand([node, guise, "exec", "readonly", "--", "sh", "-c", command], home)
    expect([ran.stdout, ran.status]).toEqual(["1\n", 7])
  }
  // Without the binary it is the bundle, in whatever Node that is.
  rmSync(join(installed, "node_modules"), { recursive: true })
  const { node } = nodes.at(-1) ?? oldest
  const alone = json<Record<string, string>>(await runCommand([node, guise, "process", "readonly"], home))
  expect(alone.AccessKeyId).toStartWith("ASIA")
}, 60_000)

test("npm i guise: a program imports it, and Node 20 has its locks from the binary", async () => {
  const home = newHome()
  mkdirSync(join(home.cwd, "project"))
  const cwd = join(home.cwd, "project")
  writeFileSync(join(cwd, "package.json"), '{ "type": "module" }')
  await npm(["install", "guise"], home, cwd)
  const text = `import { credentialsFor } from "guise"; console.log(JSON.stringify(await credentialsFor({ profile: "readonly" })))`
  writeFileSync(join(cwd, "program.js"), text)
  for (const flags of [[], ["--no-experimental-sqlite"]]) {
    const known = Bun.spawnSync([oldest.node, ...flags, "-e", ""]).exitCode === 0
    const node = known ? oldest.node : (nodes.at(-1) ?? oldest).node
    const ran = await runCommand([node, ...flags, "program.js"], home, {
      cwd,
      env: { XDG_CACHE_HOME: join(cwd, `c${flags.length}`) },
    })
    expect(json<Record<string, string>>(ran).accessKeyId).toStartWith("ASIA")
  }
}, 60_000)

test("what is published names no dependency, runs nothing when it is installed, and holds no binary beside the platform's", () => {
  const manifest = manifestOf(join(folder, "staged/guise"))
  expect([manifest.dependencies, manifest.scripts, manifest.private]).toEqual([undefined, undefined, undefined])
  expect(Object.keys(manifest.optionalDependencies ?? {})).toEqual(
    expect.arrayContaining(platforms.map(platform => `@guise/${platform}`)),
  )
  const files = readdirSync(join(folder, "staged/guise/dist")).filter(name => !/^chunk-\w+\.mjs$/.test(name))
  expect(files.sort()).toEqual(["completions", "guise.mjs", "index.d.ts", "index.mjs", "launcher.mjs", "man"])
})
