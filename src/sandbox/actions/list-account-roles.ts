import { bearerOf, noAccess, pageOf } from "../portal.ts"
import type { RestCall } from "../rest.ts"
import { portalError } from "../rest-errors.ts"

/** The permission sets assigned in one account, a page at a time. Errors: those of `bearerOf` and `pageOf`; ForbiddenException. */
export function listAccountRoles(call: RestCall): object {
  const session = bearerOf(call)
  const accountId = call.words.text("account_id")
  if (accountId === undefined) throw portalError("InvalidRequestException", "account_id is required")
  const sets = session.user.assignments.get(accountId)
  if (sets === undefined) throw noAccess()
  const { page, nextToken } = pageOf(call, session, accountId, [...sets].sort())
  return { nextToken, roleList: page.map(roleName => ({ roleName, accountId })) }
}
