/** Ends this process now, without anything that the runtime does at its end. Undefined where `openFfi` is. */
export async function openExit(): Promise<((status: number) => void) | undefined> {
  const ffi = await openFfi()
  return ffi && load(ffi, { _exit: { args: ["i32"], returns: "void" } })?._exit
}

/** Whether this process's group is the one the terminal's keyboard belongs to. Undefined where `openFfi` is. */
export async function openForeground(): Promise<((terminal: number) => boolean) | undefined> {
  const ffi = await openFfi()
  const c = ffi && load(ffi, { tcgetpgrp: { args: ["i32"], returns: "i32" }, getpgrp: { args: [], returns: "i32" } })
  return c && (terminal => c.tcgetpgrp(terminal) === c.getpgrp())
}

/** As much of it as guise uses. */
export type Ffi = Pick<typeof import("bun:ffi"), "dlopen" | "ptr" | "read">
type Calls = Parameters<Ffi["dlopen"]>[1]

/**
 * The way to C; undefined where there is none (Node), or no C library as we know it (Windows). `Bun.FFI` is what the
 * module `bun:ffi` is made of. It is not documented, so where it should be gone the module serves, which takes 0.2 ms
 * longer: more than anything else on the warm road.
 */
export async function openFfi(): Promise<Ffi | undefined> {
  if (process.versions.bun === undefined || process.platform === "win32") return undefined
  return (Bun as { readonly FFI?: Ffi }).FFI ?? import("bun:ffi")
}

/**
 * These calls of the C library; undefined where it lacks one. The module throws what is wrong with a library, `Bun.FFI`
 * answers it.
 */
export function load<const C extends Calls>(ffi: Ffi, calls: C) {
  for (const name of names) {
    try {
      const library = ffi.dlopen(name, calls)
      if (!(library instanceof Error)) return library.symbols
    } catch {
      // Not this C library; the next one.
    }
  }
  return undefined
}

export const isDarwin = process.platform === "darwin"

const names: readonly string[] = isDarwin
  ? ["/usr/lib/libSystem.B.dylib"]
  : ["libc.so.6", "libc.musl-x86_64.so.1", "libc.musl-aarch64.so.1"]
