import { dirname } from "node:path"
import { GuiseError } from "../errors.ts"
import { startLineHelper } from "../sys/line-helper.ts"
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
  const helper = startLineHelper({
    runtime: process.execPath,
    program,
    env: { ...rest, GUISE_ADDON: addon },
    cwd: dirname(addon),
  })
  const ask = (...words: readonly string[]) =>
    new Promise<unknown>((done, fail) => {
      const clock = setTimeout(() => {
        helper.kill()
        fail(failed(`it did not answer within ${limit / 1000} s`))
      }, limit)
      void helper.ask(JSON.stringify(words)).then(line => {
        clearTimeout(clock)
        const answer = answerIn(line)
        if (answer === undefined) fail(failed("it refuses"))
        else done(answer.value)
      })
    })
  return {
    end: helper.kill,
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
