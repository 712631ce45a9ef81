import type { Pointer } from "bun:ffi"
import { type Ffi, isDarwin, load, openFfi } from "./libc.ts"

/** What becoming another program takes of the C library. Descriptors and signals by number, strings zero-ended. */
export interface ExecCalls {
  /** Becomes the program; comes back only when it cannot, with the errno. */
  execve(path: Uint8Array, argv: readonly Uint8Array[], environment: readonly Uint8Array[]): number
  /** The descriptor will be open in the program that this process becomes. */
  keepOpen(descriptor: number): void
  setSignal(signal: number, disposition: "default" | "ignore"): void
  limitOpenFiles(limit: { readonly soft: number; readonly hard: number }): void
  /** How the caller left this process is read in /proc; absent where there is none. */
  readonly proc?: ProcCalls
}

/** What a look into /proc takes besides reading files. */
export interface ProcCalls {
  /** The names in a folder, if it can be read. */
  list(folder: string): readonly string[]
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
    }
  )
}

type Calls<C extends Parameters<typeof load>[1]> = NonNullable<ReturnType<typeof load<C>>>

function forBoth(ffi: Ffi, c: Calls<typeof calls>, errnoPlace: () => Pointer): Omit<ExecCalls, "keepOpen" | "proc"> {
  return {
    execve(path, argv, environment) {
      c.execve(path, pointers(ffi, argv), pointers(ffi, environment))
      return ffi.read.i32(errnoPlace(), 0)
    },
    setSignal(signal, disposition) {
      c.signal(signal, disposition === "ignore" ? SIG_IGN : SIG_DFL)
    },
    limitOpenFiles({ soft, hard }) {
      c.setrlimit(RLIMIT_NOFILE, BigUint64Array.of(BigInt(soft), BigInt(hard)))
    },
  }
}

function procOf(ffi: Ffi, c: Calls<typeof callsOnLinux>): ProcCalls {
  const zeroEnded = (text: string) => new TextEncoder().encode(`${text}\0`)
  return {
    list(path) {
      const names: string[] = []
      const folder = c.opendir(zeroEnded(path))
      if (folder === null) return names
      for (let entry = c.readdir(folder); entry !== null; entry = c.readdir(folder))
        names.push(new ffi.CString(entry, D_NAME).toString())
      c.closedir(folder)
      return names.filter(name => name !== "." && name !== "..")
    },
    link(path) {
      const bytes = new Uint8Array(PATH_MAX)
      const length = c.readlink(zeroEnded(path), bytes, PATH_MAX)
      return length < 0 ? undefined : new TextDecoder().decode(bytes.subarray(0, length))
    },
  }
}

const calls = {
  execve: { args: ["ptr", "ptr", "ptr"], returns: "i32" },
  signal: { args: ["i32", "usize"], returns: "usize" },
  setrlimit: { args: ["i32", "ptr"], returns: "i32" },
} as const

const callsOnLinux = {
  __errno_location: { args: [], returns: "ptr" },
  fcntl: { args: ["i32", "i32", "i32"], returns: "i32" },
  opendir: { args: ["ptr"], returns: "ptr" },
  readdir: { args: ["ptr"], returns: "ptr" },
  closedir: { args: ["ptr"], returns: "i32" },
  readlink: { args: ["ptr", "ptr", "usize"], returns: "i32" },
} as const

const callsOnDarwin = {
  __error: { args: [], returns: "ptr" },
  ioctl: { args: ["i32", "u64"], returns: "i32" },
} as const

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
    const address = place + string.byteOffset
    array[index] = address % 2 ** 32
    array[index + 1] = Math.floor(address / 2 ** 32)
    index += 2
  }
  return array
}
