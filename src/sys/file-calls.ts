import type { Pointer } from "bun:ffi"
import { zeroEnded } from "./bytes.ts"
import { load, openFfi } from "./libc.ts"

/** A file as it was when it was read. */
export interface Whole {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly stat: FileStat
}

/** What the system says of an open file. */
export interface FileStat {
  readonly isFile: boolean
  readonly isFolder: boolean
  /** A character device, as a terminal is. */
  readonly isDevice: boolean
  /** The permission bits. */
  readonly mode: number
  readonly owner: number
  readonly size: number
  /** When it last changed in any way (ctime), Unix milliseconds. */
  changedAt(): number
  /** Inode, size and both times: another text as soon as the file is another. The same in both runtimes. */
  identity(): string
}

/** What the warm road takes of the C library. */
export interface FileCalls {
  /** A whole file, opened once; a folder has no bytes. "missing" also when there is no such folder on the way. */
  read(path: string): Whole | "missing" | "failed"
  /** What the system says of a file, which is not opened (a pipe would be waited for). */
  look(path: string): FileStat | "missing" | "failed"
  /** A file of /proc, of which there is nothing to say but its bytes; undefined when it cannot be read. */
  proc(path: string): Uint8Array<ArrayBuffer> | undefined
  /** What the system says of an open descriptor. */
  stat(descriptor: number): FileStat | undefined
  /** How many of the bytes were taken, or -1. */
  write(descriptor: number, bytes: Uint8Array): number
  /** Ends this process now, without anything that the runtime does at its end. */
  exit(status: number): void
}

/** Undefined anywhere but on Linux under Bun: elsewhere nothing of this was measured, and Node serves. */
export async function openFileCalls(): Promise<FileCalls | undefined> {
  const ffi = process.platform === "linux" ? await openFfi() : undefined
  const symbols = ffi && load(ffi, calls)
  if (ffi === undefined || symbols === undefined) return undefined
  const c: Libc = { ...symbols, errno: () => ffi.read.i32(symbols.__errno_location() as Pointer, 0) }
  return {
    read(path) {
      // The C library would take what stands before the zero for the whole name.
      const descriptor = path.includes("\0") ? -1 : c.open(zeroEnded(path), O_CLOEXEC)
      if (descriptor < 0) return absent.includes(c.errno()) ? "missing" : "failed"
      const stat = statOf(c, descriptor)
      const bytes = stat === undefined || stat.isFolder ? new Uint8Array() : allOf(c, descriptor, stat)
      c.close(descriptor)
      return stat === undefined || bytes === undefined ? "failed" : { bytes, stat }
    },
    look(path) {
      if (path.includes("\0")) return "failed"
      const stat = statAt(c, AT_FDCWD, zeroEnded(path), 0)
      return stat ?? (absent.includes(c.errno()) ? "missing" : "failed")
    },
    proc(path) {
      const descriptor = c.open(zeroEnded(path), O_CLOEXEC)
      if (descriptor < 0) return undefined
      const bytes = allOf(c, descriptor, { isFile: false, size: 0 })
      c.close(descriptor)
      return bytes
    },
    stat: descriptor => statOf(c, descriptor),
    write(descriptor, bytes) {
      return c.write(descriptor, bytes, bytes.byteLength)
    },
    exit: status => c._exit(status),
  }
}

type Libc = NonNullable<ReturnType<typeof load<typeof calls>>> & { errno(): number }

/** A count fits 32 bits: read(2) and write(2) stop at 2 GiB whatever is asked for. */
const calls = {
  open: { args: ["ptr", "i32"], returns: "i32" },
  read: { args: ["i32", "ptr", "u32"], returns: "i32" },
  write: { args: ["i32", "ptr", "u32"], returns: "i32" },
  close: { args: ["i32"], returns: "i32" },
  statx: { args: ["i32", "ptr", "i32", "u32", "ptr"], returns: "i32" },
  _exit: { args: ["i32"], returns: "void" },
  __errno_location: { args: [], returns: "ptr" },
} as const

/** Numbers from Linux's headers, the same on every processor that Bun runs on. */
const O_CLOEXEC = 0x80000
const AT_FDCWD = -100
const AT_EMPTY_PATH = 0x1000
const STATX_BASIC_STATS = 0x7ff
const ENOENT = 2
const EINTR = 4
const ENOTDIR = 20
const absent: readonly number[] = [ENOENT, ENOTDIR]

function statOf(c: Libc, descriptor: number): FileStat | undefined {
  return statAt(c, descriptor, noPath, AT_EMPTY_PATH)
}

/**
 * statx(2) and not fstat(2): its structure is the same on every processor. Read as words of 32 bits, low before high:
 * a DataView and big integers cost a quarter of a millisecond when they are first used. And no more is worked out than
 * is asked for: a function that is called some thirty times has the runtime start a thread to compile it (0.1 ms).
 */
function statAt(c: Libc, folder: number, path: Uint8Array, flags: number): FileStat | undefined {
  const words = new Uint32Array(64)
  if (c.statx(folder, path, flags, STATX_BASIC_STATS, words) !== 0) return undefined
  const word = (at: number) => words[at] ?? 0
  const long = (at: number) => word(at) + word(at + 1) * 2 ** 32
  const mode = (words[7] ?? 0) & 0xffff
  const type = mode & S_IFMT
  return {
    isFile: type === S_IFREG,
    isFolder: type === S_IFDIR,
    isDevice: type === S_IFCHR,
    mode: mode & 0o7777,
    owner: words[5] ?? 0,
    size: (words[10] ?? 0) + (words[11] ?? 0) * 2 ** 32,
    changedAt: () => long(24) * 1000 + (word(26) - (word(26) % 1_000_000)) / 1_000_000,
    identity: () => `${long(8)} ${long(10)} ${long(28)} ${word(30)} ${long(24)} ${word(26)}`,
  }
}

const noPath = new Uint8Array(1)
const S_IFMT = 0o170000
const S_IFREG = 0o100000
const S_IFDIR = 0o040000
const S_IFCHR = 0o020000

/** Reads a file to the size it has, anything else to its end, which for a pipe is where its writers are gone. */
function allOf(
  c: Libc,
  descriptor: number,
  { isFile, size }: Pick<FileStat, "isFile" | "size">,
): Uint8Array<ArrayBuffer> | undefined {
  let bytes = new Uint8Array((size < 4096 ? 4095 : size) + 1)
  let length = 0
  for (;;) {
    const count = c.read(descriptor, bytes.subarray(length), bytes.length - length)
    if (count === 0) return bytes.subarray(0, length)
    if (count < 0 && c.errno() !== EINTR) return undefined
    if (count > 0) length += count
    if (isFile && length === size) return bytes.subarray(0, length)
    if (length === bytes.length) {
      const longer = new Uint8Array(2 * length)
      longer.set(bytes)
      bytes = longer
    }
  }
}
