import { nameTrap } from "../config/warnings.ts"

/** An account and a role in it that a sign-in may take. */
export interface Entitlement {
  readonly accountId: string
  readonly roleName: string
}

/** What templates are filled with, beside the role. */
export interface AccountWords {
  readonly accountId: string
  readonly name?: string
  readonly email?: string
}

/** What names are made from. */
export interface Naming {
  readonly template: string
  readonly session: string
  /** Every account of the sign-in, whether profiles are wanted for it or not: filters change no name. */
  readonly accounts: readonly AccountWords[]
  /** A profile of that name is there, and stays. */
  readonly isTaken: (name: string) => boolean
}

/** One text for one account and role. */
export function keyOfEntitlement({ accountId, roleName }: Entitlement): string {
  return `${accountId}/${roleName}`
}

/**
 * The name of a profile for each of these, by `keyOfEntitlement`. Every SDK reads them. Where the template gives one name to several,
 * all of them get the account's id behind it, so that the order in which AWS lists them decides nothing; the role's name,
 * where one account has several of that name.
 */
export function profileNames(wanted: readonly Entitlement[], naming: Naming): ReadonlyMap<string, string> {
  const accounts = new Map(naming.accounts.map(account => [account.accountId, account]))
  const stems = [...wanted].sort(inOrder).map(each => {
    const account = accounts.get(each.accountId) ?? { accountId: each.accountId }
    return { ...each, stem: filled(naming, account, each.roleName), rolelessStem: filled(naming, account, anyRole) }
  })
  const inAccount = countsOf(stems.map(({ accountId, stem }) => `${accountId} ${stem}`))
  const accountsOfStem = countsOf([...new Set(stems.map(({ accountId, stem }) => `${accountId} ${stem}`))].map(stemIn))
  const likeNamed = countsOf(naming.accounts.map(account => filled(naming, account, anyRole)))
  const given = new Map<string, string>()
  const used = new Set<string>()
  for (const { accountId, roleName, stem, rolelessStem } of stems) {
    const own = (inAccount.get(`${accountId} ${stem}`) ?? 0) > 1 ? joined(stem, slug(roleName).toLowerCase()) : stem
    const isShared = (accountsOfStem.get(stem) ?? 0) > 1 || (likeNamed.get(rolelessStem) ?? 0) > 1
    const isFree = (name: string) => !used.has(name) && !naming.isTaken(name) && isSafe(name)
    const name = firstFree(
      isShared ? [] : [own],
      joined(own, accountId),
      joined(own, accountId, slug(naming.session).toLowerCase()),
      isFree,
    )
    used.add(name)
    given.set(keyOfEntitlement({ accountId, roleName }), name)
  }
  return given
}

/** Stands for every role where only accounts are compared; no name of a role has it. */
const anyRole = "*"

function inOrder(one: Entitlement, other: Entitlement): number {
  const [a, b] = [keyOfEntitlement(one), keyOfEntitlement(other)]
  return a < b ? -1 : a > b ? 1 : 0
}

function countsOf(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return counts
}

function stemIn(text: string): string {
  return text.slice(text.indexOf(" ") + 1)
}

function firstFree(plain: readonly string[], second: string, third: string, isFree: (name: string) => boolean): string {
  const found = [...plain, second, third].find(isFree)
  if (found !== undefined) return found
  for (let number = 2; ; number += 1) if (isFree(joined(third, String(number)))) return joined(third, String(number))
}

/** `default` is the profile of whoever names none. */
function isSafe(name: string): boolean {
  return name !== "default" && nameTrap(name) === undefined
}

function filled({ template, session }: Naming, { accountId, name, email }: AccountWords, role: string): string {
  const words: Readonly<Record<string, string>> = {
    account: slug(name ?? "") || accountId,
    account_id: accountId,
    role: role === anyRole ? role : slug(role),
    email: slug(email ?? "") || accountId,
    session: slug(session),
  }
  const text = template.replace(/\{(\w+)\}/g, (_all, field: string) => {
    const value = words[field.toLowerCase()] ?? ""
    return field === field.toLowerCase() ? value.toLowerCase() : value
  })
  return text.replace(/^-+|-+$/g, "")
}

/** More than AWS gives an account, a role or an address; a portal may say anything. */
const longest = 64

/** Letters without their accents, and a dash for everything that not every SDK reads in a name, or that is a mark in one. */
function slug(text: string): string {
  return text
    .slice(0, longest)
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .replace(/[^\w.@+-]+/g, "-")
    .replace(/^[-.]+|[-.]+$/g, "")
}

function joined(...parts: readonly string[]): string {
  return parts.filter(part => part !== "").join("-")
}
