import { GuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"
import { binaryText } from "../sys/bytes.ts"
import { lookAt, readWhole } from "../sys/read.ts"
import type { Env } from "../types.ts"

/** The two files that make up what AWS tools call the configuration. */
export interface AwsPaths {
  readonly config: string
  readonly credentials: string
}

/** One of the AWS files, or what is in its place. A folder is told apart, because every SDK takes it for no file. */
export type AwsFile = FileText | "folder" | undefined

/** A file as it was when it was read. */
export interface FileText {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Binary text: one character per byte. */
  readonly text: string
  /** What tells this file from any other, as `FileStat` says; undefined for what is no regular file (a pipe, /dev/null). */
  identity(): string | undefined
  /** When it last changed in any way (ctime), Unix milliseconds. */
  changedAt(): number
}

/**
 * Where the AWS files are: `GUISE_AWS_…` (a guise inside `--as process` must see the user's real files, not those made
 * for its parent), then `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE`, then `~/.aws/`. A leading `~/` is the home
 * folder, as in every SDK, and `$NAME` in AWS's own variables what it stands for; an empty variable counts as unset.
 * https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html
 */
export function awsPaths(env: Env): AwsPaths {
  const home = awsHome(env)
  return {
    config: expandHome(env.GUISE_AWS_CONFIG_FILE || awsPath("AWS_CONFIG_FILE", env) || "~/.aws/config", home),
    credentials: expandHome(
      env.GUISE_AWS_SHARED_CREDENTIALS_FILE || awsPath("AWS_SHARED_CREDENTIALS_FILE", env) || "~/.aws/credentials",
      home,
    ),
  }
}

/**
 * The path in a variable of AWS's, with `$NAME` and `${NAME}` replaced as the AWS CLI replaces them: no shell did it where
 * the variable was set by a service unit or an editor. A name that is not set stays as it stands.
 */
export function awsPath(variable: string, env: Env): string | undefined {
  const path = env[variable]
  // Asked first, since a regular expression costs a warm `guise process` more than reading the file.
  if (path === undefined || !path.includes("$")) return path
  return path.replace(/\$(?:(\w+)|\{([^}]*)\})/g, (written: string, bare?: string, braced?: string) => {
    // What every object has is no variable: `$constructor`.
    const name = bare ?? braced ?? ""
    return (Object.hasOwn(env, name) ? env[name] : undefined) ?? written
  })
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
 * The bytes of an AWS file, opened once; undefined when there is none. Error: `file-unreadable`.
 */
export function readAwsFile(path: string): AwsFile {
  const file = orUnreadable(path, () => readWhole(path))
  if (file === undefined) return undefined
  const { bytes, stat } = file
  if (stat.isFolder) return "folder"
  return {
    bytes,
    get text() {
      return binaryText(bytes)
    },
    changedAt: () => stat.changedAt(),
    identity: () => (stat.isFile && stat.size === bytes.length ? stat.identity() : undefined),
  }
}

/**
 * What tells this file from any other: the bytes of a small one, of a large one what the system says of it. Undefined
 * when neither will do.
 */
export function fingerprintOf(file: AwsFile, now: number): Uint8Array<ArrayBuffer> | string | undefined {
  if (file === undefined || file === "folder") return file ?? "none"
  if (file.bytes.length <= smallFile) return file.bytes
  return isSettled(file, now * 1000) ? file.identity() : undefined
}

/**
 * A file changed within the clock's last tick may change again and look the same. `now` and `within` in milliseconds.
 */
export function isSettled(file: FileText, now: number, within = 100): boolean {
  return changesLookDifferent(file.changedAt(), now, within)
}

/** The same for a file that was only looked at. All in Unix milliseconds. */
export function changesLookDifferent(changedAt: number, now: number, within = 100): boolean {
  const apart = now - changedAt
  return apart > within || -apart > within
}

/** Below this, parsing or hashing a file takes less time than looking into an index does. */
export const smallFile = 16 * 1024

/** True for a pipe in an AWS file's place: what is read of it is gone for whoever reads after. Error: `file-unreadable`. */
export function isPipe(path: string): boolean {
  const look = orUnreadable(path, () => lookAt(path))
  return look !== undefined && !look.isFile && !look.isFolder && !look.isDevice
}

function orUnreadable<T>(path: string, use: () => T): T {
  try {
    return use()
  } catch (error) {
    throw unreadable(path, error)
  }
}

function unreadable(path: string, cause: unknown): GuiseError {
  return new GuiseError("file-unreadable", `${path} is there and cannot be read (${codeOf(cause)}).`, {
    hint: `ls -ld ${quoted(path)}`,
    cause,
  })
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown error"
}
