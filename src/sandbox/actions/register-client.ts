import { isStartUrl } from "../center.ts"
import type { RestCall, Words } from "../rest.ts"
import { oidcError } from "../rest-errors.ts"
import { unguessable } from "../shelf.ts"

export const deviceGrantType = "urn:ietf:params:oauth:grant-type:device_code"
const grantTypesKnown: readonly string[] = [deviceGrantType, "authorization_code", "refresh_token"]
const scopeShape = /^(openid|sso:account:access|codewhisperer:[a-z_]+)$/

/**
 * Registers a public client. Errors: InvalidRequestException, InvalidClientMetadataException (another type than public),
 * UnsupportedGrantTypeException, InvalidScopeException, InvalidRedirectUriException.
 * https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/API_RegisterClient.html
 */
export function registerClient({ words, origin, world }: RestCall): object {
  const name = words.required("clientName")
  if (words.required("clientType") !== "public") {
    throw oidcError("InvalidClientMetadataException", "Only public clients may register")
  }
  const grantTypes = words.texts("grantTypes") ?? [deviceGrantType, "refresh_token"]
  const unknown = grantTypes.find(type => !grantTypesKnown.includes(type))
  if (unknown !== undefined) throw oidcError("UnsupportedGrantTypeException", "Unsupported grant type")
  const scopes = words.texts("scopes") ?? []
  if (!scopes.every(scope => scopeShape.test(scope))) throw oidcError("InvalidScopeException", "Invalid scope")
  const withBrowser = grantTypes.includes("authorization_code")
  const redirectUris = withBrowser ? redirectUrisOf(words) : []
  const issuer = words.text("issuerUrl")
  if (withBrowser && issuer === undefined) {
    throw oidcError("InvalidRequestException", "Missing required parameter: issuerUrl")
  }
  if (issuer !== undefined && !isStartUrl(world.state.identityCenter, issuer)) {
    throw oidcError("InvalidRequestException", "Invalid issuer URL")
  }
  const now = Math.floor(world.clock.now())
  const id = unguessable(24)
  const secret = unguessable(96)
  const expiresAt = now + world.state.identityCenter.registrationLifetime
  world.sso.clients.put(id, { id, secret, name, scopes, grantTypes, redirectUris, expiresAt })
  return {
    clientId: id,
    clientSecret: secret,
    clientIdIssuedAt: now,
    clientSecretExpiresAt: expiresAt,
    authorizationEndpoint: withBrowser ? `${origin}/authorize` : null,
    tokenEndpoint: withBrowser ? `${origin}/token` : null,
  }
}

function redirectUrisOf(words: Words): readonly string[] {
  const uris = words.texts("redirectUris") ?? []
  if (uris.length > 0 && uris.every(isLoopback)) return uris
  throw oidcError("InvalidRedirectUriException", "A redirect URI on this machine's loopback is required")
}

function isLoopback(uri: string): boolean {
  const url = URL.parse(uri)
  return url?.protocol === "http:" && /^(127\.0\.0\.1|localhost|\[::1\])$/.test(url.hostname) && url.hash === ""
}
