import { type ChildProcess, type StdioOptions, spawn } from "node:child_process"
import { closeSync } from "node:fs"
import type { Env } from "../types.ts"
import { killTree } from "./kill.ts"
import { openPipe, type Pipe } from "./pipe.ts"

export interface ShellOptions {
  readonly env: Env
  /** After so many seconds the command and everything it started is killed. */
  readonly timeoutSeconds: number
  /** More output than this is no answer: the command is killed. Default 1 MiB. */
  readonly maxBytes?: number
  /**
   * Its stdin and stderr are the terminal, where somebody is there, however ours are redirected: SDKs keep the stderr of
   * a `credential_process` to themselves, and nobody would see that a key waits to be touched.
   */
  readonly terminal?: boolean
}

/** How a command ended, as plain data. `stdout` may be SECRET. */
export type ShellResult =
  | { readonly end: "exited"; readonly status: number; readonly stdout: Buffer }
  | { readonly end: "signalled"; readonly signal: string }
  | { readonly end: "timed-out" }
  | { readonly end: "too-long" }
  | { readonly end: "not-started"; readonly reason: string }

/**
 * Runs a command line by the shell (`sh -c`; `cmd.exe /C` on Windows) for what it prints. Its stderr is ours, live,
 * so that "touch your key" is seen, and is never part of a result; its stdin is empty, since ours belongs to the
 * command that guise runs in the end. (`terminal` says otherwise for both.) It keeps the terminal and our process
 * group: a helper may ask its own question on /dev/tty, and Ctrl-C reaches it.
 */
export async function runShell(command: string, options: ShellOptions): Promise<ShellResult> {
  const streams = options.terminal === true ? await terminalStreams() : (["ignore", "inherit"] as const)
  const pipe = await openPipe()
  try {
    return await run(command, options, streams, pipe)
  } finally {
    pipe?.close()
    for (const stream of streams) if (typeof stream === "number") closeSync(stream)
  }
}

/** What stands at the child's stdin and stderr. */
type Streams = readonly [stdin: "ignore" | number, stderr: "inherit" | number]

async function terminalStreams(): Promise<Streams> {
  const { isSomebodyThere } = await import("./somebody.ts")
  // From the background a read of the terminal would stop the command, and us with it.
  if (!(await isSomebodyThere())) return ["ignore", "inherit"]
  const { openDevice } = await import("./foreground.ts")
  return [openDevice("keyboard"), openDevice("screen")]
}

function run(
  command: string,
  options: ShellOptions,
  [stdin, stderr]: Streams,
  pipe: Pipe | undefined,
): Promise<ShellResult> {
  return new Promise(done => {
    const child = start(command, options.env, [stdin, pipe?.writeEnd ?? "pipe", stderr])
    if ("end" in child) return done(child)
    pipe?.handedOver()
    const chunks: Uint8Array[] = []
    let length = 0
    let verdict: ShellResult | undefined
    let linger: NodeJS.Timeout | undefined

    const kill = (reason: ShellResult) => {
      if (verdict !== undefined) return
      verdict = reason
      child.stdout?.pause()
      void killTree(child.pid).then(() => finish(reason))
    }
    const clock = setTimeout(() => kill({ end: "timed-out" }), options.timeoutSeconds * 1000)
    const finish = (result: ShellResult) => {
      clearTimeout(clock)
      clearTimeout(linger)
      child.stdout?.destroy()
      pipe?.close()
      done(verdict ?? result)
    }
    const said = (pipe ?? streamOf(child)).read(chunk => {
      if (verdict !== undefined) return
      chunks.push(chunk)
      length += chunk.length
      if (length > (options.maxBytes ?? 1 << 20)) kill({ end: "too-long" })
    })
    child.on("error", (error: NodeJS.ErrnoException) => finish({ end: "not-started", reason: error.code ?? "unknown" }))
    const ended = (status: number | null, signal: string | null): ShellResult =>
      signal !== null
        ? { end: "signalled", signal }
        : { end: "exited", status: status ?? 1, stdout: Buffer.concat(chunks) }
    child.on("exit", (status, signal) => {
      const end = () => finish(ended(status, signal))
      void said.then(end, end)
      // An agent that the command started may hold its stdout open for days: what the command said is then complete.
      linger = setTimeout(end, 1000)
    })
  })
}

/** A child's stdout where it is no pipe of ours. */
function streamOf({ stdout }: ChildProcess): Pick<Pipe, "read"> {
  return {
    read: take =>
      new Promise(done => {
        stdout?.on("data", take)
        stdout?.on("close", done)
      }),
  }
}

function start(command: string, env: Env, stdio: StdioOptions): ChildProcess | (ShellResult & { end: "not-started" }) {
  const given = { env: { ...env }, stdio }
  try {
    return process.platform === "win32"
      ? spawn("cmd.exe", ["/d", "/s", "/c", `"${command}"`], {
          ...given,
          windowsVerbatimArguments: true,
          windowsHide: true,
        })
      : spawn("/bin/sh", ["-c", command], given)
  } catch (error) {
    // A line that is too long, or has a zero byte in it: these are thrown, where others arrive as events.
    return { end: "not-started", reason: (error as NodeJS.ErrnoException).code ?? "unknown" }
  }
}
