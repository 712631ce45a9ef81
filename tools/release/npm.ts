import { execFileSync } from "node:child_process"
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { binaryIn, type Platform, platforms } from "../../src/sys/native-binary.ts"
import { targets } from "./platforms.ts"

/** What of package.json goes on to the packages. */
interface Own {
  readonly name: string
  readonly version: string
  readonly description: string
  readonly license: string
  readonly [field: string]: unknown
}

/** Where things lie while packages are made. */
export interface Places {
  readonly root: string
  /** Manual, completions and licences (extras.ts). */
  readonly extras: string
  /** A folder for each package is made in it. */
  readonly into: string
}

/**
 * The package `guise`: bundles, types, manual and completions, with one optional package for each platform, of which
 * npm installs the one that fits. It has no dependency and runs nothing when it is installed. Answers its folder.
 */
export function stageMain({ root, extras, into }: Places): string {
  const folder = emptied(join(into, "guise"))
  const { private: _, scripts: __, dependencies, devDependencies: ___, allowScripts: ____, ...own } = ownOf(root)
  const fitting = platforms.map(platform => [`@guise/${platform}`, own.version])
  // For the bundle in Node, where no binary is: on Linux nothing native is needed.
  const addons = platforms.flatMap(platform => {
    const name = targets[platform].addon?.package
    const { "@napi-rs/keyring": version } = dependencies as Readonly<Record<string, string>>
    return name === undefined ? [] : [[name, version]]
  })
  const pages = readdirSync(join(extras, "man")).sort()
  write(join(folder, "package.json"), {
    ...own,
    man: pages.map(page => `./dist/man/${page}`),
    files: ["dist", "THIRD-PARTY-LICENSES", "CHANGELOG.md", "SECURITY.md"],
    optionalDependencies: Object.fromEntries([...fitting, ...addons]),
  })
  const bundles = readdirSync(join(root, "dist")).filter(name => isBundle.test(name))
  for (const name of bundles) cpSync(join(root, "dist", name), join(folder, "dist", name))
  for (const name of ["man", "completions"]) cpSync(join(extras, name), join(folder, "dist", name), { recursive: true })
  for (const name of ["README.md", "LICENSE", "CHANGELOG.md", "SECURITY.md"])
    cpSync(join(root, name), join(folder, name))
  cpSync(join(extras, "THIRD-PARTY-LICENSES"), join(folder, "THIRD-PARTY-LICENSES"))
  return folder
}

const isBundle = /^(?:(?:index|guise|launcher|chunk-\w+)\.mjs|index\.d\.ts)$/

/** The package of one platform: the binary, which is also its `bin` for those who install it by itself. Answers its folder. */
export function stagePlatform({ root, extras, into }: Places, platform: Platform, binary: string): string {
  const folder = emptied(join(into, platform))
  const { version, license } = ownOf(root)
  const { os, cpu, libc } = targets[platform]
  write(join(folder, "package.json"), {
    name: `@guise/${platform}`,
    version,
    description: `The guise binary for ${platform}.`,
    license,
    type: "commonjs",
    bin: { guise: binaryIn(platform) },
    files: ["bin", "THIRD-PARTY-LICENSES"],
    preferUnplugged: true,
    os: [os],
    cpu: [cpu],
    ...(libc === undefined ? {} : { libc: [libc] }),
  })
  write(join(folder, "README.md"), `The guise binary for ${platform}; see the package \`guise\`.\n`)
  cpSync(join(root, "LICENSE"), join(folder, "LICENSE"))
  cpSync(join(extras, "THIRD-PARTY-LICENSES"), join(folder, "THIRD-PARTY-LICENSES"))
  mkdirSync(join(folder, "bin"))
  cpSync(binary, join(folder, binaryIn(platform)))
  chmodSync(join(folder, binaryIn(platform)), 0o755)
  return folder
}

/** Packs a staged folder as the registry would have it. Answers the tarball's path. */
export function packed(folder: string, into: string): string {
  mkdirSync(into, { recursive: true })
  const words = ["pack", "--pack-destination", into, "--json", "--loglevel=error"]
  const [made]: { readonly filename: string }[] = JSON.parse(
    // npm would leave what Node compiled of it in the temporary folder.
    execFileSync("npm", words, {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, NODE_DISABLE_COMPILE_CACHE: "1" },
    }),
  )
  return join(into, made?.filename ?? "")
}

function ownOf(root: string): Own {
  return JSON.parse(readFileSync(join(root, "package.json"), "utf8"))
}

function emptied(folder: string): string {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  return folder
}

function write(file: string, what: object | string): void {
  writeFileSync(file, typeof what === "string" ? what : `${JSON.stringify(what, null, 2)}\n`)
}
