import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs"
import { join } from "node:path"

/** What of package-lock.json is needed here. */
interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly integrity?: string } | undefined>>
}

/**
 * Path of a file in a package for some platform, which npm need not have installed here: in node_modules, else fetched once by `npm pack` into .cache/release and held against the hash in package-lock.json.
 * Errors: what could not be fetched or is not what the lock says, by name.
 */
export function fetchedFile(root: string, name: string, path: string): string {
  const installed = join(root, "node_modules", name, path)
  // Bun's own installation moves its program out of the package.
  return existsSync(installed) ? installed : join(fetchedPackage(root, name), path)
}

function fetchedPackage(root: string, name: string): string {
  const { version, integrity } = lockedAs(root, name)
  const cache = join(root, ".cache/release")
  const folder = join(cache, `${name.replace("/", "-")}-${version}`)
  if (existsSync(folder)) return join(folder, "package")
  mkdirSync(cache, { recursive: true })
  const fresh = mkdtempSync(join(cache, ".fetch-"))
  try {
    const file = packed(`${name}@${version}`, fresh)
    insistOn(integrity, file, name)
    execFileSync("tar", ["-xzf", file, "-C", fresh])
    rmSync(file)
    renameSync(fresh, folder)
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
  return join(folder, "package")
}

function lockedAs(root: string, name: string): { readonly version: string; readonly integrity: string } {
  const lock: Lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"))
  const { version, integrity } = lock.packages[`node_modules/${name}`] ?? {}
  if (version === undefined || integrity === undefined) throw new Error(`package-lock.json does not know ${name}`)
  return { version, integrity }
}

function packed(wanted: string, folder: string): string {
  try {
    const words = ["pack", wanted, "--pack-destination", folder, "--json", "--loglevel=error"]
    const [made]: { readonly filename: string }[] = JSON.parse(
      execFileSync("npm", words, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }),
    )
    return join(folder, made?.filename ?? "")
  } catch (cause) {
    throw new Error(`${wanted} could not be fetched with npm pack; without it this platform cannot be built here.`, {
      cause,
    })
  }
}

function insistOn(integrity: string, file: string, name: string): void {
  const hash = `sha512-${createHash("sha512").update(readFileSync(file)).digest("base64")}`
  if (hash !== integrity) throw new Error(`${name}: fetched was ${hash}, and package-lock.json wants ${integrity}`)
}
