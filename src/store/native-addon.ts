import { createRequire } from "node:module"
import { GuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"
import { sha256 } from "../sys/digest.ts"
import { writePrivate } from "../sys/disk.ts"
import { embeddedFile } from "../sys/embedded.ts"
import { nodeFs } from "../sys/node-fs.ts"
import { pathsOf } from "../sys/paths.ts"
import { readWhole } from "../sys/read.ts"
import type { Env } from "../types.ts"

/** Which of the library's builds is for which machine. */
const builds: Readonly<Record<string, string | undefined>> = {
  "darwin arm64": "darwin-arm64",
  "darwin x64": "darwin-x64",
  "win32 arm64": "win32-arm64-msvc",
  "win32 x64": "win32-x64-msvc",
  // Loaded by tests only: on Linux the keyring is the Secret Service, and nothing of this is built in.
  "linux arm64": "linux-arm64-gnu",
  "linux x64": "linux-x64-gnu",
}

/**
 * Path of the keyring library's native code. From a binary it is laid in a folder that only this user can write to:
 * the runtime would unpack it in the folder for temporary files, where whoever is first says what code runs here.
 * Errors: `store-failed`.
 */
export async function nativeAddon(env: Env): Promise<string> {
  const build = builds[`${process.platform} ${process.arch}`]
  if (build === undefined) throw missing()
  const file = `keyring.${build}.node`
  const bytes = await embeddedFile(file)
  return bytes === undefined ? installed(`@napi-rs/keyring-${build}/${file}`) : laidOut(bytes, env)
}

/** As the package manager put it: beside us, as an optional package of ours, or beside the library in a clone. */
function installed(file: string): string {
  const ours = createRequire(import.meta.url)
  try {
    return ours.resolve(file)
  } catch {
    return besideLibrary(file, ours)
  }
}

function besideLibrary(file: string, ours: NodeJS.Require): string {
  try {
    return createRequire(ours.resolve("@napi-rs/keyring")).resolve(file)
  } catch (cause) {
    throw missing(cause)
  }
}

/** Named by its bytes, and compared by them: half a file, or another one, is never loaded. */
function laidOut(bytes: Uint8Array<ArrayBuffer>, env: Env): string {
  const folder = `${pathsOf(env).cache}/native`
  const path = `${folder}/keyring-${sha256([bytes]).slice(0, 16)}.node`
  try {
    if (!isSame(readWhole(path)?.bytes, bytes)) writePrivate(path, bytes)
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "an unknown error"
    throw unusable(`${path} could not be written: ${code}`, "make that folder writable, or set XDG_CACHE_HOME", cause)
  }
  if (!isOursAlone(folder)) throw unusable(`others may write to ${folder}`, `chmod go= ${quoted(folder)}`)
  return path
}

function isSame(one: Uint8Array | undefined, other: Uint8Array): boolean {
  return one !== undefined && Buffer.compare(one, other) === 0
}

function isOursAlone(folder: string): boolean {
  if (process.platform === "win32") return true
  const { uid, mode } = nodeFs().statSync(folder)
  return uid === process.getuid?.() && (mode & 0o022) === 0
}

function missing(cause?: unknown): GuiseError {
  return unusable("its native code for this machine is not here", "install guise anew, or choose another store", cause)
}

function unusable(why: string, hint: string, cause?: unknown): GuiseError {
  return new GuiseError("store-failed", `The system's keyring cannot be used: ${why}.`, { hint, cause })
}
