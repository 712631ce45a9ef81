/**
 * Everything that is released, into dist/: a binary for each platform (`bin/`), npm packages (`npm/`), archives, Debian
 * packages, checksums and the Homebrew formula (`release/`).
 *
 *     bun tools/release/all.ts [PLATFORM …] [--url ADDRESS]
 *
 * What cannot be built is said by name, and the rest is built all the same; then the status is 1.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { basename, join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { binaryIn, type Platform, platforms } from "../../src/sys/native-binary.ts"
import { buildForNode } from "../build.ts"
import { pack, sha256Of } from "./archive.ts"
import { compiledFor } from "./compiled.ts"
import { debFor } from "./deb.ts"
import { writeExtras } from "./extras.ts"
import { type Archive, formulaOf } from "./formula.ts"
import { momentOf } from "./moment.ts"
import { packed, stageMain, stagePlatform } from "./npm.ts"
import { layShare } from "./share.ts"

const root = resolve(import.meta.dirname, "../..")
const dist = join(root, "dist")
const release = join(dist, "release")

const places = { root, extras: dist, into: join(dist, "npm") }

/** Builds one platform and everything that is made of it. */
async function released(platform: Platform): Promise<Archive> {
  const binary = await compiledFor(platform, root)
  packed(stagePlatform(places, platform, binary), places.into)
  debFor(platform, binary, { ...places, into: release })
  return archived(platform, binary)
}

function archived(platform: Platform, binary: string): Archive {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))
  const folder = mkdtempSync(join(dist, ".archive-"))
  const top = `guise-${version}-${platform}`
  const to = join(release, `${top}.tar.gz`)
  try {
    layShare(places, join(folder, top), { compressed: false })
    cpSync(binary, join(folder, top, binaryIn(platform)))
    cpSync(join(root, "LICENSE"), join(folder, top, "LICENSE"))
    pack(folder, [top], to, momentOf(root))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return { platform, name: basename(to), sha256: sha256Of(to) }
}

async function main(words: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...words],
    options: { url: { type: "string" } },
    allowPositionals: true,
  })
  const wanted = platforms.filter(platform => positionals.length === 0 || positionals.includes(platform))
  const unknown = positionals.filter(name => !platforms.some(platform => platform === name))
  if (unknown.length > 0) {
    console.error(`build:all: no platform ${unknown.join(", ")}; there are ${platforms.join(", ")}`)
    return 2
  }
  for (const folder of ["release", "npm", "bin"]) rmSync(join(dist, folder), { recursive: true, force: true })
  mkdirSync(release, { recursive: true })
  await buildForNode()
  await writeExtras(root, dist)
  packed(stageMain(places), places.into)
  const archives: Archive[] = []
  for (const platform of wanted) {
    try {
      archives.push(await released(platform))
      console.log(`built ${platform}`)
    } catch (error) {
      console.error(`not built ${platform}: ${error instanceof Error ? error.message : error}`)
    }
  }
  finish(archives, values.url)
  return archives.length === wanted.length ? 0 : 1
}

function finish(archives: readonly Archive[], url: string | undefined): void {
  const names = readdirSync(release).filter(name => /\.(?:tar\.gz|deb)$/.test(name))
  const lines = names.sort().map(name => `${sha256Of(join(release, name))}  ${name}\n`)
  writeFileSync(join(release, "SHA256SUMS"), lines.join(""))
  if (archives.length < platforms.length) console.error("no formula: it wants all platforms")
  else writeFileSync(join(release, "guise.rb"), formulaOf(archives, url ?? "https://example.com/guise/releases", root))
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2))
