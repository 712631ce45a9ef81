import { spawn } from "node:child_process"

export interface Ended {
  readonly status: number
  readonly out: string
  readonly err: string
}

/** Runs a command with exactly this environment and nothing to type on; it has no terminal, wherever the tests run. */
export function runCommand(command: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
  const [program = "", ...words] = command
  const child = spawn(program, words, { env, stdio: ["ignore", "pipe", "pipe"], detached: true })
  let out = ""
  let err = ""
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text
  })
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text
  })
  return new Promise((done, fail) => {
    child.on("error", fail)
    child.on("close", status => done({ status: status ?? -1, out, err }))
  })
}
