import { isRefused } from "../aws/refusal.ts"
import { browserGrants, registerClient } from "../aws/sso-oidc.ts"
import { type KeptRegistration, readRegistration, writeFields } from "../config/sso-files.ts"
import { registrationPath } from "../config/sso-paths.ts"
import { isoTime } from "../instant.ts"
import type { PendingSignIn } from "./sso-shapes.ts"

/** Registered without a port: the system chooses one for each sign-in. RFC 8252, 7.3. */
const registeredRedirect = "http://127.0.0.1/oauth/callback"

/** What AWS says of a registration that it no longer knows. */
const strangers = ["InvalidClientException", "UnauthorizedClientException"] as const

/**
 * What `use` makes of the client's registration: of the one that is kept, and of a new one when AWS does not know that
 * any more. It is good for 90 days, and shared with the AWS CLI. Errors: those of `registerClient` and of `use`.
 */
export async function withRegistration<T>(
  pending: PendingSignIn,
  forBrowser: boolean,
  use: (registration: KeptRegistration) => Promise<T>,
): Promise<T> {
  const path = registrationPath(pending.to, pending.region, pending.world.env)
  const kept = await readRegistration(path, pending.world)
  // One registration cannot serve both: a client has the grants that it registered for.
  const serves = kept !== undefined && forBrowser === (kept.grantTypes?.includes("authorization_code") ?? false)
  if (!serves) return use(await register(pending, forBrowser, path))
  try {
    return await use(kept)
  } catch (error) {
    if (!isRefused(error, ...strangers)) throw error
    return use(await register(pending, forBrowser, path))
  }
}

async function register(
  { to, portal, endpoint, world }: PendingSignIn,
  forBrowser: boolean,
  path: string,
): Promise<KeptRegistration> {
  const { scopes } = to
  const browser = { redirectUri: registeredRedirect, issuerUrl: portal.startUrl }
  const made = await registerClient(
    { clientName: "guise", scopes, ...(forBrowser ? { browser } : {}) },
    endpoint,
    world,
  )
  const grants = forBrowser ? { grantTypes: browserGrants } : {}
  const { clientId, clientSecret, expiresAt } = made
  const fields = { clientId, clientSecret, expiresAt: isoTime(expiresAt), ...(scopes && { scopes }), ...grants }
  writeFields(path, fields, world)
  return { clientId, clientSecret, expiresAt, ...grants }
}
