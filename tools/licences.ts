/**
 * The licences of everything that goes into the bundles and binaries, as one text.
 *
 *     bun tools/licences.ts [FILE]        (default: dist/THIRD-PARTY-LICENSES; wants the bundle for Node built)
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"

export interface Licence {
  readonly name: string
  readonly version: string
  /** As its package.json names it (SPDX). */
  readonly id: string
  readonly text: string
}

const root = resolve(import.meta.dirname, "..")

/** For packages that name their licence and bring no text of it: what their repositories hold. */
const known: Readonly<Record<string, string>> = {
  bun: "MIT. It contains JavaScriptCore and WebKit (LGPL-2 and BSD) and further libraries, which https://bun.com/docs/project/license names.",
}

/** One for each package that the bundle in `folder` was made from, and for Bun. Error: a package without one, by name. */
export function licencesOf(folder: string): readonly Licence[] {
  const bundled = packagesIn(folder).map(place => licenceIn(join(root, place)))
  return [...bundled, licenceIn(join(root, "node_modules/bun")), keyring()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** The text that is shipped. */
export function licencesText(licences: readonly Licence[]): string {
  const texts = licences.map(({ name, version, id, text }) => `${name} ${version} (${id})\n\n${text.trim()}\n`)
  return `guise contains these works of others.\n\n${texts.join(`\n${"-".repeat(80)}\n\n`)}`
}

/** The bundler writes above each module where it came from; what was left out altogether has no such line. */
export function packagesIn(folder: string): readonly string[] {
  const files = readdirSync(folder).filter(name => name.endsWith(".mjs"))
  const places = files.flatMap(name => {
    const lines = readFileSync(join(folder, name), "utf8").matchAll(/^\/\/ \S*?(node_modules\/\S*)$/gm)
    return [...lines].map(([, path = ""]) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? path)
  })
  return [...new Set(places)]
}

function licenceIn(folder: string): Licence {
  const { name, version, license }: { name: string; version: string; license?: string } = JSON.parse(
    readFileSync(join(folder, "package.json"), "utf8"),
  )
  const files = readdirSync(folder).filter(file => /^(?:licen[cs]e|notice|copying)/i.test(file))
  // Some parts of the AWS SDK name the Apache licence, which is ours too, and leave the text to their repository.
  const named = known[name] ?? (license === "Apache-2.0" ? readFileSync(join(root, "LICENSE"), "utf8") : undefined)
  const text = files.length === 0 ? named : files.map(file => readFileSync(join(folder, file), "utf8")).join("\n")
  if (license === undefined || text === undefined) throw new Error(`${name} ${version} brings no text of its licence`)
  return { name, version, id: license, text }
}

/** In the binaries for macOS and Windows: the addon, with what is compiled into it. */
function keyring(): Licence {
  const folder = join(root, "node_modules/@napi-rs")
  const own = licenceIn(join(folder, "keyring"))
  const addons = readdirSync(folder).map(name => join(folder, name, "LICENSE.third-party.md"))
  return { ...own, text: [own.text, ...addons.filter(existsSync).map(file => readFileSync(file, "utf8"))].join("\n") }
}

if (import.meta.main)
  writeFileSync(
    resolve(process.argv[2] ?? join(root, "dist/THIRD-PARTY-LICENSES")),
    licencesText(licencesOf(join(root, "dist"))),
  )
