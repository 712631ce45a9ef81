import { GuiseError } from "../errors.ts"
import type { EnvChange } from "../types.ts"
import { zeroEnded } from "./bytes.ts"
import type { Caller } from "./caller.ts"
import type { ExecCalls } from "./exec-calls.ts"
import { ownWords } from "./own-words.ts"
import { whereToLook } from "./where-to-look.ts"

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
  changeEnvironment(libc, command.change)
  restore(libc, caller)
  throw failure(command.words[0], libc.execvp(argv))
}

type Bytes = Uint8Array<ArrayBuffer>

function wordsOf({ words, ours }: Command): [Bytes, ...Bytes[]] {
  const raw = ours ? ownWords(words) : undefined
  const argv: [Bytes, ...Bytes[]] = [raw?.[0] ?? zeroEnded(words[0])]
  // A plain loop: this is on the warm road.
  for (let at = 1; at < words.length; at += 1) argv.push(raw?.[at] ?? zeroEnded(words[at] ?? ""))
  return argv
}

/**
 * The strings that the change does not name stay as the system handed them over, byte for byte: values that are no
 * UTF-8, names that no shell would take, strings without `=`. A variable that stands there twice is taken out first:
 * `setenv` would change one of the two, and nobody knows which one the command reads.
 */
function changeEnvironment(libc: ExecCalls, { set, unset }: EnvChange): void {
  const { env } = process
  for (const name of unset) if (name in env) libc.unsetVariable(name)
  for (const name of Object.keys(set)) {
    if (name in env) libc.unsetVariable(name)
    libc.setVariable(name, set[name] ?? "")
  }
}

/** Both runtimes ignore SIGPIPE and SIGXFSZ for themselves: the same numbers on Linux and macOS. */
const hiddenByRuntime = [13, 25] as const

function restore(libc: ExecCalls, caller: Caller): void {
  for (const descriptor of caller.descriptors) libc.keepOpen(descriptor)
  // execve(2) itself makes handled signals default again. The handlers are left alone until then: JavaScriptCore stops
  // its threads with one of them.
  for (const signal of hiddenByRuntime) if (!caller.ignored.includes(signal)) libc.setSignal(signal, "default")
  for (const signal of caller.ignored) libc.setSignal(signal, "ignore")
  if (caller.openFiles !== undefined) libc.limitOpenFiles(caller.openFiles)
}

/** The same on Linux and macOS. */
const ENOENT = 2
const ENOTDIR = 20

function failure(name: string, errno: number): GuiseError {
  const shown = JSON.stringify(name)
  if (errno === ENOENT || errno === ENOTDIR) {
    const where = name.includes("/")
      ? "there is no such file, or none that its first line names"
      : "it is in no folder of PATH"
    return new GuiseError("not-found", `tried to run ${shown}: ${where}`, { hint: whereToLook(name) })
  }
  const { errno: numbers } = process.getBuiltinModule("node:os").constants
  const reason = Object.entries(numbers).find(([, number]) => number === errno)?.[0] ?? `error ${errno}`
  const words =
    reason === "EACCES" ? "it is there, but it is not a program that you may run" : `the system said ${reason}`
  return new GuiseError("not-executable", `tried to run ${shown}: ${words}`, { hint: whereToLook(name) })
}
