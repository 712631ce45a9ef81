import { GuiseError, isGuiseError } from "../errors.ts"
import type { Env, Terminal } from "../types.ts"
import { type Opened, openJwe } from "./aws-vault-jwe.ts"

/** Who is asked for the passphrase, where AWS_VAULT_FILE_PASSPHRASE does not give it. */
export interface Asker {
  readonly env: Env
  readonly terminal: Pick<Terminal, "ask">
  notice(text: string): void
}

const tries = 3

/**
 * A passphrase that opens one of these texts at least: that of the variable, else asked for, three tries.
 * Errors: `prompt-refused`, `nobody-to-ask`, `cancelled`.
 */
export async function firstPassphrase(texts: readonly string[], folder: string, asker: Asker): Promise<string> {
  const given = asker.env.AWS_VAULT_FILE_PASSPHRASE
  if (given !== undefined) return (await opensAny(given, texts)) ? given : refused(folder, true)
  for (let left = tries; left > 0; left -= 1) {
    const passphrase = await ask(`aws-vault's passphrase of ${folder}: `, folder, asker)
    if (await opensAny(passphrase, texts)) return passphrase
    if (left > 1) asker.notice(`that passphrase opens nothing in ${folder}`)
  }
  return refused(folder, false)
}

async function opensAny(passphrase: string, texts: readonly string[]): Promise<boolean> {
  for (const text of texts) if ((await openJwe(text, passphrase)) !== "wrong-passphrase") return true
  return false
}

type Answer = Exclude<Opened, "wrong-passphrase">

/** What one of these passphrases makes of a text; undefined when none opens it. */
export async function openedBy(passphrases: readonly string[], text: string): Promise<Answer | undefined> {
  for (const passphrase of passphrases) {
    const opened = await openJwe(text, passphrase)
    if (opened !== "wrong-passphrase") return opened
  }
  return undefined
}

/** A slip of the finger at `aws-vault add` is that item's passphrase: asked once, since nobody may know it. */
export async function openedByAnother(
  path: string,
  text: string,
  known: string[],
  asker: Asker,
): Promise<Answer | undefined> {
  if (asker.env.AWS_VAULT_FILE_PASSPHRASE !== undefined) return undefined
  const question = `${path} has another passphrase than the rest (nothing leaves it out): `
  const passphrase = await ask(question, path, asker)
  const opened = passphrase === "" ? undefined : await openedBy([passphrase], text)
  if (opened !== undefined) known.push(passphrase)
  return opened
}

async function ask(question: string, what: string, { terminal }: Asker): Promise<string> {
  try {
    return await terminal.ask(question, { hidden: true })
  } catch (error) {
    if (!isGuiseError(error, "nobody-to-ask")) throw error
    throw new GuiseError("nobody-to-ask", `${what} wants aws-vault's passphrase, and there is no terminal to ask on.`, {
      hint: "run it at a terminal; a job that runs by itself sets AWS_VAULT_FILE_PASSPHRASE",
    })
  }
}

function refused(folder: string, given: boolean): never {
  throw new GuiseError(
    "prompt-refused",
    given
      ? `AWS_VAULT_FILE_PASSPHRASE opens nothing in ${folder}. Nothing was imported.`
      : `Three passphrases were tried, and none of them opens anything in ${folder}. Nothing was imported.`,
    { hint: given ? "unset AWS_VAULT_FILE_PASSPHRASE, and guise asks" : "aws-vault takes the same one: try it there" },
  )
}
