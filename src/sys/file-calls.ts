import type { Pointer } from "bun:ffi"
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
  /** The permission bits. */
  readonly mode: number
  readonly owner: number
  readonly size: number
  /** When it last changed in any way (ctime), Unix milliseconds. */
  readonly changedAt: number
  /** Inode, size and both times: another text as soon as the file is another. The same in both runtimes. */
  identity(): string
}

/** What the warm road takes of the C library. */
export interface FileCalls {
  /** A whole file, opened once; a folder has no bytes. "missing" also when there is no such folder on the way. */
  read(path: string): Whole | "missing" | "failed"
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
      const descriptor = path.includes("\0") ? -1 : c.open(new TextEncoder().encode(`${path}\0`), O_CLOEXEC)
      if (descriptor < 0) return absent.includes(c.errno()) ? "missing" : "failed"
      const stat = statOf(c, descriptor)
      const bytes = stat === undefined || stat.isFolder ? new Uint8Array() : allOf(c, descriptor, stat.size)
      c.close(descriptor)
      return stat === undefined || bytes === undefined ? "failed" : { bytes, stat }
    },
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
const AT_EMPTY_PATH = 0x1000
const STATX_BASIC_STATS = 0x7ff
const ENOENT = 2
const EINTR = 4
const ENOTDIR = 20
const absent: readonly number[] = [ENOENT, ENOTDIR]

/**
 * statx(2) and not fstat(2): its structure is the same on every processor. Read as words of 32 bits, low before high:
 * a DataView and big integers would cost a quarter of a millisecond when they are first used.
 */
function statOf(c: Libc, descriptor: number): FileStat | undefined {
  const words = new Uint32Array(64)
  if (c.statx(descriptor, new Uint8Array(1), AT_EMPTY_PATH, STATX_BASIC_STATS, words) !== 0) return undefined
  const word = (offset: number) => words[offset / 4] ?? 0
  const long = (offset: number) => word(offset) + word(offset + 4) * 2 ** 32
  const mode = word(28) & 0xffff
  return {
    isFile: (mode & S_IFMT) === S_IFREG,
    isFolder: (mode & S_IFMT) === S_IFDIR,
    mode: mode & 0o7777,
    owner: word(20),
    size: long(40),
    changedAt: long(96) * 1000 + Math.floor(word(104) / 1_000_000),
    identity: () => `${long(32)} ${long(40)} ${long(112)} ${word(120)} ${long(96)} ${word(104)}`,
  }
}

const S_IFMT = 0o170000
const S_IFREG = 0o100000
const S_IFDIR = 0o040000

/** Reads to the end, which for a pipe is where its writers are gone, whatever size the system says. */
function allOf(c: Libc, descriptor: number, size: number): Uint8Array<ArrayBuffer> | undefined {
  let bytes = new Uint8Array(Math.max(size, 4095) + 1)
  let length = 0
  for (;;) {
    const count = c.read(descriptor, bytes.subarray(length), bytes.length - length)
    if (count === 0) return bytes.subarray(0, length)
    if (count < 0 && c.errno() !== EINTR) return undefined
    if (count > 0) length += count
    if (length === bytes.length) {
      const longer = new Uint8Array(2 * length)
      longer.set(bytes)
      bytes = longer
    }
  }
}
