import { closeSync, constants, openSync, readFileSync } from "node:fs"
import { GuiseError } from "../errors.ts"

const devices = {
  posix: { keyboard: "/dev/tty", screen: "/dev/tty" },
  win32: { keyboard: "CONIN$", screen: "CONOUT$" },
} as const

let nobodyAsks = false

/**
 * From now on nobody is there for this process: what it does was typed by nobody (a prompt that renews what is worn),
 * and a question, or a window with one, would come out of nowhere.
 */
export function askNobody(): void {
  nobodyAsks = true
}

/** Runs `fn` as if `askNobody` had been said, and gives the person back afterwards. */
export async function askingNobody<T>(fn: () => Promise<T>): Promise<T> {
  const before = nobodyAsks
  nobodyAsks = true
  try {
    return await fn()
  } finally {
    nobodyAsks = before
  }
}

/** Whether `askNobody` was said. */
export function asksNobody(): boolean {
  return nobodyAsks
}

/** The controlling terminal's descriptor. Error: `nobody-to-ask` when there is none. */
export function openDevice(device: "keyboard" | "screen"): number {
  if (nobodyAsks) nobody()
  const path = devices[process.platform === "win32" ? "win32" : "posix"][device]
  try {
    return openSync(path, constants.O_RDWR | (constants.O_NOCTTY ?? 0))
  } catch {
    return nobody()
  }
}

/**
 * Whoever reads the terminal, or changes its mode, from the background is stopped by it: so that is asked first.
 * Error: `nobody-to-ask` when there is no terminal, or it is another job's just now.
 */
export async function insistOnForeground(): Promise<void> {
  if (nobodyAsks) nobody()
  if (process.platform === "win32") return
  if (!(await isInForeground())) nobody()
}

async function isInForeground(): Promise<boolean> {
  if (process.platform === "linux") {
    // proc_pid_stat(5), after the command's name in brackets: state ppid pgrp session tty_nr tpgid
    const fields = readFileSync("/proc/self/stat", "latin1")
      .replace(/^.*\) /s, "")
      .split(" ")
    return fields[4] !== "0" && fields[2] === fields[5]
  }
  const { openForeground } = await import("./libc.ts")
  const ask = await openForeground()
  const terminal = openDevice("keyboard")
  try {
    return ask === undefined ? await foregroundByPs() : ask(terminal)
  } finally {
    closeSync(terminal)
  }
}

/** For Node on macOS, which has neither /proc nor a way to tcgetpgrp(3). */
async function foregroundByPs(): Promise<boolean> {
  const { execFileSync } = await import("node:child_process")
  const [group, foreground] = execFileSync("ps", ["-o", "pgid=,tpgid=", "-p", String(process.pid)])
    .toString()
    .trim()
    .split(/\s+/)
  return group === foreground
}

/** Ends the question with the error that says that nobody is there. */
export function nobody(): never {
  throw new GuiseError("nobody-to-ask", "a question must be answered, and there is no terminal to ask it on")
}
