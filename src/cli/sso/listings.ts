import { matches } from "../../config/settings.ts"
import { type Accounts, readAccounts } from "../../config/sso-accounts.ts"
import type { SsoSignIn } from "../../plan/roots.ts"
import type { SyncedSession } from "../../profiles/sso-sections.ts"
import type { SyncWish } from "../../profiles/sso-sync.ts"
import { signInAt } from "../../sign-ins/known.ts"
import { type ListedAccount, type Listing, listingOf } from "../../source/sso-listing.ts"
import type { RealWorld } from "../../world.ts"
import { untilInterrupted } from "./interrupt.ts"
import type { Progress } from "./progress.ts"

/** What only some are wanted of, as patterns; undefined: all. */
export interface Filters {
  readonly account?: readonly string[] | undefined
  readonly role?: readonly string[] | undefined
}

/** What a sign-in may enter. */
export interface Listed extends Listing {
  readonly session: SyncedSession
}

/** Asks AWS for the accounts and roles of each sign-in. Errors: those of `listingOf`; `cancelled`. */
export async function listingsOf(
  sessions: readonly SyncedSession[],
  { account: patterns }: Filters,
  progress: Progress,
  world: RealWorld,
): Promise<readonly Listed[]> {
  const wants = (account: ListedAccount) => patterns === undefined || fitsAccount(patterns, account.accountId, account)
  const all: Listed[] = []
  for (const session of sessions) {
    const list = () => listingOf(signInTo(session, world), world, { wants, onAccount: progress.show })
    try {
      all.push({ session, ...(await untilInterrupted(list, interrupted)) })
    } finally {
      progress.clear()
    }
  }
  return all
}

const interrupted = "Interrupted: nothing was written. The same command goes on where this one ended."

/** Which profiles a run is about. What has gone from AWS's lists is called what it was called. */
export function takenBy(
  { account, role }: Filters,
  listings: readonly Listed[],
  env: RealWorld["env"],
): SyncWish["takes"] {
  const known: Accounts = new Map([...readAccounts(env), ...accountsIn(listings)])
  return (accountId, roleName) =>
    (account === undefined || fitsAccount(account, accountId, known.get(accountId) ?? {})) &&
    (role === undefined || fitsAny(role, [roleName]))
}

/** What the listed accounts are called. */
export function accountsIn(listings: readonly Listed[]): Accounts {
  const all = listings.flatMap(({ accounts }) => accounts)
  return new Map(all.map(({ accountId, ...called }) => [accountId, called]))
}

function fitsAccount(
  patterns: readonly string[],
  accountId: string,
  called: { name?: string; email?: string },
): boolean {
  return fitsAny(patterns, [accountId, called.name ?? "", called.email ?? ""])
}

function fitsAny(patterns: readonly string[], texts: readonly string[]): boolean {
  return patterns.some(pattern => texts.some(text => matches(pattern.toLowerCase(), text.toLowerCase())))
}

function signInTo({ name, startUrl, ssoRegion, scopes }: SyncedSession, world: RealWorld): SsoSignIn {
  return signInAt({ session: name, startUrl, ssoRegion, ...(scopes === undefined ? {} : { scopes }) }, world)
}
