import { isRecord } from "../record.ts"
import { readFileOrNothing, writePrivate } from "../sys/disk.ts"
import { pathsOf } from "../sys/paths.ts"
import type { Env } from "../types.ts"

/** What people call an account. No secret. */
export interface NamedAccount {
  readonly name?: string
  readonly email?: string
}

/** Names and addresses of accounts, by their ids. */
export type Accounts = ReadonlyMap<string, NamedAccount>

/** What `guise sso sync` learnt of accounts: for lists and the picker, which do well without. So no trouble is an error. */
export function readAccounts(env: Env): Accounts {
  try {
    const text = readFileOrNothing(accountsFile(env))?.toString("utf8")
    const kept: unknown = text === undefined ? undefined : JSON.parse(text)
    return isRecord(kept) && isRecord(kept.accounts) ? new Map(Object.entries(kept.accounts).flatMap(entryOf)) : none
  } catch {
    return none
  }
}

/** Keeps what these accounts are called, beside what is known of others. Answers false where that cannot be written. */
export function keepAccounts(fresh: Accounts, env: Env): boolean {
  const before = readAccounts(env)
  const all = [...new Map([...before, ...fresh])].sort(([one], [other]) => (one < other ? -1 : 1))
  const text = textOf(all)
  if (text === textOf([...before])) return true
  try {
    writePrivate(accountsFile(env), text)
    return true
  } catch {
    return false
  }
}

function textOf(accounts: readonly (readonly [string, NamedAccount])[]): string {
  return `${JSON.stringify({ version: 1, accounts: Object.fromEntries(accounts) }, null, 1)}\n`
}

const none: Accounts = new Map()

function accountsFile(env: Env): string {
  return `${pathsOf(env).data}/sso-accounts.json`
}

function entryOf([id, said]: readonly [string, unknown]): readonly (readonly [string, NamedAccount])[] {
  if (!isRecord(said)) return []
  const { name, email } = said
  return [[id, { ...(typeof name === "string" ? { name } : {}), ...(typeof email === "string" ? { email } : {}) }]]
}
