import { spawn } from "node:child_process"
import type { Env } from "../types.ts"
import { killTree } from "./kill.ts"

export interface ProgramRun {
  readonly words: readonly [string, ...string[]]
  readonly env: Env
  /** What it reads; without it its stdin is empty. */
  readonly stdin?: string
  /** After so many seconds it is killed, with all that it started. */
  readonly timeoutSeconds: number
}

/** How a program ended, with what it said. Never for an error's text: what other programs say may be anything. */
export type ProgramEnd =
  | { readonly end: "exited"; readonly status: number; readonly stdout: string; readonly stderr: string }
  | { readonly end: "timed-out" }
  | { readonly end: "not-started"; readonly reason: string }

/** Runs a program of the system without a shell, for what it says; it has no terminal and no answer to give. */
export function runProgram({ words: [program, ...args], env, stdin, timeoutSeconds }: ProgramRun): Promise<ProgramEnd> {
  return new Promise(done => {
    const child = spawn(program, args, { env: { ...env }, stdio: "pipe", windowsHide: true })
    const said = { stdout: "", stderr: "" }
    const finish = (end: ProgramEnd) => {
      clearTimeout(clock)
      done(end)
    }
    const clock = setTimeout(() => {
      void killTree(child.pid).then(() => finish({ end: "timed-out" }))
    }, timeoutSeconds * 1000)
    child.stdout.setEncoding("utf8").on("data", (text: string) => (said.stdout += text))
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said.stderr += text))
    child.on("error", (error: NodeJS.ErrnoException) => finish({ end: "not-started", reason: error.code ?? "unknown" }))
    child.on("close", status => finish({ end: "exited", status: status ?? 1, ...said }))
    // It may end without having read.
    child.stdin.on("error", () => {})
    child.stdin.end(stdin ?? "")
  })
}
