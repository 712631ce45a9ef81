import { createHash } from "node:crypto"
import type { RestCall } from "./rest.ts"
import { portalError } from "./rest-errors.ts"
import type { PortalSession } from "./sso.ts"

const portalScope = "sso:account:access"
const mostPerPage = 100
/** How many come unasked: few enough that clients which do not page are found out. */
const usualPerPage = 20

/**
 * Whose token the call carries, in the header `x-amz-sso_bearer_token`. Errors: TooManyRequestsException,
 * UnauthorizedException, ForbiddenException for a token without the scope.
 */
export function bearerOf({ request, world, principal }: RestCall): PortalSession {
  const { sso } = world
  if (sso.rate.exceeded()) throw portalError("TooManyRequestsException", "HTTP 429 Unknown Code", 1)
  const token = sso.accessTokens.find(request.headers.get("x-amz-sso_bearer_token") ?? "")
  if (token === undefined || token.session.loggedOut || sso.accessTokens.isOver(token)) {
    throw portalError("UnauthorizedException", "Session token not found or invalid")
  }
  const { user, client } = token.session
  principal(`arn:${world.state.partition}:identitystore:::user/${user.name}`)
  if (client.scopes.length > 0 && !client.scopes.includes(portalScope)) throw noAccess()
  return token.session
}

/** What the portal says of an account or a role that is not assigned, and of one that is not there. */
export function noAccess() {
  return portalError("ForbiddenException", "No access")
}

/**
 * One page of a list, as `max_result` and `next_token` ask for it. Error: InvalidRequestException, also for a token of
 * another list.
 */
export function pageOf<T>(
  { words }: RestCall,
  { id }: PortalSession,
  list: string,
  things: readonly T[],
): { readonly page: readonly T[]; readonly nextToken: string | null } {
  const asked = words.text("max_result") ?? String(usualPerPage)
  const size = /^\d{1,4}$/.test(asked) ? Number(asked) : 0
  if (size < 1 || size > mostPerPage) throw portalError("InvalidRequestException", "max_result must be from 1 to 100")
  const name = (at: number): string =>
    `${at}.${createHash("sha256").update(`${id}/${list}/${at}`).digest("base64url").slice(0, 22)}`
  const token = words.text("next_token")
  const start = token === undefined ? 0 : Number.parseInt(token, 10)
  if (token !== undefined && token !== name(start)) {
    throw portalError("InvalidRequestException", "Invalid next token")
  }
  const end = start + size
  return { page: things.slice(start, end), nextToken: end < things.length ? name(end) : null }
}
