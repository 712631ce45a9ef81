import { spawn } from "node:child_process"
import { dirname } from "node:path"
import { GuiseError } from "../errors.ts"
import type { Env } from "../types.ts"
import type { Entries } from "./split.ts"

/** A process of its own that asks the system's keyring. */
export interface Helper {
  readonly entries: Entries
  /** Ends it, whatever it is waiting for. */
  end(): void
}

export interface HelperOptions {
  /** Path of the native code. */
  readonly addon: string
  readonly env: Env
  /** Milliseconds for each answer. */
  readonly limit: number
}

/**
 * Starts it. The system's calls can block for ever, and nobody ends a thread that is in one: Node waits for its workers
 * when it exits, so guise would hang where it only means to say so. A process can be killed. It is this runtime once
 * more, with a program of a few lines; secrets go through its stdin and stdout, and it ends when its stdin does.
 */
export function startHelper({ addon, env, limit }: HelperOptions): Helper {
  const { GUISE_PASSPHRASE: _, GUISE_MFA_CODE: __, BUN_OPTIONS: ___, NODE_OPTIONS: ____, ...rest } = env
  const child = spawn(process.execPath, ["-e", program], {
    // A compiled binary is Bun itself under that name; in the addon's folder it finds no bunfig.toml of anybody's.
    env: { ...rest, BUN_BE_BUN: "1", GUISE_ADDON: addon },
    cwd: dirname(addon),
    stdio: ["pipe", "pipe", "ignore"],
    windowsHide: true,
  })
  const waiting: ((line: string | undefined) => void)[] = []
  let heard = ""
  const gone = () => {
    for (const next of waiting.splice(0)) next(undefined)
  }
  child.on("error", gone)
  child.on("close", gone)
  child.stdin.on("error", () => {})
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const lines = `${heard}${text}`.split("\n")
    heard = lines.pop() ?? ""
    for (const line of lines) waiting.shift()?.(line)
  })
  const end = () => void child.kill("SIGKILL")
  const ask = (...words: readonly string[]) =>
    new Promise<unknown>((done, fail) => {
      const clock = setTimeout(() => {
        end()
        fail(failed(`it did not answer within ${limit / 1000} s`))
      }, limit)
      waiting.push(line => {
        clearTimeout(clock)
        const answer = answerIn(line)
        if (answer === undefined) fail(failed("it refuses"))
        else done(answer.value)
      })
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) gone()
      else child.stdin.write(`${JSON.stringify(words)}\n`)
    })
  return {
    end,
    entries: {
      get: async account => textOrNothing(await ask("get", account)),
      set: async (account, value) => void (await ask("set", account, value)),
      delete: async account => (await ask("delete", account)) === true,
      async accounts() {
        const accounts = await ask("accounts")
        return Array.isArray(accounts) ? accounts.filter(each => typeof each === "string") : []
      },
    },
  }
}

/** Plain JavaScript: it runs in whatever runtime this is, without a file of its own. */
const program = `
const addon = { exports: {} }
process.dlopen(addon, process.env.GUISE_ADDON)
const { Entry, findCredentials } = addon.exports
const entry = account => new Entry("guise", account)
const calls = {
  get: account => entry(account).getPassword(),
  set: (account, value) => entry(account).setPassword(value),
  delete: account => entry(account).deleteCredential(),
  accounts: () => findCredentials("guise").map(found => found.account),
}
require("node:readline").createInterface({ input: process.stdin }).on("line", line => {
  const [call, ...words] = JSON.parse(line)
  let answer = {}
  try {
    answer = { value: calls[call](...words) ?? null }
  } catch {}
  process.stdout.write(JSON.stringify(answer) + "\\n")
})
`

function answerIn(line: string | undefined): { readonly value: unknown } | undefined {
  try {
    const answer: unknown = line === undefined ? undefined : JSON.parse(line)
    return typeof answer === "object" && answer !== null && "value" in answer ? { value: answer.value } : undefined
  } catch {
    return undefined
  }
}

function textOrNothing(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined
}

function failed(why: string): GuiseError {
  return new GuiseError("store-failed", `The system's keyring cannot be used: ${why}.`, {
    hint: "unlock it in the system's own program, or choose another store: --store file",
  })
}
