import { spawn } from "node:child_process"
import type { Env } from "../types.ts"

export interface LineHelperOptions {
  /** A guise binary, or another runtime that takes `-e`. */
  readonly runtime: string
  /** Plain JavaScript of a few lines, which needs no file of its own. */
  readonly program: string
  readonly env: Env
  /** A private folder of ours: no bunfig.toml of anybody's lies there. */
  readonly cwd: string
}

/** A process of our own that answers each line with a line, in the order they were asked in. */
export interface LineHelper {
  /** Undefined when it has ended, or ends instead. */
  ask(line: string): Promise<string | undefined>
  /** Closes its stdin, which ends it, and waits for that. */
  close(): Promise<void>
  /** Ends it, whatever it is waiting for. */
  kill(): void
}

/** Starts one. It ends with this process, however that ends: the system closes its stdin then. */
export function startLineHelper({ runtime, program, env, cwd }: LineHelperOptions): LineHelper {
  const child = spawn(runtime, ["-e", program], {
    // A compiled binary is Bun itself under that name; Node does not know it.
    env: { ...env, BUN_BE_BUN: "1" },
    cwd,
    stdio: ["pipe", "pipe", "ignore"],
    windowsHide: true,
  })
  const waiting: ((line: string | undefined) => void)[] = []
  let heard = ""
  let isGone = false
  const closed = new Promise<void>(done => {
    const gone = () => {
      isGone = true
      for (const next of waiting.splice(0)) next(undefined)
      done()
    }
    child.on("error", gone)
    child.on("close", gone)
  })
  child.stdin.on("error", () => {})
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const lines = `${heard}${text}`.split("\n")
    heard = lines.pop() ?? ""
    for (const line of lines) waiting.shift()?.(line)
  })
  return {
    async ask(line) {
      if (isGone) return undefined
      const answer = new Promise<string | undefined>(done => waiting.push(done))
      child.stdin.write(`${line}\n`)
      return answer
    },
    close() {
      child.stdin.end()
      return closed
    },
    kill: () => void child.kill("SIGKILL"),
  }
}
