import { createHash, randomBytes, randomUUID } from "node:crypto"
import { createToken } from "../aws/sso-oidc.ts"
import { oidcUrl } from "../aws/sso-url.ts"
import { openCallback } from "./callback.ts"
import { signInName } from "./sso-names.ts"
import { withRegistration } from "./sso-registration.ts"
import { type SignedIn, show, type Way } from "./sso-way.ts"

/**
 * Signs in by the browser of this machine, which comes back to it with a code. RFC 7636 (PKCE), RFC 8252. Undefined where
 * no browser could be started. Errors: those of `openCallback` and of `createToken`.
 */
export async function inBrowser(way: Way): Promise<SignedIn | undefined> {
  return withRegistration(way, true, async registration => {
    const { to, region, endpoint, world, browser } = way
    const [state, codeVerifier] = [randomUUID(), randomBytes(48).toString("base64url")]
    const callback = await openCallback(state)
    try {
      const { redirectUri } = callback
      const url = await authorizeUrl(way, { clientId: registration.clientId, redirectUri, state, codeVerifier })
      if (!(await browser.open(url))) return undefined
      await show(
        [`signing in to ${signInName(to)} in the browser. Where none opens, open this on this machine:`, url],
        world,
      )
      const code = await callback.code()
      const tokens = await createToken(registration, { by: "code", code, codeVerifier, redirectUri }, endpoint, world)
      return { tokens, registration, region }
    } finally {
      await callback.close()
    }
  })
}

interface Authorization {
  readonly clientId: string
  readonly redirectUri: string
  readonly state: string
  readonly codeVerifier: string
}

async function authorizeUrl({ to, endpoint, world }: Way, asked: Authorization): Promise<string> {
  const url = new URL(await oidcUrl(endpoint, world))
  url.pathname = `${url.pathname.replace(/\/$/, "")}/authorize`
  const words = {
    response_type: "code",
    client_id: asked.clientId,
    redirect_uri: asked.redirectUri,
    state: asked.state,
    code_challenge_method: "S256",
    // AWS's own word, where OAuth says `scope`.
    ...(to.scopes === undefined ? {} : { scopes: to.scopes.join(" ") }),
    code_challenge: createHash("sha256").update(asked.codeVerifier).digest("base64url"),
  }
  url.search = new URLSearchParams(words).toString()
  return url.href
}
