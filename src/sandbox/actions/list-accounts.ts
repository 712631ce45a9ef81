import { bearerOf, pageOf } from "../portal.ts"
import type { RestCall } from "../rest.ts"

/** The accounts assigned to whoever is signed in, a page at a time. Errors: those of `bearerOf` and `pageOf`. */
export function listAccounts(call: RestCall): object {
  const session = bearerOf(call)
  const { accounts } = call.world.state
  const assigned = [...session.user.assignments.keys()].sort()
  const { page, nextToken } = pageOf(call, session, "accounts", assigned)
  const accountList = page.map(accountId => {
    const account = accounts.get(accountId)
    return {
      accountId,
      accountName: account?.name ?? accountId,
      emailAddress: account?.email ?? `${accountId}@example.com`,
    }
  })
  return { nextToken, accountList }
}
