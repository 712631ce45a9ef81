import type { Words } from "./rest.ts"
import { oidcError } from "./rest-errors.ts"
import type { SandboxWorld } from "./sandbox-world.ts"
import type { RegisteredClient } from "./sso.ts"

/**
 * The client that a call is made by, proven by its secret. Errors: InvalidRequestException, InvalidClientException
 * (unknown, a wrong secret, or a registration that is over).
 */
export function authenticateClient(words: Words, { sso }: SandboxWorld): RegisteredClient {
  const client = sso.clients.find(words.required("clientId"))
  const secret = words.required("clientSecret")
  if (client === undefined || client.secret !== secret) {
    throw oidcError("InvalidClientException", "Invalid client credentials provided")
  }
  if (sso.clients.isOver(client)) throw oidcError("InvalidClientException", "The client registration has expired")
  return client
}
