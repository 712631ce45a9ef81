import { isatty } from "node:tty"
import type { Io } from "../io.ts"
import { formatLeft } from "../lines/duration.ts"

/** A line at the foot of what is said, drawn over again and again. */
export interface Progress {
  show(done: number, of: number): void
  /** Takes the line off, so that something else can be said. */
  clear(): void
}

/** A bar on stderr where that is a terminal that can move its cursor, and it is to be seen; else nothing. */
export function progressOn({ env, say }: Pick<Io, "env" | "say">, quiet: boolean, now: () => number): Progress {
  if (quiet || env.TERM === "dumb" || !isatty(2)) return { show: () => {}, clear: () => {} }
  let drawn = false
  let first: { readonly at: number; readonly done: number } | undefined
  return {
    show(done, of) {
      first ??= { at: now(), done }
      drawn = true
      say(`\r\x1b[K${progressLine(done, of, leftOf(first, done, of, now()))}`)
    },
    clear() {
      if (drawn) say("\r\x1b[K")
      drawn = false
    },
  }
}

const width = 24

/** `accounts  412/1000  [##########--------------]  58s left` */
export function progressLine(done: number, of: number, left: number | undefined): string {
  const filled = of === 0 ? width : Math.floor((done / of) * width)
  const bar = `[${"#".repeat(filled)}${"-".repeat(width - filled)}]`
  const rest = left === undefined || done === of ? "" : `  ${formatLeft(left)} left`
  return `accounts  ${done}/${of}  ${bar}${rest}`
}

function leftOf(first: { at: number; done: number }, done: number, of: number, now: number): number | undefined {
  const since = done - first.done
  // A guess from the first few would jump about.
  return since < 5 ? undefined : Math.ceil(((now - first.at) / since) * (of - done))
}
