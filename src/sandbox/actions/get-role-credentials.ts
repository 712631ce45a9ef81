import { reservedRole } from "../center.ts"
import { bearerOf, noAccess } from "../portal.ts"
import type { RestCall } from "../rest.ts"
import { portalError } from "../rest-errors.ts"

/**
 * Credentials of a permission set in an account, good for as long as the set says, whatever becomes of the token.
 * Errors: those of `bearerOf`; InvalidRequestException; ForbiddenException for what is not assigned.
 */
export function getRoleCredentials(call: RestCall): object {
  const { user } = bearerOf(call)
  const { state, sessions } = call.world
  const accountId = call.words.text("account_id")
  const roleName = call.words.text("role_name")
  if (accountId === undefined || roleName === undefined) {
    throw portalError("InvalidRequestException", "account_id and role_name are required")
  }
  const center = state.identityCenter
  const set = center.permissionSets.get(roleName)
  if (set === undefined || user.assignments.get(accountId)?.includes(roleName) !== true) throw noAccess()
  const role = reservedRole(state.partition, center.region, accountId, set)
  const session = sessions.create(
    { kind: "role", role, sessionName: user.name, chained: false, transitiveTags: new Map() },
    set.sessionDuration,
  )
  return {
    roleCredentials: {
      accessKeyId: session.accessKeyId,
      secretAccessKey: session.secret,
      sessionToken: session.token,
      // Milliseconds here, where every other answer has seconds or text.
      expiration: session.expiresAt * 1000,
    },
  }
}
