import type { Pointer } from "bun:ffi"

/** What becoming another program takes of the C library. Descriptors and signals by number, strings zero-ended. */
export interface Exec {
  /** Becomes the program; comes back only when it cannot, with the errno. */
  execve(path: Uint8Array, argv: readonly Uint8Array[], environment: readonly Uint8Array[]): number
  /** The descriptor will be open in the program that this process becomes. */
  keepOpen(descriptor: number): void
  setSignal(signal: number, disposition: "default" | "ignore"): void
  limitOpenFiles(limit: { readonly soft: number; readonly hard: number }): void
}

/** Undefined where there is no way to the C library (Node, Windows). About 0.4 ms, so only for those who need it. */
export async function openExec(): Promise<Exec | undefined> {
  const ffi = await openFfi()
  const c = ffi && (darwin ? load(ffi, { ...execCalls, ...onDarwin }) : load(ffi, { ...execCalls, ...onLinux }))
  if (ffi === undefined || c === undefined) return undefined
  return {
    execve(path, argv, environment) {
      c.execve(path, pointers(ffi, argv), pointers(ffi, environment))
      return ffi.read.i32(("__error" in c ? c.__error() : c.__errno_location()) as Pointer, 0)
    },
    keepOpen(descriptor) {
      // fcntl is variadic, and Apple's arm64 passes what is variadic in another place than FFI puts it.
      if ("ioctl" in c) c.ioctl(descriptor, FIONCLEX)
      else c.fcntl(descriptor, F_SETFD, 0)
    },
    setSignal(signal, disposition) {
      c.signal(signal, disposition === "ignore" ? SIG_IGN : SIG_DFL)
    },
    limitOpenFiles({ soft, hard }) {
      c.setrlimit(RLIMIT_NOFILE, BigUint64Array.of(BigInt(soft), BigInt(hard)))
    },
  }
}

/** Ends this process now, without anything that the runtime does at its end. Undefined as for `openExec`. */
export async function openExit(): Promise<((status: number) => void) | undefined> {
  const ffi = await openFfi()
  return ffi && load(ffi, { _exit: { args: ["i32"], returns: "void" } })?._exit
}

/** Whether this process's group is the one the terminal's keyboard belongs to. Undefined as for `openExec`. */
export async function openForeground(): Promise<((terminal: number) => boolean) | undefined> {
  const ffi = await openFfi()
  const c = ffi && load(ffi, { tcgetpgrp: { args: ["i32"], returns: "i32" }, getpgrp: { args: [], returns: "i32" } })
  return c && (terminal => c.tcgetpgrp(terminal) === c.getpgrp())
}

const darwin = process.platform === "darwin"

const names: readonly string[] = darwin
  ? ["/usr/lib/libSystem.B.dylib"]
  : ["libc.so.6", "libc.musl-x86_64.so.1", "libc.musl-aarch64.so.1"]

const execCalls = {
  execve: { args: ["ptr", "ptr", "ptr"], returns: "i32" },
  signal: { args: ["i32", "usize"], returns: "usize" },
  setrlimit: { args: ["i32", "ptr"], returns: "i32" },
} as const

const onLinux = {
  __errno_location: { args: [], returns: "ptr" },
  fcntl: { args: ["i32", "i32", "i32"], returns: "i32" },
} as const

const onDarwin = {
  __error: { args: [], returns: "ptr" },
  ioctl: { args: ["i32", "u64"], returns: "i32" },
} as const

/** Numbers from the systems' headers. */
const F_SETFD = 2
const FIONCLEX = 0x20006602n
const RLIMIT_NOFILE = darwin ? 8 : 7
const SIG_DFL = 0
const SIG_IGN = 1

type Ffi = typeof import("bun:ffi")
type Calls = Parameters<Ffi["dlopen"]>[1]

/** The way to C; undefined where there is none (Node), or no C library as we know it (Windows). */
export async function openFfi(): Promise<Ffi | undefined> {
  return process.versions.bun === undefined || process.platform === "win32" ? undefined : import("bun:ffi")
}

/** These calls of the C library; undefined where it lacks one. */
export function load<const C extends Calls>(ffi: Ffi, calls: C) {
  for (const name of names) {
    try {
      return ffi.dlopen(name, calls).symbols
    } catch {
      // Not this C library; the next one.
    }
  }
  return undefined
}

/** A C array of strings. The strings themselves are kept alive by whoever passed them. */
function pointers(ffi: Ffi, strings: readonly Uint8Array[]): BigUint64Array {
  const array = new BigUint64Array(strings.length + 1)
  for (const [index, string] of strings.entries()) array[index] = BigInt(ffi.ptr(string))
  return array
}
