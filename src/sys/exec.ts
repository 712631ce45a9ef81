import type { Caller } from "./caller.ts"
import { applyToEnv } from "./environ.ts"
import { openExecCalls } from "./exec-calls.ts"
import { type Command, replaceProcess } from "./replace.ts"

export type { Command } from "./replace.ts"

/**
 * Becomes the command, found on PATH as execvp(3) finds it, with everything but `change` as the caller had it:
 * argument and environment bytes, descriptors, ignored signals, signal mask, limit on open files. The caller must
 * have taken back what it changed itself (terminal, temporary files): nothing runs after this.
 *
 * Where a process cannot be replaced (Node, Windows) the command runs as a child, and this answers, when it ended,
 * the status to end with; see child.ts for what is lost.
 * Errors: `not-found` (127), `not-executable` (126).
 */
export async function become(command: Command, caller: Caller): Promise<number> {
  const libc = await openExecCalls()
  if (libc === undefined) {
    const { runAsChild } = await import("./child.ts")
    return runAsChild(command.words, applyToEnv(process.env, command.change), caller)
  }
  return replaceProcess(libc, command, caller)
}
