import { GuiseError } from "../errors.ts"
import type { EnvChange } from "../types.ts"
import { binaryBytes } from "./bytes.ts"
import type { Caller } from "./caller.ts"
import { applyToRaw, splitAtZeros, valueIn, zeroEnded } from "./environ.ts"
import type { ExecCalls } from "./exec-calls.ts"
import { bytesOf } from "./proc.ts"

export interface Command {
  /** The command and its arguments, at least the command. */
  readonly words: readonly [string, ...string[]]
  /**
   * The words are those after the first `--` of this process's own command line: then their bytes are taken from
   * there, as they need not be UTF-8.
   */
  readonly ours: boolean
  /** What its environment differs in from ours. */
  readonly change: EnvChange
}

/** Replaces this process by the command; see `become` in exec.ts. Errors: `not-found` (127), `not-executable` (126). */
export function replaceProcess(libc: ExecCalls, command: Command, caller: Caller): never {
  const argv = wordsOf(command)
  const environment = applyToRaw(rawEnvironment(), command.change)
  restore(libc, caller)
  throw failure(command.words[0], search(libc, argv, environment))
}

type Bytes = Uint8Array<ArrayBuffer>

function wordsOf({ words, ours }: Command): [Bytes, ...Bytes[]] {
  const raw = ours ? afterFirstDashes(splitAtZeros(bytesOf("/proc/self/cmdline"))) : []
  const [first, ...rest] = raw.length === words.length ? raw : words.map(zeroEnded)
  return [first ?? zeroEnded(words[0]), ...rest]
}

function afterFirstDashes(commandLine: readonly Bytes[]): Bytes[] {
  const dashes = commandLine.findIndex(word => word.length === 3 && word[0] === DASH && word[1] === DASH)
  return dashes === -1 ? [] : commandLine.slice(dashes + 1)
}

/** Where there is no /proc (macOS), environments are UTF-8 by convention, and so are arguments. */
function rawEnvironment(): Bytes {
  const raw = bytesOf("/proc/self/environ")
  if (raw.length > 0) return raw
  const strings = Object.entries(process.env).map(([name, value]) => `${name}=${value ?? ""}\0`)
  return new TextEncoder().encode(strings.join(""))
}

/** Both runtimes ignore SIGPIPE and SIGXFSZ for themselves: the same numbers on Linux and macOS. */
const hiddenByRuntime = [13, 25] as const

function restore(libc: ExecCalls, caller: Caller): void {
  for (const descriptor of caller.descriptors) libc.keepOpen(descriptor)
  // execve(2) itself makes handled signals default again. The handlers are left alone until then: JavaScriptCore stops
  // its threads with one of them.
  for (const signal of hiddenByRuntime) if (!caller.ignored.has(signal)) libc.setSignal(signal, "default")
  for (const signal of caller.ignored) libc.setSignal(signal, "ignore")
  if (caller.openFiles !== undefined) libc.limitOpenFiles(caller.openFiles)
}

/** The same on Linux and macOS. */
const ENOENT = 2
const ENOEXEC = 8
const EACCES = 13
const ENOTDIR = 20

/** Tries each place in turn, and answers the errno that says most about why none would do. */
function search(libc: ExecCalls, argv: readonly [Bytes, ...Bytes[]], environment: readonly Bytes[]): number {
  const name = argv[0]
  if (name.length <= 1) return ENOENT
  let denied = false
  for (const folder of name.includes(SLASH) ? [""] : foldersOf(environment)) {
    const path = folder === "" ? name : joined(binaryBytes(`${folder}/`), name)
    let errno = libc.execve(path, argv, environment)
    if (errno === ENOEXEC) {
      // A script without `#!`: execvp(3) hands it to the shell, and so do shells.
      errno = libc.execve(zeroEnded("/bin/sh"), [zeroEnded("sh"), path, ...argv.slice(1)], environment)
    }
    if (errno === EACCES) denied = true
    else if (errno !== ENOENT && errno !== ENOTDIR) return errno
  }
  return denied ? EACCES : ENOENT
}

const DASH = 0x2d
const SLASH = 0x2f

/** An empty one is the working folder. Without PATH: what confstr(_CS_PATH) says, as execvp(3) does. */
function foldersOf(environment: readonly Bytes[]): readonly string[] {
  return (valueIn(environment, "PATH") ?? "/bin:/usr/bin").split(":")
}

function joined(folder: Bytes, name: Bytes): Bytes {
  const path = new Uint8Array(folder.length + name.length)
  path.set(folder)
  path.set(name, folder.length)
  return path
}

function failure(name: string, errno: number): GuiseError {
  const shown = JSON.stringify(name)
  if (errno === ENOENT || errno === ENOTDIR) {
    const where = name.includes("/")
      ? "there is no such file, or none that its first line names"
      : "it is in no folder of PATH"
    return new GuiseError("not-found", `tried to run ${shown}: ${where}`)
  }
  const { errno: numbers } = process.getBuiltinModule("node:os").constants
  const reason = Object.entries(numbers).find(([, number]) => number === errno)?.[0] ?? `error ${errno}`
  const words =
    reason === "EACCES" ? "it is there, but it is not a program that you may run" : `the system said ${reason}`
  return new GuiseError("not-executable", `tried to run ${shown}: ${words}`)
}
