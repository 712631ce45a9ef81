import { GuiseError, isGuiseError } from "../errors.ts"
import type { StoreHost } from "./store.ts"

const tries = 3

/**
 * The passphrase given by GUISE_PASSPHRASE; undefined when there is none, an empty one included. It is never asked
 * beside that: who set the variable is a program, and a program hangs at a question.
 */
export function givenPassphrase({ env }: StoreHost): string | undefined {
  return env.GUISE_PASSPHRASE || undefined
}

/** The passphrase that a new store gets: the given one, else as `newPassphrase`. */
export async function firstPassphrase(folder: string, host: StoreHost): Promise<string> {
  return givenPassphrase(host) ?? newPassphrase(`guise keeps long-lived keys encrypted in ${folder}. `, host)
}

/**
 * A new passphrase, typed twice; `about` stands before the first question.
 * Errors: `nobody-to-ask`, `cancelled`; `prompt-refused` after three pairs that would not do.
 */
export async function newPassphrase(about: string, host: StoreHost): Promise<string> {
  const question = "New passphrase for it (four words or more; it cannot be recovered): "
  for (let left = tries; left > 0; left -= 1) {
    const first = await ask(left === tries ? `${about}${question}` : "New passphrase: ", host)
    if (first.trim() === "") {
      host.notice("an empty passphrase would protect nothing")
      continue
    }
    if ((await ask("The same again: ", host)) === first) return first
    host.notice("the two were not the same")
  }
  return refused("No passphrase was set for the file store.")
}

/**
 * What `open` makes of the passphrase, three tries; it answers undefined for a wrong one.
 * Errors: `nobody-to-ask`, `cancelled`; `prompt-refused` for wrong ones.
 */
export async function withPassphrase<T>(
  host: StoreHost,
  open: (passphrase: string) => Promise<T | undefined>,
): Promise<T> {
  const given = givenPassphrase(host)
  if (given !== undefined)
    return (
      (await open(given)) ??
      refused("GUISE_PASSPHRASE does not open the file store.", "unset GUISE_PASSPHRASE; guise store unlock")
    )
  for (let left = tries; left > 0; left -= 1) {
    const passphrase = await ask("Passphrase of guise's file store: ", host)
    const opened = passphrase === "" ? undefined : await open(passphrase)
    if (opened !== undefined) return opened
    if (left > 1) host.notice("that passphrase does not open the file store")
  }
  return refused("Three passphrases were tried, and none of them opens the file store.")
}

async function ask(question: string, { terminal }: StoreHost): Promise<string> {
  try {
    return await terminal.ask(question, { hidden: true })
  } catch (error) {
    if (!isGuiseError(error, "nobody-to-ask")) throw error
    throw new GuiseError("nobody-to-ask", "The file store wants its passphrase, and there is no terminal to ask on.", {
      hint: "guise store unlock, at a terminal; a job that runs by itself sets GUISE_PASSPHRASE",
    })
  }
}

/** Ends with that as `prompt-refused`. */
export function refused(message: string, hint = "guise store unlock"): never {
  throw new GuiseError("prompt-refused", `${message} Nothing was read or written.`, { hint })
}
