/**
 * The library's types as one file that needs no other: what `tsc` declares for src/index.ts and every module it names,
 * in the order of their imports, with only the face exported.
 */
import { spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"

const flags = [
  ...["--ignoreConfig", "--declaration", "--emitDeclarationOnly", "--strict", "--skipLibCheck"],
  ...["--target", "esnext", "--module", "preserve", "--moduleResolution", "bundler"],
  ...["--allowImportingTsExtensions", "--resolveJsonModule", "--exactOptionalPropertyTypes", "--types", "bun,node"],
] as const

/** The text of dist/index.d.ts. Error: what does not compile, a name that two modules declare, an import from a package. */
export function libraryTypes(root: string): string {
  const folder = mkdtempSync(join(tmpdir(), "guise-types-"))
  try {
    const tsc = join(root, "node_modules/typescript/bin/tsc")
    const face = join(root, "src/index.ts")
    const words = [tsc, ...flags, "--rootDir", root, "--outDir", folder, face]
    // Its status says nothing here: modules behind the lazy imports need not be declarable. A test compiles the result.
    const { stdout } = spawnSync(process.execPath, words, { cwd: root, encoding: "utf8" })
    const made = join(folder, "src/index.d.ts")
    if (!existsSync(made)) throw new Error(`tsc: ${stdout}`)
    return bundled(made)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function bundled(face: string): string {
  const text = readFileSync(face, "utf8")
  const modules = new Set<string>()
  for (const from of importsOf(text, face)) collect(from, modules)
  const declared = declarationsIn([...modules].map(module => bodyOf(readFileSync(module, "utf8"))))
  const shown = facesOf(text)
  const needed = new Set<string>()
  for (const name of shown) need(name.replace(/^type | as .*$/g, ""), declared, needed)
  const texts = [...declared].flatMap(([name, declaration]) => (needed.has(name) ? [declaration] : []))
  return `${texts.join("")}export { ${shown.join(", ")} };\n`
}

/** A module after those that it imports. */
function collect(module: string, into: Set<string>, way: readonly string[] = []): void {
  if (into.has(module) || way.includes(module)) return
  for (const from of importsOf(readFileSync(module, "utf8"), module)) collect(from, into, [...way, module])
  into.add(module)
}

function importsOf(text: string, module: string): readonly string[] {
  return [...text.matchAll(/^(?:import|export)\s[^;]*?from "([^"]+)";$/gms)].map(([statement, from = ""]) => {
    if (!from.startsWith(".")) throw new Error(`${module} needs types of ${from}: ${statement}`)
    return resolve(dirname(module), from.replace(/\.ts$/, ".d.ts"))
  })
}

/** Without imports, re-exports and `export`: what is not on the face is nobody's to import. */
function bodyOf(text: string): string {
  return text
    .replace(/^(?:import|export)\s(?:type\s)?(?:\{[^}]*\}|\*)\s*from "[^"]+";\n/gm, "")
    .replace(/^export \{\};\n/gm, "")
    .replace(/^export (?=declare|type|interface)/gm, "")
    .replace(/^(?=interface|type)/gm, "")
}

const declaration =
  /(?:^\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?^(?:declare )?(?:abstract )?(?:class|const|function|interface|type) (\w+)[\s\S]*?(?=^\/\*\*|^(?:declare|interface|type) |$(?![\s\S]))/gm

/** Each with the comment above it. Error: a name that two modules declare. */
function declarationsIn(bodies: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [text, name = ""] of bodies.flatMap(body => [...body.matchAll(declaration)])) {
    if (found.has(name)) throw new Error(`two modules of the library's types declare ${name}`)
    found.set(name, text.trimEnd().concat("\n"))
  }
  return found
}

function need(name: string, declared: ReadonlyMap<string, string>, needed: Set<string>): void {
  const text = declared.get(name)
  if (text === undefined || needed.has(name)) return
  needed.add(name)
  for (const [word] of text.replace(/\/\*\*[\s\S]*?\*\//g, "").matchAll(/\w+/g)) need(word, declared, needed)
}

/** `export type { A } from`, `export { b } from`: the names that the face shows. */
function facesOf(text: string): readonly string[] {
  return [...text.matchAll(/^export (type )?\{([^}]*)\} from/gm)].flatMap(([, types, names = ""]) =>
    [...names.matchAll(/\w+( as \w+)?/g)].map(([name]) => `${types === undefined ? "" : "type "}${name}`),
  )
}
