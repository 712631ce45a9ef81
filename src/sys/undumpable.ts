import { load, openFfi } from "./libc.ts"

/** PR_SET_DUMPABLE of <linux/prctl.h>. */
const setDumpable = 4

/**
 * From now on no core file is written of this process, no debugger of the same user attaches to it, and its memory in
 * /proc is root's: for processes that hold credentials for long. What it starts is not touched, since execve(2) takes
 * that back. False where there is no such call, or no way to it: other systems than Linux, and Node. See prctl(2).
 */
export async function becomeUndumpable(): Promise<boolean> {
  const ffi = process.platform === "linux" ? await openFfi() : undefined
  const calls = ffi && load(ffi, { prctl: { args: ["i32", "u64", "u64", "u64", "u64"], returns: "i32" } })
  return calls?.prctl(setDumpable, 0, 0, 0, 0) === 0
}
