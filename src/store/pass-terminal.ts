import { readFileSync, readlinkSync } from "node:fs"
import { isatty } from "node:tty"

/**
 * The name of the terminal, for a program without one of its own (gpg-agent) to ask on; undefined where there is none.
 * `/dev/tty` would be no name: it means another terminal to each.
 */
export function terminalName(): string | undefined {
  if (process.platform !== "linux") return undefined // `pass` finds it itself, on its stdin.
  const open = [0, 1, 2].find(isatty)
  try {
    return open === undefined ? controlling() : readlinkSync(`/proc/self/fd/${open}`)
  } catch {
    return undefined
  }
}

/** proc_pid_stat(5), after the command's name in brackets: state ppid pgrp session tty_nr */
function controlling(): string | undefined {
  const fields = readFileSync("/proc/self/stat", "latin1")
    .replace(/^.*\) /s, "")
    .split(" ")
  const device = Number(fields[4])
  const [major, minor] = [(device >> 8) & 0xfff, (device & 0xff) | ((device >> 12) & 0xfff00)]
  // Unix98 pseudo-terminals have the majors 136 to 143, 256 each.
  if (major >= 136 && major <= 143) return `/dev/pts/${(major - 136) * 256 + minor}`
  return undefined
}
