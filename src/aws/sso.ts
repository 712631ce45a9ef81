import type { Credentials, Endpoint } from "../types.ts"
import type { Call } from "./call.ts"
import { openSsoPortal, type Wire } from "./client.ts"
import { answerError } from "./errors.ts"
import { lastInstant, numberIn, wordIn } from "./fields.ts"
import { perform } from "./perform.ts"

/**
 * GetRoleCredentials: what a permission set gives in an account, for as long as the set says.
 * https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_GetRoleCredentials.html
 * Errors: `aws-refused`, with `UnauthorizedException` (the token is dead) or `ForbiddenException` (not assigned) in its
 * refusal; `aws-throttled`, `aws-unreachable`.
 */
export async function getRoleCredentials(
  role: { readonly accountId: string; readonly roleName: string },
  accessToken: string,
  endpoint: Endpoint,
  wire: Wire,
): Promise<Credentials> {
  const call: Call = { action: "GetRoleCredentials", endpoint, secrets: [accessToken] }
  const { roleCredentials: made } = await perform(call, wire, openSsoPortal, ({ sdk, client }, options) =>
    client.send(new sdk.GetRoleCredentialsCommand({ ...role, accessToken }), options),
  )
  const [accessKeyId, secretAccessKey] = [wordIn(made?.accessKeyId), wordIn(made?.secretAccessKey)]
  const sessionToken = wordIn(made?.sessionToken)
  // Milliseconds here, where every other answer of AWS's has seconds or text.
  const expiration = numberIn(made?.expiration, lastInstant * 1000)
  if (accessKeyId === undefined || secretAccessKey === undefined || sessionToken === undefined || !expiration)
    throw answerError(call, "no complete credentials")
  const expiresAt = Math.floor(expiration / 1000)
  return { accessKeyId, secretAccessKey, sessionToken, expiresAt, accountId: role.accountId }
}

/**
 * Logout: AWS forgets the sign-in, and the token with it; credentials that came from it live on.
 * https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_Logout.html
 * Errors: as for `getRoleCredentials`.
 */
export async function signOut(accessToken: string, endpoint: Endpoint, wire: Wire): Promise<void> {
  const call: Call = { action: "Logout", endpoint, secrets: [accessToken] }
  await perform(call, wire, openSsoPortal, ({ sdk, client }, options) =>
    client.send(new sdk.LogoutCommand({ accessToken }), options),
  )
}
