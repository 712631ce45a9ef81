import { type ChildProcess, spawn } from "node:child_process"
import { constants } from "node:os"
import { isatty } from "node:tty"
import { GuiseError } from "../errors.ts"
import type { Caller } from "./caller.ts"
import { withTheirBytes } from "./raw-bytes.ts"
import { whereToLook } from "./where-to-look.ts"

/** What of a child's life somebody wants to know. */
export interface Watch {
  readonly started?: (pid: number) => void
  /**
   * The child has ended: the last moment for taking back what was made for it, since this process may now end by the
   * same signal, past every `finally`.
   */
  readonly ended?: () => void
}

/**
 * Runs a command as a child with our streams, the caller's descriptors and the terminal; signals that reach us are
 * passed on. Answers, when it ended, the status to end with: its own, or 128+n for signal n; for the everyday signals
 * this process ends by the same signal, so that a shell sees what it would have seen.
 *
 * What a child cannot have (`become` gives it where the platform can): environment bytes that are not UTF-8, signals
 * that the caller ignored (both runtimes start children with the defaults), the caller's soft limit on open files.
 * Errors: `not-found` (127), `not-executable` (126).
 */
export async function runAsChild(
  words: readonly [string, ...string[]],
  environment: Record<string, string>,
  caller: Caller,
  watch: Watch = {},
): Promise<number> {
  let child: ChildProcess | undefined
  // Before there is a child: it may be quick to send one, and what comes meanwhile is handled once it is there.
  const stopForwarding = forwardSignals(signal => child?.kill(signal), caller)
  try {
    child = start(words, environment, caller)
    if (child.pid !== undefined) watch.started?.(child.pid)
    const { status, signal } = await endOf(child, words[0])
    watch.ended?.()
    if (signal === null) return status ?? 1
    stopForwarding()
    await endBySignal(signal)
    return 128 + (constants.signals[signal] ?? 0)
  } finally {
    stopForwarding()
  }
}

function start(words: readonly [string, ...string[]], env: Record<string, string>, caller: Caller): ChildProcess {
  const [command, ...args] = withTheirBytes(words)
  try {
    return spawn(command, args, { env, stdio: streams(caller.descriptors) })
  } catch (error) {
    // An empty name, or a line that is too long: these are thrown, where others arrive as events.
    throw failure(command, error as NodeJS.ErrnoException)
  }
}

/** Descriptor n of the child is our n. */
function streams(descriptors: readonly number[]): ("inherit" | "ignore" | number)[] {
  const top = Math.max(2, ...descriptors)
  return Array.from({ length: top + 1 }, (_, n) => (n <= 2 ? "inherit" : descriptors.includes(n) ? n : "ignore"))
}

interface End {
  readonly status: number | null
  readonly signal: NodeJS.Signals | null
}

function endOf(child: ChildProcess, command: string): Promise<End> {
  return new Promise((done, fail) => {
    child.once("exit", (status, signal) => done({ status, signal }))
    child.once("error", (error: NodeJS.ErrnoException) => fail(failure(command, error)))
  })
}

const forwarded = ["SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2"] as const
/** The terminal sends these to its whole foreground group, the child included: passed on they would arrive twice. */
const keyboard = ["SIGINT", "SIGQUIT"] as const

function forwardSignals(kill: (signal: NodeJS.Signals) => unknown, caller: Caller): () => void {
  const onTerminal = [0, 1, 2].some(isatty)
  const ways = [
    ...(process.platform === "win32" ? [] : forwarded).map(signal => [signal, () => kill(signal)] as const),
    ...keyboard.map(signal => [signal, () => (onTerminal ? undefined : kill(signal))] as const),
  ].filter(([signal]) => !caller.ignored.includes(constants.signals[signal]))
  for (const [signal, way] of ways) process.on(signal, way)
  return () => {
    for (const [signal, way] of ways) process.removeListener(signal, way)
  }
}

/** Signals that end a process without a core file or a crash report of ours. */
const quiet: readonly NodeJS.Signals[] = ["SIGHUP", "SIGINT", "SIGTERM", "SIGKILL", "SIGALRM"]

async function endBySignal(signal: NodeJS.Signals): Promise<void> {
  if (!quiet.includes(signal)) return
  process.kill(process.pid, signal)
  // A signal to oneself need not have come when kill(2) is back.
  await new Promise(done => setTimeout(done, 100))
}

function failure(command: string, error: NodeJS.ErrnoException): GuiseError {
  const shown = JSON.stringify(command)
  const more = { hint: whereToLook(command), cause: error }
  if (error.code === "ENOENT" || command === "") {
    return new GuiseError("not-found", `tried to run ${shown}: no such command was found`, more)
  }
  const reason = error.code === "EACCES" ? "it is there, but it is not a program that you may run" : error.code
  return new GuiseError("not-executable", `tried to run ${shown}: ${reason ?? "it could not be started"}`, more)
}
