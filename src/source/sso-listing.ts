import { isRefused } from "../aws/refusal.ts"
import { accountsPage, allPages, type ListedAccount, type Page, type PageWords, rolesPage } from "../aws/sso-listing.ts"
import { GuiseError } from "../errors.ts"
import type { SsoSignIn } from "../plan/roots.ts"
import type { Endpoint, World } from "../types.ts"
import { makePace, type Pace } from "./pace.ts"
import { type Asking, asked, newAsking } from "./sso-asking.ts"
import { signInName } from "./sso-lines.ts"
import { openWalked, type Walked } from "./sso-walked.ts"

export type { ListedAccount } from "../aws/sso-listing.ts"

/** All that a sign-in may enter. */
export interface Listing {
  readonly accounts: readonly ListedAccount[]
  /** By account id, for the accounts that were asked about; undefined where AWS would not list an account's roles. */
  readonly roles: ReadonlyMap<string, readonly string[] | undefined>
}

export interface ListingOptions {
  /** Whose roles are wanted; absent: those of all accounts. */
  readonly wants?: (account: ListedAccount) => boolean
  /** Told after every account. */
  readonly onAccount?: (listed: number, of: number) => void
  readonly pace?: Pace
}

/**
 * AWS allows 20 requests a second to all who sign in to one Identity Center, and raises that for nobody: half of it is
 * left to the others. https://docs.aws.amazon.com/singlesignon/latest/userguide/limits.html
 */
const perSecond = 10
/** On their way at a time: enough that a far network does not slow the walk down. */
const atOnce = 8

/**
 * Walks through every account and its roles, as fast as AWS allows to one of many. An interrupted walk is gone on with;
 * a token that ends on the way is replaced, by refresh or by signing in. A request that AWS puts off is asked again for a
 * long time: it says nothing about the sign-in.
 * Errors: those of `ssoToken`; `aws-throttled` and `aws-unreachable` when nothing came for long; `aws-denied` for a
 * sign-in that is not for accounts; `aws-refused`.
 */
export async function listingOf(to: SsoSignIn, world: World, options: ListingOptions = {}): Promise<Listing> {
  const { wants = () => true, onAccount = () => {}, pace = makePace(world, { perSecond }) } = options
  const asking = newAsking(to, world, pace)
  const accounts = await accountsOf(asking)
  const wanted = accounts.filter(wants)
  const walked = openWalked(to, new Set(accounts.map(({ accountId }) => accountId)), world)
  const rest = wanted.filter(({ accountId }) => !walked.roles.get(accountId))
  const before = wanted.length - rest.length
  let listed = before
  if (before > 0) world.notice(`going on where the last run ended: ${before} of ${wanted.length} accounts are listed`)
  onAccount(before, wanted.length)
  const note: Walked["note"] = (accountId, names) => {
    walked.note(accountId, names)
    listed += 1
    onAccount(listed, wanted.length)
  }
  await Promise.all(Array.from({ length: atOnce }, () => work(rest, asking, note)))
  const ids = new Set(wanted.map(({ accountId }) => accountId))
  // What an interrupted walk through more accounts left is still good for that.
  if ([...walked.roles.keys()].every(id => ids.has(id))) walked.done()
  return { accounts, roles: new Map([...ids].map(id => [id, walked.roles.get(id) ?? undefined])) }
}

async function accountsOf(asking: Asking): Promise<readonly ListedAccount[]> {
  try {
    const listed = await walkedPages(asking, accountsPage)
    // An account that is added meanwhile pushes another onto the next page, where it is listed again.
    return [...new Map(listed.map(account => [account.accountId, account])).values()]
  } catch (error) {
    if (!isRefused(error, "ForbiddenException")) throw error
    throw new GuiseError("aws-denied", `The sign-in to ${signInName(asking.to)} is not allowed to list accounts.`, {
      hint: "its [sso-session] wants sso_registration_scopes = sso:account:access, and a new sign-in after that",
      cause: error,
    })
  }
}

/** Takes one account after the other, until there is none left; when one fails, none is left for the others. */
async function work(rest: ListedAccount[], asking: Asking, note: Walked["note"]): Promise<void> {
  for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
    const { accountId } = next
    try {
      note(accountId, await rolesOf(accountId, asking))
    } catch (error) {
      rest.length = 0
      throw error
    }
  }
}

/** Null where AWS says that this account is none of theirs: it may have gone from the list since. */
async function rolesOf(accountId: string, asking: Asking): Promise<readonly string[] | null> {
  try {
    return await walkedPages(asking, (words, endpoint, world) => rolesPage(accountId, words, endpoint, world))
  } catch (error) {
    if (isRefused(error, "ForbiddenException", "ResourceNotFoundException")) return null
    throw error
  }
}

/** Each page is asked for once: who walks a list knows better than the SDK when to ask again. */
async function walkedPages<T>(
  asking: Asking,
  page: (words: PageWords, endpoint: Endpoint, world: World) => Promise<Page<T>>,
): Promise<readonly T[]> {
  return allPages(next =>
    asked(asking, ({ accessToken }, endpoint) => page({ accessToken, next, attempts: 1 }, endpoint, asking.world)),
  )
}
