import { readFileSync } from "node:fs"
import { constants } from "node:os"
import { GuiseError } from "../errors.ts"
import type { EnvChange } from "../types.ts"
import type { Caller } from "./caller.ts"
import { applyToEnv, applyToRaw, splitAtZeros } from "./environ.ts"
import { type Exec, openExec } from "./libc.ts"

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

/**
 * Becomes the command, found on PATH as execvp(3) finds it, with everything but `change` as the caller had it:
 * argument and environment bytes, descriptors, ignored signals, signal mask, limit on open files. The caller must
 * have taken back what it changed itself (terminal, temporary files): nothing runs after this.
 *
 * Where a process cannot be replaced (Node, Windows) the command runs as a child, and this answers, when it ended,
 * the status to end with; see child.ts for what is lost.
 * Errors: `not-found` (127), `not-executable` (126).
 */
export async function become(command: Command, caller: Caller): Promise<number> {
  const libc = await openExec()
  if (libc === undefined) {
    const { runAsChild } = await import("./child.ts")
    return runAsChild(command.words, applyToEnv(process.env, command.change), caller)
  }
  const argv = wordsOf(command)
  const environment = applyToRaw(rawEnvironment(), command.change)
  restore(libc, caller)
  throw failure(command.words[0], search(libc, argv, environment))
}

function wordsOf({ words, ours }: Command): [Uint8Array, ...Uint8Array[]] {
  const text = words.map(zeroEnded)
  const raw = ours ? afterFirstDashes(readProc("cmdline")) : []
  const [first, ...rest] = raw.length === text.length ? raw : text
  return [first ?? zeroEnded(words[0]), ...rest]
}

function afterFirstDashes(commandLine: readonly Uint8Array[]): Uint8Array[] {
  const dashes = commandLine.findIndex(word => asLatin1(word) === "--\0")
  return dashes === -1 ? [] : commandLine.slice(dashes + 1)
}

function rawEnvironment(): Uint8Array[] {
  const raw = readProc("environ")
  if (raw.length > 0) return raw
  return Object.entries(process.env).map(([name, value]) => zeroEnded(`${name}=${value ?? ""}`))
}

/** Empty where there is no /proc (macOS, whose arguments and environments are UTF-8 by convention). */
function readProc(name: "cmdline" | "environ"): Uint8Array[] {
  try {
    return splitAtZeros(readFileSync(`/proc/self/${name}`))
  } catch {
    return []
  }
}

/** Both runtimes ignore these two for themselves. */
const hiddenByRuntime = [constants.signals.SIGPIPE, constants.signals.SIGXFSZ] as const

function restore(libc: Exec, caller: Caller): void {
  for (const descriptor of caller.descriptors) libc.keepOpen(descriptor)
  // execve(2) itself makes handled signals default again. The handlers are left alone until then: JavaScriptCore stops
  // its threads with one of them.
  for (const signal of hiddenByRuntime) if (!caller.ignored.has(signal)) libc.setSignal(signal, "default")
  for (const signal of caller.ignored) libc.setSignal(signal, "ignore")
  if (caller.openFiles !== undefined) libc.limitOpenFiles(caller.openFiles)
}

const { ENOENT, ENOTDIR, EACCES, ENOEXEC } = constants.errno

/** Tries each place in turn, and answers the errno that says most about why none would do. */
function search(libc: Exec, argv: readonly [Uint8Array, ...Uint8Array[]], environment: readonly Uint8Array[]): number {
  const name = argv[0]
  if (name.length <= 1) return ENOENT
  let denied = false
  for (const path of name.includes(SLASH) ? [name] : onPath(name, environment)) {
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

const SLASH = 0x2f

function onPath(name: Uint8Array, environment: readonly Uint8Array[]): Uint8Array[] {
  const entry = environment.map(asLatin1).find(text => text.startsWith("PATH="))
  // Without PATH: what confstr(_CS_PATH) says, as execvp(3) does.
  const folders = (entry?.slice("PATH=".length, -1) ?? "/bin:/usr/bin").split(":")
  return folders.map(folder => Buffer.concat([Buffer.from(folder === "" ? "" : `${folder}/`, "latin1"), name]))
}

function failure(name: string, errno: number): GuiseError {
  const shown = JSON.stringify(name)
  if (errno === ENOENT || errno === ENOTDIR) {
    const where = name.includes("/")
      ? "there is no such file, or none that its first line names"
      : "it is in no folder of PATH"
    return new GuiseError("not-found", `tried to run ${shown}: ${where}`)
  }
  const reason = Object.entries(constants.errno).find(([, number]) => number === errno)?.[0] ?? `error ${errno}`
  const words =
    reason === "EACCES" ? "it is there, but it is not a program that you may run" : `the system said ${reason}`
  return new GuiseError("not-executable", `tried to run ${shown}: ${words}`)
}

/** One character a byte, so that nothing is lost. */
function asLatin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1")
}

function zeroEnded(text: string): Uint8Array {
  return Buffer.from(`${text}\0`, "utf8")
}
