import { nodeFs } from "./node-fs.ts"
import { fieldOf, linkOf, openDescriptors, textOf } from "./proc.ts"
import { fileCalls } from "./read.ts"

/**
 * The descriptors from 3 up that the caller left open, told from those that the runtime opened itself; unknown, so
 * none, on Windows. True only while nothing else has been opened.
 */
export function inheritedDescriptors(): number[] {
  switch (process.platform) {
    case "linux":
      return descriptorsOnLinux()
    case "darwin":
      return descriptorsOnDarwin()
    default:
      return []
  }
}

function descriptorsOnLinux(): number[] {
  if (process.versions.bun !== undefined && hasOnlyBuns()) return []
  const open: Open[] = []
  for (const descriptor of openDescriptors()) {
    const target = descriptor > 2 ? linkOf(`/proc/self/fd/${descriptor}`) : undefined
    // The folder that was just listed is in the list, and gone: it has no target.
    if (target !== undefined) open.push({ descriptor, target })
  }
  const runtimes = process.versions.bun === undefined ? nodesOwn(open) : bunsOwn(open)
  const callers: number[] = []
  for (const { descriptor } of open) if (!runtimes.includes(descriptor)) callers.push(descriptor)
  return callers
}

/**
 * True in the usual case, told by three looks instead of a dozen: five descriptors are open, and the lowest ones. Those
 * are the streams (Bun opens what the caller closed of them), and its epoll and eventfd. How many are open is the size of
 * the folder, since Linux 6.2; before, that is 0.
 */
function hasOnlyBuns(): boolean {
  const calls = fileCalls()
  const folder = calls?.look("/proc/self/fd")
  if (calls === undefined || typeof folder !== "object" || folder.size !== 5) return false
  return calls.stat(3) !== undefined && calls.stat(4) !== undefined
}

interface Open {
  readonly descriptor: number
  /** What /proc says it is open on. */
  readonly target: string
}

/**
 * Bun's own are its epoll and the eventfds and timerfds which that one watches. An eventfd that nobody watches is the
 * caller's.
 */
function bunsOwn(open: readonly Open[]): number[] {
  const own: number[] = []
  const watched: number[] = []
  for (const { descriptor, target } of open) {
    if (target !== "anon_inode:[eventpoll]") continue
    own.push(descriptor)
    for (const line of textOf(`/proc/self/fdinfo/${descriptor}`).split("\n"))
      if (line.startsWith("tfd:")) watched.push(Number.parseInt(line.slice("tfd:".length), 10))
  }
  for (const { descriptor, target } of open) {
    const wakes = target === "anon_inode:[eventfd]" || target === "anon_inode:[timerfd]"
    if (wakes && watched.includes(descriptor)) own.push(descriptor)
  }
  return own
}

/**
 * Node opens more: epolls, eventfds, rings, and pipes of which it holds both ends. A pipe whose ends the parent holds
 * under the same number is the caller's all the same (make's job server).
 */
function nodesOwn(open: readonly Open[]): number[] {
  const writes = (one: Open) => fieldOf(textOf(`/proc/self/fdinfo/${one.descriptor}`), "flags:").endsWith("1")
  const hasBothEnds = (one: Open) =>
    open.some(other => other.target === one.target && writes(other) !== writes(one)) &&
    linkOf(`/proc/${process.ppid}/fd/${one.descriptor}`) !== one.target
  return open
    .filter(one => one.target.startsWith("anon_inode:[") || (one.target.startsWith("pipe:") && hasBothEnds(one)))
    .map(one => one.descriptor)
}

/** A kqueue, of which Bun has one, is a FIFO without permissions there; the folder just listed is gone by now. */
function descriptorsOnDarwin(): number[] {
  const { fstatSync, readdirSync } = nodeFs()
  return readdirSync("/dev/fd")
    .map(Number)
    .filter(descriptor => {
      try {
        const { mode } = fstatSync(descriptor)
        return descriptor > 2 && (mode & 0o777) !== 0
      } catch {
        return false
      }
    })
}
