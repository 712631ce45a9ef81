import { readProof } from "../dpop.ts"
import { provesPossession } from "../pkce.ts"
import type { RestCall } from "../rest.ts"
import { type RestError, signInError } from "../rest-errors.ts"
import type { Session } from "../sessions.ts"
import { unguessable } from "../shelf.ts"
import { type Identity, maySignIn, ownerNow, type SignInRefresh, signInClients } from "../sign-in.ts"

const credentialsSeconds = 900
const signInSeconds = 12 * 3600

/**
 * Credentials for fifteen minutes, for a code from the browser or for a refresh token, to the holder of the key in the
 * DPoP proof. A code is good once; a refresh token is good until the sign-in is twelve hours old, and answers the same
 * to everybody who asks while its answer is fresh. Errors: ValidationException, AccessDeniedException.
 * Source: the signin service model, CreateOAuth2Token.
 */
export function createOAuth2Token(call: RestCall): object {
  const { words } = call
  const clientId = words.required("clientId")
  const type = words.required("grantType")
  if (!Object.values<string>(signInClients).includes(clientId)) throw invalid("Invalid clientId")
  const thumbprint = thumbprintOf(call)
  if (type === "authorization_code") return byCode(call, clientId, thumbprint)
  if (type === "refresh_token") return byRefreshToken(call, clientId, thumbprint)
  throw invalid("Invalid grantType")
}

function thumbprintOf({ request, origin, world }: RestCall): string {
  const proof = readProof(request.headers.get("dpop"), {
    method: request.method,
    url: `${origin}${request.path}`,
    now: world.clock.signingTimes(),
    firstSeen: jti => world.signIn.firstSeen(jti),
  })
  if ("fault" in proof) throw invalid(`Invalid DPoP proof: ${proof.fault}`)
  return proof.thumbprint
}

function byCode(call: RestCall, clientId: string, thumbprint: string): object {
  const { words, origin, world } = call
  const { codes } = world.signIn
  const grant = codes.find(words.required("code"))
  const redirectUri = words.required("redirectUri")
  const verifier = words.required("codeVerifier")
  if (grant === undefined || grant.clientId !== clientId) throw malformedGrant()
  const over = grant.used || codes.isOver(grant)
  grant.used = true
  if (over) throw signInError("AUTHCODE_EXPIRED", "The authorization code has expired")
  if (grant.redirectUri !== redirectUri || !provesPossession(verifier, grant.challenge)) throw malformedGrant()
  checkIdentity(call, grant.identity)
  const identity = { ...grant.identity, owner: ownerNow(grant.identity, world) }
  const now = Math.floor(world.clock.now())
  const refresh = { clientId, identity, thumbprint, expiresAt: now + signInSeconds }
  const session = world.sessions.create(identity.owner, credentialsSeconds)
  const claims = { iss: origin, aud: clientId, sub: identity.arn, iat: now, exp: session.expiresAt }
  return { ...answer(session, keep(call, refresh), now), idToken: world.signIn.idToken(claims) }
}

function byRefreshToken(call: RestCall, clientId: string, thumbprint: string): object {
  const { words, world } = call
  const { refreshTokens } = world.signIn
  const refresh = refreshTokens.find(words.required("refreshToken"))
  if (refresh === undefined || refresh.clientId !== clientId || refresh.thumbprint !== thumbprint)
    throw malformedGrant()
  if (refreshTokens.isOver(refresh)) throw signInError("TOKEN_EXPIRED", "The refresh token has expired")
  checkIdentity(call, refresh.identity)
  const now = Math.floor(world.clock.now())
  if (refresh.renewed === undefined || now >= refresh.renewed.session.expiresAt) {
    const { identity, expiresAt } = refresh
    // No credentials outlive the sign-in.
    const session = world.sessions.create(identity.owner, Math.min(credentialsSeconds, expiresAt - now))
    refresh.renewed = { session, refreshToken: keep(call, { clientId, identity, thumbprint, expiresAt }) }
  }
  return answer(refresh.renewed.session, refresh.renewed.refreshToken, now)
}

function checkIdentity({ world, principal }: RestCall, identity: Identity): void {
  principal(identity.arn)
  if (world.signIn.changed.has(identity.arn)) {
    throw signInError("USER_CREDENTIALS_CHANGED", "The user's credentials have changed")
  }
  if (!maySignIn(identity)) {
    throw signInError("INSUFFICIENT_PERMISSIONS", "The user may not call signin:CreateOAuth2Token")
  }
}

function keep({ world }: RestCall, refresh: SignInRefresh): string {
  const token = unguessable(180, "ASOR")
  world.signIn.refreshTokens.put(token, refresh)
  return token
}

function answer(session: Session, refreshToken: string, now: number): object {
  return {
    accessToken: {
      accessKeyId: session.accessKeyId,
      secretAccessKey: session.secret,
      sessionToken: session.token,
    },
    // The service model says aws_sigv4; this is what the service says.
    tokenType: "urn:aws:params:oauth:token-type:access_token_sigv4",
    expiresIn: session.expiresAt - now,
    refreshToken,
  }
}

function malformedGrant(): RestError {
  return invalid("The provided authorization grant is invalid, expired, revoked, or malformed")
}

function invalid(message: string): RestError {
  return signInError("INVALID_REQUEST", message)
}
