import { expect, test } from "bun:test"
import { type Ffi, load, openFfi } from "../../src/sys/libc.ts"

const getpid = { getpid: { args: [], returns: "i32" } } as const

test("where the first C library is not there, the next one serves", async () => {
  // Elsewhere there is but one.
  if (process.platform !== "linux") return
  const bun = await openFfi()
  if (bun === undefined) throw new Error("Bun has no way to C.")
  const asked: string[] = []
  // The names as a system with musl has them: nothing by glibc's.
  const dlopen: Ffi["dlopen"] = (name, calls) => {
    asked.push(String(name))
    return bun.dlopen(asked.length === 1 ? "libc.nowhere.so" : "libc.so.6", calls)
  }
  expect(load({ ...bun, dlopen }, getpid)?.getpid()).toBe(process.pid)
  expect(asked.length).toBe(2)
})

test("a call that no C library has is undefined", async () => {
  const ffi = await openFfi()
  expect(ffi && load(ffi, { no_such_call: { args: [], returns: "i32" } })).toBeUndefined()
})
