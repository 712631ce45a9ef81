import type { CenterUser } from "./center.ts"
import type { SandboxWorld } from "./sandbox-world.ts"
import { unguessable } from "./shelf.ts"
import type { PortalSession, RegisteredClient } from "./sso.ts"

/** A person who has just signed in for this client. */
export function signedIn(user: CenterUser, client: RegisteredClient, { clock, state }: SandboxWorld): PortalSession {
  const endsAt = Math.floor(clock.now()) + state.identityCenter.sessionDuration
  return { id: unguessable(16), user, client, endsAt, loggedOut: false }
}

/**
 * The tokens of a session, as CreateToken answers them. A client that registered no scopes is of the older kind: its
 * token lasts as long as the session and cannot be refreshed.
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sso.html
 */
export function issueTokens(session: PortalSession, { clock, sso, state }: SandboxWorld): object {
  const { client, endsAt } = session
  const now = Math.floor(clock.now())
  const older = client.scopes.length === 0
  const expiresAt = older ? endsAt : Math.min(now + state.identityCenter.tokenLifetime, endsAt)
  const accessToken = unguessable(240, "aoa")
  sso.accessTokens.put(accessToken, { session, expiresAt })
  const answer = { accessToken, tokenType: "Bearer", expiresIn: expiresAt - now }
  if (older || !client.grantTypes.includes("refresh_token")) return answer
  const refreshToken = unguessable(240, "aor")
  sso.refreshTokens.put(refreshToken, { session, expiresAt: endsAt, used: false })
  return { ...answer, refreshToken }
}
