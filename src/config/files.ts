import { closeSync, fstatSync, openSync, readFileSync } from "node:fs"
import { GuiseError } from "../errors.ts"
import type { Env } from "../types.ts"

/** The two files that make up what AWS tools call the configuration. */
export interface AwsPaths {
  readonly config: string
  readonly credentials: string
}

/** A file as it was when it was read. */
export interface FileText {
  /** Binary text: one character per byte. */
  readonly text: string
  /** Device, inode, size and both times in nanoseconds; absent for what is no regular file (a pipe, /dev/null). */
  readonly identity?: string
  /** When it last changed in any way (ctime), Unix milliseconds. */
  readonly changedAt: number
}

/**
 * Where the AWS files are: `GUISE_AWS_…` (a guise inside `--as process` must see the user's real files, not those made
 * for its parent), then `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE`, then `~/.aws/`. A leading `~/` is the home
 * folder, as in every SDK; an empty variable counts as unset.
 * https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html
 */
export function awsPaths(env: Env): AwsPaths {
  const home = awsHome(env)
  return {
    config: expandHome(env.GUISE_AWS_CONFIG_FILE || env.AWS_CONFIG_FILE || "~/.aws/config", home),
    credentials: expandHome(
      env.GUISE_AWS_SHARED_CREDENTIALS_FILE || env.AWS_SHARED_CREDENTIALS_FILE || "~/.aws/credentials",
      home,
    ),
  }
}

/**
 * The home folder as AWS tools find it: HOME, then on Windows USERPROFILE or HOMEDRIVE with HOMEPATH, then what the
 * system says.
 */
export function awsHome(env: Env): string {
  if (env.HOME) return env.HOME
  if (process.platform === "win32") {
    if (env.USERPROFILE) return env.USERPROFILE
    if (env.HOMEPATH) return `${env.HOMEDRIVE ?? ""}${env.HOMEPATH}`
  }
  // Not imported at the top: the hot path has a HOME.
  return process.getBuiltinModule("node:os").homedir()
}

/** The path with a leading `~/` replaced by the home folder. `~user` stays as it is. */
export function expandHome(path: string, home: string): string {
  const tilde = path === "~" || path.startsWith("~/") || (process.platform === "win32" && path.startsWith("~\\"))
  return tilde ? home + path.slice(1) : path
}

/**
 * The bytes of an AWS file, opened once; undefined when there is none. A folder in its place is told apart, because
 * every SDK takes it for no file. Error: `file-unreadable`.
 */
export function readAwsFile(path: string): FileText | "folder" | undefined {
  let descriptor: number | undefined
  try {
    descriptor = openSync(path, "r")
    const before = fstatSync(descriptor, { bigint: true })
    if (before.isDirectory()) return "folder"
    const text = readFileSync(descriptor, "latin1")
    const whole = before.isFile() && before.size === BigInt(text.length)
    const { dev, ino, size, mtimeNs, ctimeNs } = before
    return {
      text,
      changedAt: Number(ctimeNs / 1_000_000n),
      ...(whole && { identity: `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}` }),
    }
  } catch (error) {
    if (isMissing(error)) return undefined
    throw unreadable(path, error)
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

function isMissing(error: unknown): boolean {
  const code = codeOf(error)
  return code === "ENOENT" || code === "ENOTDIR"
}

function unreadable(path: string, cause: unknown): GuiseError {
  return new GuiseError("file-unreadable", `${path} is there and cannot be read (${codeOf(cause)}).`, {
    hint: `ls -ld ${JSON.stringify(path)}`,
    cause,
  })
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown error"
}
