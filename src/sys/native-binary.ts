import { existsSync } from "node:fs"
import { createRequire } from "node:module"
import { fileURLToPath } from "node:url"

/** The systems that a binary is built for, as their packages are called: `@guise/linux-x64`. */
export const platforms = [
  "linux-x64",
  "linux-arm64",
  "linux-x64-musl",
  "linux-arm64-musl",
  "darwin-x64",
  "darwin-arm64",
  "win32-x64",
] as const

export type Platform = (typeof platforms)[number]

/** Where the binary lies in its package. */
export function binaryIn(platform: string): string {
  return `bin/guise${platform.startsWith("win32") ? ".exe" : ""}`
}

/**
 * Path of the binary that was installed beside this bundle: that of the system's own package, else one that was built
 * into the same folder; undefined where there is neither.
 */
export function nativeBinary(): string | undefined {
  return packagedBinary() ?? builtBeside()
}

function packagedBinary(): string | undefined {
  const { resolve } = createRequire(import.meta.url)
  const found = candidates().flatMap(platform => {
    try {
      return [{ platform, path: resolve(`@guise/${platform}/${binaryIn(platform)}`) }]
    } catch {
      return []
    }
  })
  // npm before 10.4 knows no `libc` and installs both.
  const [first, second] = found
  return (second !== undefined && isMusl() ? second : first)?.path
}

function candidates(): readonly string[] {
  const own = `${process.platform}-${process.arch}`
  return process.platform === "linux" ? [own, `${own}-musl`] : [own]
}

/** Which C library runs us. The report takes milliseconds: asked only where it decides. */
function isMusl(): boolean {
  const report: unknown = process.report?.getReport()
  const header = typeof report === "object" && report !== null && "header" in report ? report.header : undefined
  return typeof header === "object" && header !== null && !("glibcVersionRuntime" in header)
}

function builtBeside(): string | undefined {
  const path = fileURLToPath(new URL(process.platform === "win32" ? "./guise.exe" : "./guise", import.meta.url))
  return existsSync(path) ? path : undefined
}
