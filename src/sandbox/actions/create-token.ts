import { provesPossession } from "../pkce.ts"
import type { RestCall } from "../rest.ts"
import { oidcError, type RestError } from "../rest-errors.ts"
import type { DeviceGrant, RegisteredClient } from "../sso.ts"
import { authenticateClient } from "../sso-client.ts"
import { issueTokens, signedIn } from "../sso-tokens.ts"
import { deviceGrantType } from "./register-client.ts"

const grants: ReadonlyMap<string, (call: RestCall, client: RegisteredClient) => object> = new Map([
  [deviceGrantType, byDeviceCode],
  ["authorization_code", byCode],
  ["refresh_token", byRefreshToken],
])
/** What a client has to add to its interval when it is told to slow down. RFC 8628, 3.5. */
const slowDownSeconds = 5
/** The AWS CLI polls twice before it begins to wait. */
const pollsForgiven = 2
/** Timers fire a little early now and then, and the way here takes no constant time. */
const leeway = 0.2

/**
 * An access token for a device code that was allowed, for a code from a browser, or for a refresh token. Errors:
 * AuthorizationPendingException, SlowDownException, ExpiredTokenException, AccessDeniedException,
 * InvalidGrantException, InvalidClientException, InvalidRequestException, UnauthorizedClientException,
 * UnsupportedGrantTypeException.
 * https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/API_CreateToken.html
 */
export function createToken(call: RestCall): object {
  const client = authenticateClient(call.words, call.world)
  const type = call.words.required("grantType")
  const grant = grants.get(type)
  if (grant === undefined) throw oidcError("UnsupportedGrantTypeException", "Unsupported grant type")
  if (!client.grantTypes.includes(type)) {
    throw oidcError("UnauthorizedClientException", "The client is not registered for this grant type")
  }
  return grant(call, client)
}

function byDeviceCode({ words, world }: RestCall, client: RegisteredClient): object {
  const { devices } = world.sso
  const grant = devices.find(words.required("deviceCode"))
  if (grant === undefined || grant.client !== client) throw invalidGrant("Invalid device code provided")
  if (devices.isOver(grant)) throw oidcError("ExpiredTokenException", "The device code has expired")
  const { answer } = grant
  if (answer.kind === "used") throw invalidGrant("The device code was already used")
  if (answer.kind === "denied") throw oidcError("AccessDeniedException", "The user denied the request")
  if (polledTooSoon(grant, world.clock.now())) throw oidcError("SlowDownException", "Polled too frequently")
  if (answer.kind !== "allowed") throw oidcError("AuthorizationPendingException", "The request is not yet approved")
  grant.answer = { kind: "used" }
  return issueTokens(signedIn(answer.user, client, world), world)
}

function polledTooSoon(grant: DeviceGrant, now: number): boolean {
  const tooSoon = grant.polls >= pollsForgiven && now < grant.polledAt + grant.interval - leeway
  grant.polls += 1
  grant.polledAt = now
  if (tooSoon) grant.interval += slowDownSeconds
  return tooSoon
}

function byCode({ words, world }: RestCall, client: RegisteredClient): object {
  const { codes } = world.sso
  const grant = codes.find(words.required("code"))
  const redirectUri = words.required("redirectUri")
  const verifier = words.required("codeVerifier")
  if (grant === undefined || grant.client !== client || codes.isOver(grant)) {
    throw invalidGrant("Invalid authorization code provided")
  }
  // Spent by any attempt: whoever has the code without the verifier may not go on guessing.
  const usedBefore = grant.used
  grant.used = true
  if (usedBefore) throw invalidGrant("The authorization code was already used")
  if (grant.redirectUri !== redirectUri) throw invalidGrant("The redirect URI is not the one of the authorization")
  if (!provesPossession(verifier, grant.challenge)) throw invalidGrant("Invalid code verifier provided")
  return issueTokens(signedIn(grant.user, client, world), world)
}

function byRefreshToken({ words, world }: RestCall, client: RegisteredClient): object {
  const { refreshTokens } = world.sso
  const token = refreshTokens.find(words.required("refreshToken"))
  const spent = token?.used === true && world.state.identityCenter.refreshTokens === "single-use"
  const dead = token === undefined || token.session.loggedOut || refreshTokens.isOver(token)
  if (dead || spent || token.session.client !== client) throw invalidGrant("Invalid refresh token provided")
  token.used = true
  return issueTokens(token.session, world)
}

function invalidGrant(description: string): RestError {
  return oidcError("InvalidGrantException", description)
}
