import type { PageCall } from "../page-routes.ts"
import { challengeShape } from "../pkce.ts"
import { unguessable } from "../shelf.ts"
import type { RegisteredClient } from "../sso.ts"
import type { Opened, Outcome } from "./consents.ts"
import { wantsOf } from "./device.ts"

/** How long a code may be on its way from the browser to the client, in seconds. */
const codeSeconds = 600

/**
 * Identity Center's authorize page. A client or a redirect URI that is not right ends here; what else is wrong is told to
 * the client at its redirect URI. RFC 6749, 4.1.2.1; RFC 7636.
 */
export function openAuthorize({ request, world }: PageCall): Opened {
  const { query } = request
  const { sso, state } = world
  const client = sso.clients.find(query.get("client_id") ?? "")
  const redirectUri = query.get("redirect_uri") ?? ""
  if (client === undefined || sso.clients.isOver(client))
    return refused("The client is unknown, or its registration has expired.")
  if (!client.redirectUris.some(registered => isSameRedirect(registered, redirectUri))) {
    return refused("The redirect URI is not one that the client registered.")
  }
  const back = (words: Readonly<Record<string, string>>) => goBack(redirectUri, query.get("state"), words)
  const fault = faultOf(query, client)
  if (fault !== undefined) return back(fault)
  const { users } = state.identityCenter
  return {
    kind: "question",
    client: client.name,
    wants: wantsOf(scopesOf(query)),
    users: [...users.keys()],
    decide(name, allowed) {
      const user = users.get(name)
      if (user === undefined || !allowed) return back({ error: "access_denied" })
      const code = unguessable(96)
      const challenge = query.get("code_challenge") ?? ""
      const expiresAt = world.clock.now() + codeSeconds
      sso.codes.put(code, { client, redirectUri, challenge, user, expiresAt, used: false })
      return back({ code })
    },
  }
}

/** Sends the browser to the client with these words and the state it gave. */
export function goBack(uri: string, state: string | null, words: Readonly<Record<string, string>>): Outcome {
  const url = new URL(uri)
  for (const [name, value] of Object.entries(words)) url.searchParams.set(name, value)
  if (state !== null) url.searchParams.set("state", state)
  return { kind: "redirect", to: url.href }
}

export function refused(text: string): Outcome {
  return { kind: "said", status: 400, title: "This request is not right", text }
}

function faultOf(query: URLSearchParams, client: RegisteredClient): Readonly<Record<string, string>> | undefined {
  const wrong = (description: string, error = "invalid_request") => ({ error, error_description: description })
  if (!client.grantTypes.includes("authorization_code")) return wrong("no such grant", "unauthorized_client")
  if (query.get("response_type") !== "code") return wrong("response_type must be code", "unsupported_response_type")
  if (query.get("code_challenge_method") !== "S256") return wrong("code_challenge_method must be S256")
  if (!challengeShape.test(query.get("code_challenge") ?? "")) return wrong("code_challenge must be 43 letters")
  const scopes = scopesOf(query)
  return scopes.every(scope => client.scopes.includes(scope))
    ? undefined
    : wrong("scope not registered", "invalid_scope")
}

/** The AWS CLI says `scopes` where OAuth says `scope`, and separates by blanks. */
function scopesOf(query: URLSearchParams): readonly string[] {
  return (query.get("scopes") ?? query.get("scope") ?? "").split(/[\s,]+/).filter(scope => scope !== "")
}

/** A client listens on whatever port it gets: the port is left out of the comparison. RFC 8252, 7.3. */
function isSameRedirect(registered: string, given: string): boolean {
  const [wanted, url] = [URL.parse(registered), URL.parse(given)]
  if (wanted === null || url === null || url.hash !== "") return false
  const { protocol, hostname, pathname, search } = url
  return (
    protocol === wanted.protocol &&
    hostname === wanted.hostname &&
    pathname === wanted.pathname &&
    search === wanted.search
  )
}
