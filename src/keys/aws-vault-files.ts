import { readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { GuiseError, isGuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"
import { isPassing, itemIn } from "./aws-vault-item.ts"
import { isJwe } from "./aws-vault-jwe.ts"
import { type Asker, firstPassphrase, openedBy, openedByAnother } from "./aws-vault-passphrase.ts"
import type { Offer } from "./import-shapes.ts"

/**
 * The names of the items in aws-vault's folder of encrypted files; undefined when there is no such folder. Nothing is
 * opened: names stand in clear, which aws-vault lists from as well. Error: `file-unreadable`.
 */
export function vaultFiles(folder: string): readonly VaultFile[] | undefined {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter(entry => entry.isFile() || entry.isSymbolicLink())
      .map(({ name }) => ({ path: join(folder, name), name: decoded(name) }))
      .filter(({ name }) => !isPassing(name))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined
    throw unreadable(folder, error)
  }
}

export interface VaultFile {
  readonly path: string
  readonly name: string
}

/**
 * The pairs in those files. The passphrase is that of AWS_VAULT_FILE_PASSPHRASE, an empty one too, as aws-vault takes
 * it; else it is asked for, three tries. aws-vault lets every file have a passphrase of its own, and so do we.
 * Errors: `prompt-refused` when none of the tries opens anything, `nobody-to-ask`, `cancelled`, `file-unreadable`.
 */
export async function offersInFiles(files: readonly VaultFile[], folder: string, asker: Asker): Promise<Offer[]> {
  const texts = files.map(file => ({ ...file, text: textOf(file) }))
  const sealed = texts.flatMap(({ text }) => (text === undefined ? [] : [text]))
  const known = sealed.length === 0 ? [] : [await firstPassphrase(sealed, folder, asker)]
  const offers: Offer[] = []
  for (const file of texts) offers.push(await offerIn(file, known, asker))
  return offers
}

async function offerIn(
  { name, path, text }: VaultFile & { readonly text: string | undefined },
  known: string[],
  asker: Asker,
): Promise<Offer> {
  const leave = (why: string): Offer => ({ profile: name, why })
  if (text === undefined) return leave(`${path} is none of aws-vault's files`)
  const opened = (await openedBy(known, text)) ?? (await openedByAnother(path, text, known, asker))
  if (opened === undefined) return leave(`none of the passphrases opens ${path}`)
  if (typeof opened === "string") return leave(`${path} is damaged`)
  try {
    const item = itemIn(opened.text, name)
    if (item === undefined) return leave(`${path} holds no key pair of that name`)
    return { profile: name, keys: item.keys, ...(opened.since === undefined ? {} : { since: opened.since }) }
  } catch (error) {
    if (!isGuiseError(error, "usage")) throw error
    return leave(error.message)
  }
}

/** An item is less than a kilobyte. */
const mostBytes = 65_536

/** The text of one of those files; undefined for what is none. */
function textOf({ path }: VaultFile): string | undefined {
  try {
    const stat = statSync(path)
    const text = stat.isFile() && stat.size <= mostBytes ? readFileSync(path, "utf8") : ""
    return isJwe(text) ? text : undefined
  } catch (error) {
    throw unreadable(path, error)
  }
}

/** Only what aws-vault's own decoder takes for an escape is one: `%` and two hexadecimal digits. */
function decoded(name: string): string {
  const bytes = Buffer.from(name, "utf8").toString("latin1")
  const plain = bytes.replace(/%([0-9a-f]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(plain, "latin1").toString("utf8")
}

function unreadable(path: string, cause: unknown): GuiseError {
  const code = (cause as NodeJS.ErrnoException).code ?? "unknown error"
  return new GuiseError("file-unreadable", `${path}, where aws-vault keeps keys, cannot be read (${code}).`, {
    hint: `ls -ld ${quoted(path)}`,
    cause,
  })
}
