import type { Endpoint } from "../types.ts"
import type { Call } from "./call.ts"
import { openSsoPortal, type Wire } from "./client.ts"
import { perform } from "./perform.ts"

/** An account that somebody who signed in may enter. AWS's own words: an organisation's, and of any kind. */
export interface ListedAccount {
  readonly accountId: string
  readonly name?: string
  readonly email?: string
}

/** One page of a list, and what to ask the next one with. */
export interface Page<T> {
  readonly found: readonly T[]
  readonly next?: string
}

/** What one page is asked with. The token is SECRET. */
export interface PageWords {
  readonly accessToken: string
  readonly next?: string | undefined
  /** Times it is asked at most; absent: as often as the SDK asks anything. */
  readonly attempts?: number
}

/** AWS gives this many at most in one answer. */
const maxResults = 100

/** All pages of a list, one after the other. Errors: those of `page`. */
export async function allPages<T>(page: (next: string | undefined) => Promise<Page<T>>): Promise<readonly T[]> {
  const all: T[] = []
  let next: string | undefined
  do {
    const answer = await page(next)
    all.push(...answer.found)
    next = answer.next
  } while (next !== undefined)
  return all
}

/**
 * One page of ListAccounts.
 * https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_ListAccounts.html
 * Errors: `aws-throttled`, with the time to wait in its refusal; `aws-refused`, with `UnauthorizedException` (the token is
 * dead) or `ForbiddenException`; `aws-unreachable`.
 */
export async function accountsPage(words: PageWords, endpoint: Endpoint, wire: Wire): Promise<Page<ListedAccount>> {
  const { accessToken } = words
  const call: Call = { action: "ListAccounts", endpoint, secrets: [accessToken], ...tries(words) }
  const { accountList, nextToken } = await perform(call, wire, openSsoPortal, ({ sdk, client }, options) =>
    client.send(new sdk.ListAccountsCommand({ accessToken, maxResults, ...from(words) }), options),
  )
  const found = (accountList ?? []).flatMap(({ accountId, accountName, emailAddress }) =>
    accountId === undefined
      ? []
      : [
          {
            accountId,
            ...(accountName ? { name: accountName } : {}),
            ...(emailAddress ? { email: emailAddress } : {}),
          },
        ],
  )
  return { found, ...after(nextToken) }
}

/**
 * One page of ListAccountRoles: names of permission sets. Errors: as for `accountsPage`.
 * https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_ListAccountRoles.html
 */
export async function rolesPage(
  accountId: string,
  words: PageWords,
  endpoint: Endpoint,
  wire: Wire,
): Promise<Page<string>> {
  const { accessToken } = words
  const call: Call = { action: "ListAccountRoles", endpoint, secrets: [accessToken], ...tries(words) }
  const { roleList, nextToken } = await perform(call, wire, openSsoPortal, ({ sdk, client }, options) =>
    client.send(new sdk.ListAccountRolesCommand({ accessToken, accountId, maxResults, ...from(words) }), options),
  )
  return { found: (roleList ?? []).flatMap(({ roleName }) => roleName ?? []), ...after(nextToken) }
}

function tries({ attempts }: PageWords): { readonly attempts?: number } {
  return attempts === undefined ? {} : { attempts }
}

function from({ next }: PageWords): { readonly nextToken?: string } {
  return next === undefined ? {} : { nextToken: next }
}

/** AWS's last page says null, or nothing, or an empty text. */
function after(nextToken: string | null | undefined): { readonly next?: string } {
  return nextToken ? { next: nextToken } : {}
}
