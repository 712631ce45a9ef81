import { inheritedDescriptors } from "./descriptors.ts"
import { execCalls, type Limits, openExecCalls } from "./exec-calls.ts"
import { fieldOf, linkOf, textOf } from "./proc.ts"

/** What this process was given by whoever started it, and the runtime has changed since. */
export interface Caller {
  /** Descriptors from 3 up that were open. */
  readonly descriptors: readonly number[]
  /** Numbers of the signals that were ignored. */
  readonly ignored: readonly number[]
  /** The limits on open files, where the runtime raised the soft one; absent when it is as it was. */
  readonly openFiles?: Limits
}

/**
 * Takes down what the caller gave: to be called first in `main`, before anything is opened, and only by a command
 * that will become another. Half a millisecond; written for a cold start, where a regular expression costs as much as
 * reading five files. On macOS it knows the descriptors only: SIGPIPE becomes default and the raised limit stays.
 *
 * Bun, before any of our code runs, ignores SIGPIPE and SIGXFSZ, handles SIGINT and SIGTERM if a stream is a
 * terminal, raises the soft limit on open files to the hard one, sets close-on-exec on descriptors from 4 up, and
 * opens an epoll and an eventfd. It keeps no record. What follows from that:
 * - descriptors: known. All that are open are the caller's, but for the runtime's own kinds.
 * - signals that Bun leaves alone (SIGHUP of nohup, SIGQUIT, SIGUSR1, …) and the signal mask: known.
 * - SIGPIPE, SIGXFSZ, and on a terminal SIGINT and SIGTERM: taken from the parent if that is a shell or systemd, which
 *   pass on what they ignore; else default. Lost: what a shell changed in the very process that then became guise
 *   (`trap '' PIPE; exec guise …`).
 * - the limit: the parent's, checked against the one trace Bun leaves (see openFilesOf). Lost: the exact number that
 *   a shell set in the very process that then became guise (`ulimit -Sn 300; exec guise …`).
 */
export async function rememberCaller(): Promise<Caller> {
  await openExecCalls()
  if (process.platform !== "linux") return { descriptors: inheritedDescriptors(), ignored: [] }
  const own = textOf("/proc/self/status")
  const openFiles = openFilesOf(own)
  return {
    descriptors: inheritedDescriptors(),
    ignored: ignoredSignals(own, parentsStatus()),
    ...(openFiles === undefined ? {} : { openFiles }),
  }
}

/**
 * What /proc says of a parent that starts its children with the signals ignored that it ignores itself. Nothing of any
 * other, and of one that is another user's (sudo) or gone.
 */
function parentsStatus(): string {
  const folder = `/proc/${process.ppid}`
  const status = textOf(`${folder}/status`)
  if (passingOn.includes(fieldOf(status, "Name:"))) return status
  // A script has its own name; the program says which shell runs it.
  const program = linkOf(`${folder}/exe`) ?? ""
  return passingOn.includes(program.slice(program.lastIndexOf("/") + 1)) ? status : ""
}

const passingOn: readonly string[] = [
  "bash",
  "sh",
  "dash",
  "zsh",
  "ksh",
  "ksh93",
  "mksh",
  "ash",
  "fish",
  "busybox",
  "systemd",
]

const SIGINT = 2
const SIGQUIT = 3
const SIGPIPE = 13
const SIGTERM = 15
const SIGTSTP = 20
const SIGXFSZ = 25

function ignoredSignals(own: string, parent: string): readonly number[] {
  const handled = signalsIn(own, "SigCgt:")
  const parents = signalsIn(parent, "SigIgn:")
  const ignored: number[] = []
  for (const signal of signalsIn(own, "SigIgn:"))
    if ((signal !== SIGPIPE && signal !== SIGXFSZ) || parents.includes(signal)) ignored.push(signal)
  // A shell without job control starts `command &` with SIGINT and SIGQUIT ignored (POSIX, 2.11): Bun hid the one and
  // left the other.
  const startedWithAmpersand = ignored.includes(SIGQUIT) && !parents.includes(SIGQUIT)
  if (handled.includes(SIGINT) && (parents.includes(SIGINT) || startedWithAmpersand)) ignored.push(SIGINT)
  // An interactive shell ignores SIGTERM and SIGTSTP for itself only.
  if (handled.includes(SIGTERM) && parents.includes(SIGTERM) && !parents.includes(SIGTSTP)) ignored.push(SIGTERM)
  return ignored
}

/**
 * The limits before Bun raised the soft one, or undefined when they are still as they were. Bun's probe for descriptor
 * 1023, made before that, grows this process's table to 1024 only if the limit allowed it: so the parent's number is
 * believed while it lies on the same side, else the nearest that does.
 */
function openFilesOf(own: string): Limits | undefined {
  const limits = limitsOf(process.pid)
  const parents = limitsOf(process.ppid)
  if (limits === undefined || parents === undefined) return undefined
  const { soft, hard } = limits
  // NaN (unlimited, or unknown) equals nothing.
  if (soft !== hard || parents.hard !== hard || !(parents.soft < soft)) return undefined
  if (process.versions.bun === undefined) return parents
  const allowed1024 = Number(fieldOf(own, "FDSize:")) >= 1024
  const isOnThatSide = parents.soft >= 1024 === allowed1024
  return { soft: isOnThatSide ? parents.soft : allowed1024 ? 1024 : 1023, hard }
}

/** In Node: `Max open files            1024                 4096                 files`. */
function limitsOf(pid: number): Limits | undefined {
  const calls = execCalls()?.proc
  if (calls !== undefined) return calls.openFiles(pid)
  const soft = fieldOf(textOf(`/proc/${pid}/limits`), "Max open files")
  const hard = soft.slice(soft.indexOf(" ")).trimStart()
  return { soft: Number.parseInt(soft, 10), hard: Number.parseInt(hard, 10) }
}

/** The signals whose bits are set in a mask of sixteen hexadecimal digits, signal 1 in the last. */
function signalsIn(status: string, field: "SigIgn:" | "SigCgt:"): number[] {
  const mask = fieldOf(status, field)
  const signals: number[] = []
  for (let digit = 0; digit < mask.length; digit += 1) {
    const bits = Number.parseInt(mask.charAt(mask.length - 1 - digit), 16)
    if (bits === 0) continue
    for (let bit = 0; bit < 4; bit += 1) if (bits & (1 << bit)) signals.push(digit * 4 + bit + 1)
  }
  return signals
}
