import type { Pointer } from "bun:ffi"
import { zeroEnded } from "./bytes.ts"
import { type Ffi, isDarwin, load, openFfi } from "./libc.ts"

/** What becoming another program takes of the C library. Descriptors and signals by number, strings zero-ended. */
export interface ExecCalls {
  /**
   * Becomes the program, found on PATH by the C library (execvp(3): a script without `#!` goes to the shell), with this
   * process's environment. Comes back only when it cannot, with the errno that says most about why.
   */
  execvp(argv: readonly [Uint8Array, ...Uint8Array[]]): number
  /** Changes this process's own environment, as the C library has it: `unsetenv` takes every string of that name. */
  setVariable(name: string, value: string): void
  unsetVariable(name: string): void
  /** The descriptor will be open in the program that this process becomes. */
  keepOpen(descriptor: number): void
  setSignal(signal: number, disposition: "default" | "ignore"): void
  limitOpenFiles(limit: Limits): void
  /** How the caller left this process is read in /proc; absent where there is none. */
  readonly proc?: ProcCalls
}

/** How many files a process may have open; NaN for as many as it likes. */
export interface Limits {
  readonly soft: number
  readonly hard: number
}

/** What a look at a process takes besides reading files of /proc. */
export interface ProcCalls {
  /** The limits of a process (0: this one), if they are ours to read. */
  openFiles(pid: number): Limits | undefined
  /** What in a folder has a number for a name; nothing where it cannot be read. */
  numbersIn(folder: string): readonly number[]
  /** What a link points to, if it is there and ours to read. */
  link(path: string): string | undefined
}

/** Undefined where there is no way to the C library (Node, Windows). About 0.3 ms, so only for those who need it. */
export async function openExecCalls(): Promise<ExecCalls | undefined> {
  opened ??= await open()
  return opened
}

/** The calls, if somebody has opened them. */
export function execCalls(): ExecCalls | undefined {
  return opened
}

let opened: ExecCalls | undefined

async function open(): Promise<ExecCalls | undefined> {
  const ffi = await openFfi()
  return ffi && (isDarwin ? onDarwin(ffi) : onLinux(ffi))
}

function onLinux(ffi: Ffi): ExecCalls | undefined {
  const c = load(ffi, { ...calls, ...callsOnLinux })
  return (
    c && {
      ...forBoth(ffi, c, () => c.__errno_location() as Pointer),
      keepOpen: descriptor => void c.fcntl(descriptor, F_SETFD, 0),
      limitOpenFiles: limits => void c.prlimit(0, RLIMIT_NOFILE, wordsOfBoth(limits), null),
      proc: procOf(ffi, c),
    }
  )
}

function onDarwin(ffi: Ffi): ExecCalls | undefined {
  const c = load(ffi, { ...calls, ...callsOnDarwin })
  return (
    c && {
      ...forBoth(ffi, c, () => c.__error() as Pointer),
      // fcntl is variadic, and Apple's arm64 passes what is variadic in another place than FFI puts it.
      keepOpen: descriptor => void c.ioctl(descriptor, FIONCLEX),
      limitOpenFiles: limits => void c.setrlimit(RLIMIT_NOFILE, wordsOfBoth(limits)),
    }
  )
}

type Calls<C extends Parameters<typeof load>[1]> = NonNullable<ReturnType<typeof load<C>>>

type ForBoth = "execvp" | "setVariable" | "unsetVariable" | "setSignal"

function forBoth(ffi: Ffi, c: Calls<typeof calls>, errnoPlace: () => Pointer): Pick<ExecCalls, ForBoth> {
  return {
    execvp(argv) {
      c.execvp(argv[0], pointers(ffi, argv))
      return ffi.read.i32(errnoPlace(), 0)
    },
    setVariable: (name, value) => void c.setenv(zeroEnded(name), zeroEnded(value), 1),
    unsetVariable: name => void c.unsetenv(zeroEnded(name)),
    setSignal(signal, disposition) {
      c.signal(signal, disposition === "ignore" ? SIG_IGN : SIG_DFL)
    },
  }
}

function procOf(ffi: Ffi, c: Calls<typeof callsOnLinux>): ProcCalls {
  return {
    openFiles(pid) {
      const words = new Uint32Array(4)
      if (c.prlimit(pid, RLIMIT_NOFILE, null, words) !== 0) return undefined
      return { soft: numberOf(words[0], words[1]), hard: numberOf(words[2], words[3]) }
    },
    numbersIn(path) {
      const numbers: number[] = []
      // Looked up now: most commands never come here.
      const f = load(ffi, folderCalls)
      const folder = f?.opendir(zeroEnded(path))
      if (!f || !folder) return numbers
      for (let entry = f.readdir(folder); entry !== null; entry = f.readdir(folder)) {
        const number = numberAt(ffi, entry as Pointer)
        if (number !== undefined) numbers.push(number)
      }
      f.closedir(folder)
      return numbers
    },
    link(path) {
      const bytes = new Uint8Array(PATH_MAX)
      const length = c.readlink(zeroEnded(path), bytes, PATH_MAX)
      return length < 0 ? undefined : new TextDecoder().decode(bytes.subarray(0, length))
    },
  }
}

const calls = {
  execvp: { args: ["ptr", "ptr"], returns: "i32" },
  setenv: { args: ["ptr", "ptr", "i32"], returns: "i32" },
  unsetenv: { args: ["ptr"], returns: "i32" },
  signal: { args: ["i32", "usize"], returns: "usize" },
} as const

const callsOnLinux = {
  __errno_location: { args: [], returns: "ptr" },
  fcntl: { args: ["i32", "i32", "i32"], returns: "i32" },
  prlimit: { args: ["i32", "i32", "ptr", "ptr"], returns: "i32" },
  readlink: { args: ["ptr", "ptr", "usize"], returns: "i32" },
} as const

const folderCalls = {
  opendir: { args: ["ptr"], returns: "ptr" },
  readdir: { args: ["ptr"], returns: "ptr" },
  closedir: { args: ["ptr"], returns: "i32" },
} as const

const callsOnDarwin = {
  __error: { args: [], returns: "ptr" },
  ioctl: { args: ["i32", "u64"], returns: "i32" },
  setrlimit: { args: ["i32", "ptr"], returns: "i32" },
} as const

/** 64 bits as two words, low before high: a big integer costs a quarter of a millisecond when it is first used. */
function wordsOf(number: number): readonly [number, number] {
  if (Number.isNaN(number)) return [UNLIMITED, UNLIMITED]
  const low = number % 2 ** 32
  return [low, (number - low) / 2 ** 32]
}

function wordsOfBoth({ soft, hard }: Limits): Uint32Array {
  return Uint32Array.of(...wordsOf(soft), ...wordsOf(hard))
}

function numberOf(low = 0, high = 0): number {
  return low === UNLIMITED && high === UNLIMITED ? Number.NaN : low + high * 2 ** 32
}

/** Each half of RLIM_INFINITY. */
const UNLIMITED = 0xffffffff

/** The name in a `struct dirent`, where that is a number. */
function numberAt({ read }: Ffi, entry: Pointer): number | undefined {
  let number = 0
  for (let at = D_NAME, byte = read.u8(entry, at); byte !== 0; at += 1, byte = read.u8(entry, at)) {
    if (byte < ZERO || byte > NINE) return undefined
    number = number * 10 + byte - ZERO
  }
  return number
}

const ZERO = 0x30
const NINE = 0x39

/** Numbers from the systems' headers. */
const F_SETFD = 2
const FIONCLEX = 0x20006602n
const RLIMIT_NOFILE = isDarwin ? 8 : 7
const SIG_DFL = 0
const SIG_IGN = 1
const PATH_MAX = 4096
/** Where the name begins in a `struct dirent`, in glibc and in musl, on processors of 64 bits. */
const D_NAME = 19

/**
 * A C array of strings. The strings themselves are kept alive by whoever passed them. Most are views of one buffer,
 * whose place is asked for once: fifty calls would have the runtime start a thread to compile what is called.
 */
function pointers(ffi: Ffi, strings: readonly Uint8Array[]): Uint32Array {
  const array = new Uint32Array(2 * (strings.length + 1))
  let buffer: ArrayBufferLike | undefined
  let place = 0
  let index = 0
  for (const string of strings) {
    if (string.buffer !== buffer) {
      buffer = string.buffer
      place = ffi.ptr(string) - string.byteOffset
    }
    const [low, high] = wordsOf(place + string.byteOffset)
    array[index] = low
    array[index + 1] = high
    index += 2
  }
  return array
}
