import { spawn } from "node:child_process"
import { closeSync } from "node:fs"
import type { Readable } from "node:stream"
import { killTree } from "../sys/kill.ts"
import { homeOf } from "../sys/paths.ts"
import type { Env } from "../types.ts"
import { terminalName } from "./pass-terminal.ts"

export interface PassRun {
  /** Its path. */
  readonly program: string
  readonly env: Env
  readonly words: readonly string[]
  /** What it reads; without it, its stdin is the terminal, or empty where nobody is there. */
  readonly stdin?: string
  /** Whether gpg-agent may ask the person: it fails at once otherwise. */
  readonly mayAsk: boolean
  /** After so many seconds it is killed, with all that it started. */
  readonly timeoutSeconds: number
}

/** How `pass` ended. `stdout` may be SECRET; `status` are the words in which GnuPG reports to programs. */
export type PassEnd =
  | { readonly end: "exited"; readonly code: number; readonly stdout: string; readonly status: string }
  | { readonly end: "timed-out" }
  | { readonly end: "not-started"; readonly reason: string }

/**
 * Runs `pass`. GnuPG's status lines come by a descriptor of their own: what it prints for people is in their language.
 * https://git.gnupg.org/cgi-bin/gitweb.cgi?p=gnupg.git;f=doc/DETAILS
 */
export async function runPass(run: PassRun): Promise<PassEnd> {
  const devices = run.mayAsk ? await terminalDevices() : []
  try {
    return await ended(run, devices[0] ?? "ignore", devices[1] ?? (run.mayAsk ? "inherit" : "ignore"))
  } finally {
    for (const device of devices) closeSync(device)
  }
}

/** Keyboard and screen, where somebody is there. */
async function terminalDevices(): Promise<readonly number[]> {
  const { isSomebodyThere } = await import("../sys/somebody.ts")
  if (!(await isSomebodyThere())) return []
  const { openDevice } = await import("../sys/foreground.ts")
  return [openDevice("keyboard"), openDevice("screen")]
}

function ended(run: PassRun, keyboard: number | "ignore", screen: number | "ignore" | "inherit"): Promise<PassEnd> {
  return new Promise(done => {
    const stdin = run.stdin === undefined ? keyboard : "pipe"
    const child = spawn(run.program, run.words, { env: environmentOf(run), stdio: [stdin, "pipe", screen, "pipe"] })
    const outputs = [child.stdout, child.stdio[3] as Readable | null].map(gathered)
    let linger: NodeJS.Timeout | undefined
    const finish = (end: PassEnd) => {
      clearTimeout(clock)
      clearTimeout(linger)
      for (const { stop } of outputs) stop()
      done(end)
    }
    const clock = setTimeout(() => {
      child.removeAllListeners("exit")
      void killTree(child.pid).then(() => finish({ end: "timed-out" }))
    }, run.timeoutSeconds * 1000)
    child.on("error", (error: NodeJS.ErrnoException) => finish({ end: "not-started", reason: error.code ?? "unknown" }))
    child.on("exit", code => {
      const exited = () => {
        const [stdout = "", status = ""] = outputs.map(({ text }) => text())
        finish({ end: "exited", code: code ?? 1, stdout, status })
      }
      // Not `close`: in Bun it does not wait for the fourth stream. An agent that GnuPG started may hold the streams open
      // for hours: all has been said then.
      void Promise.all(outputs.map(({ all }) => all)).then(exited)
      linger = setTimeout(exited, 1000)
    })
    if (run.stdin === undefined) return
    // It may end without having read.
    child.stdin?.on("error", () => {})
    child.stdin?.end(run.stdin)
  })
}

/** guise's own secrets are not for it. The agent shows its question on GPG_TTY, which `pass` would look for on stdin. */
function environmentOf({ env, mayAsk }: PassRun): Record<string, string | undefined> {
  const { GUISE_PASSPHRASE: _, GUISE_MFA_CODE: __, ...rest } = env
  const options = [
    env.PASSWORD_STORE_GPG_OPTS,
    "--status-fd=3",
    ...(mayAsk ? [] : ["--batch", "--pinentry-mode=error"]),
  ]
  const terminal = env.GPG_TTY || terminalName()
  return {
    ...rest,
    // `pass` looks there for the password store; without HOME in the environment that would be the root folder.
    HOME: homeOf(env),
    ...(terminal === undefined ? {} : { GPG_TTY: terminal }),
    PASSWORD_STORE_GPG_OPTS: options.filter(Boolean).join(" "),
  }
}

interface Gathered {
  readonly all: Promise<void>
  text(): string
  stop(): void
}

function gathered(stream: Readable | null): Gathered {
  const chunks: Buffer[] = []
  stream?.on("data", (chunk: Buffer) => chunks.push(chunk))
  return {
    all: new Promise(done => {
      if (stream === null) return done()
      stream.on("end", done)
      stream.on("error", () => done())
    }),
    text: () => Buffer.concat(chunks).toString("utf8"),
    stop: () => void stream?.destroy(),
  }
}
