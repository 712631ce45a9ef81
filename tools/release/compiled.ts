import { chmodSync, readFileSync, renameSync } from "node:fs"
import { dirname, join } from "node:path"
import { binaryIn, type Platform } from "../../src/sys/native-binary.ts"
import { compileGuise } from "../build/binary.ts"
import { fetchedFile } from "./fetched.ts"
import { machineOf } from "./machine.ts"
import { targets } from "./platforms.ts"

/**
 * Compiles guise for a platform into `dist/bin/PLATFORM/` and looks at what came out: the machine it is for, and that
 * the platform's own addon is in it, byte for byte. Answers its path.
 * Errors: what cannot be fetched, by name; a binary that is not what it should be.
 */
export async function compiledFor(platform: Platform, root: string): Promise<string> {
  const target = targets[platform]
  const runtime = fetchedFile(root, target.runtime, target.os === "win32" ? "bin/bun.exe" : "bin/bun")
  const addon = target.addon && fetchedFile(root, target.addon.package, target.addon.file)
  const to = join(root, "dist/bin", platform, binaryIn(platform).replace("bin/", ""))
  const made = join(dirname(to), ".unchecked")
  await compileGuise(made, { cross: { target: target.bun, runtime }, ...(addon === undefined ? {} : { addon }) })
  insistOnBinary(made, platform, addon)
  chmodSync(made, 0o755)
  renameSync(made, to)
  return to
}

/** Reads a binary that was made. Error: another machine's, without its own keyring's native code, or with another's. */
export function insistOnBinary(made: string, platform: Platform, addon: string | undefined): void {
  const { machine } = targets[platform]
  const found = machineOf(made)
  if (found !== machine) throw new Error(`${platform}: what was built is ${found}, wanted is ${machine}`)
  const binary = readFileSync(made)
  if (addon !== undefined && !binary.includes(readFileSync(addon)))
    throw new Error(`${platform}: the keyring's native code (${addon}) is not in the binary`)
  if (addon === undefined && /keyring\.[a-z0-9-]+-[a-z0-9]{8}\.node/.test(binary.toString("latin1")))
    throw new Error(`${platform}: there is native code of another platform's keyring in the binary`)
}
