import { spawn } from "node:child_process"
import { constants } from "node:os"

/**
 * Ends as the program at `path`. In its place where this Node can (22.15 and newer): the same process, with the signals
 * as a program finds them. Elsewhere it runs as a child, and this process stays until that ends. Either way descriptors
 * above 2 do not come along: Node closes them when it starts.
 */
export async function become(path: string, words: readonly string[]): Promise<void> {
  const { execve } = process as { readonly execve?: Execve }
  if (execve !== undefined && process.platform !== "win32") return replace(execve, path, words)
  await follow(path, words)
}

type Execve = (file: string, args: readonly string[], env: NodeJS.ProcessEnv) => never

function replace(execve: Execve, path: string, words: readonly string[]): void {
  // Node ignores these two, and what is ignored stays so in a new program; what is caught does not (execve(2)).
  for (const signal of ["SIGPIPE", "SIGXFSZ"] as const) process.on(signal, () => {})
  // It would say that the call is experimental.
  process.emitWarning = () => undefined
  execve.call(process, path, [path, ...words], process.env)
}

function follow(path: string, words: readonly string[]): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(path, words, { stdio: "inherit" })
    // From the keyboard they reach the child too, which knows what they mean; others are passed on.
    for (const signal of ["SIGINT", "SIGQUIT"] as const) process.on(signal, () => {})
    for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, () => void child.kill(signal))
    child.on("error", fail)
    child.on("close", (status, signal) => {
      // The status that a shell makes of it.
      process.exitCode = signal === null ? (status ?? 1) : 128 + constants.signals[signal]
      done()
    })
  })
}
