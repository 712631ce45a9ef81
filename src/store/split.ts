import { GuiseError } from "../errors.ts"
import { type Item, parsedItem } from "./items.ts"
import type { Store } from "./store.ts"

/** A place for short texts under short names, as Keychain and Credential Manager are. */
export interface Entries {
  get(account: string): Promise<string | undefined>
  set(account: string, value: string): Promise<void>
  /** Answers whether there was one. */
  delete(account: string): Promise<boolean>
  /** All names of ours. */
  accounts(): Promise<readonly string[]>
}

export interface SplitOptions {
  /** The longest text that one entry takes, in UTF-16 units. */
  readonly longest: number
  /** The entry's name for a secret's: letters in one case, since Credential Manager does not tell A from a. */
  accountOf(name: string): string
  /** A mark that no earlier writing of the same secret had. */
  mark(): string
}

export type Split = Pick<Store, "read" | "write" | "remove" | "names">

/**
 * Secrets of any length in entries that take short ones. A long one lies in parts `ACCOUNT.MARK.N`, and its head, the
 * entry ACCOUNT, says which: parts are there before the head that names them, and go after it is replaced, so that who
 * is killed in between leaves the old secret or the new one. Writers take turns by a lock that their caller holds.
 */
export function splitStore(entries: Entries, options: SplitOptions): Split {
  const itemAt = async (account: string): Promise<Item | undefined> => {
    for (;;) {
      const head = await entries.get(account)
      if (head === undefined) return undefined
      const text = await textOf(account, head, entries)
      const item = text === undefined ? undefined : parsedItem(text)
      if (item !== undefined && options.accountOf(item.name) === account) return item
      // Parts that are gone belong to a head that somebody has replaced meanwhile; otherwise they are lost.
      if ((await entries.get(account)) === head) throw damaged(account)
    }
  }
  const removeParts = async (account: string, kept: string | undefined) => {
    const mark = kept === undefined ? undefined : partsIn(kept)?.mark
    for (const other of await entries.accounts())
      if (other.startsWith(`${account}.`) && (mark === undefined || !other.startsWith(`${account}.${mark}.`)))
        await entries.delete(other)
  }
  return {
    read: async name => (await itemAt(options.accountOf(name)))?.secret,
    async write(name, secret) {
      const account = options.accountOf(name)
      const text = plainLetters(JSON.stringify({ name, secret }))
      const before = await entries.get(account)
      if (text.length <= options.longest) await entries.set(account, text)
      else {
        const mark = options.mark()
        const pieces = piecesOf(text, options.longest)
        for (const [index, piece] of pieces.entries()) await entries.set(`${account}.${mark}.${index}`, piece)
        await entries.set(account, JSON.stringify({ parts: pieces.length, mark }))
      }
      if (before !== undefined && partsIn(before) !== undefined) await removeParts(account, await entries.get(account))
    },
    async remove(name) {
      const account = options.accountOf(name)
      const was = await entries.delete(account)
      await removeParts(account, undefined)
      return was
    },
    async names() {
      const heads = (await entries.accounts()).filter(account => !account.includes("."))
      const items = await Promise.all(heads.map(itemAt))
      return items.flatMap(item => item?.name ?? []).sort()
    },
  }
}

async function textOf(account: string, head: string, entries: Entries): Promise<string | undefined> {
  const parts = partsIn(head)
  if (parts === undefined) return head
  const pieces: string[] = []
  for (let index = 0; index < parts.parts; index += 1) {
    const piece = await entries.get(`${account}.${parts.mark}.${index}`)
    if (piece === undefined) return undefined
    pieces.push(piece)
  }
  return pieces.join("")
}

function partsIn(head: string): { readonly parts: number; readonly mark: string } | undefined {
  try {
    const { parts, mark } = JSON.parse(head) as { parts?: unknown; mark?: unknown }
    return typeof parts === "number" && typeof mark === "string" ? { parts, mark } : undefined
  } catch {
    return undefined
  }
}

/** ASCII only: so no cut falls within a letter, and each unit is two bytes wherever it is counted. */
function plainLetters(json: string): string {
  return json.replace(/[^ -~]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
}

function piecesOf(text: string, longest: number): string[] {
  return Array.from({ length: Math.ceil(text.length / longest) }, (_, index) =>
    text.slice(index * longest, (index + 1) * longest),
  )
}

function damaged(account: string): GuiseError {
  return new GuiseError("store-failed", `The keyring's item ${account} of guise is damaged.`, {
    hint: "remove it in the keyring's own program, and add its key again: guise keys add",
  })
}
