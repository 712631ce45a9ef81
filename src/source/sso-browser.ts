import { createToken } from "../aws/sso-oidc.ts"
import { oidcUrl } from "../aws/sso-url.ts"
import { openCallback } from "./callback.ts"
import { type Binding, newBinding } from "./pkce.ts"
import { inBrowserLines, show } from "./show.ts"
import { signInName } from "./sso-lines.ts"
import { withRegistration } from "./sso-registration.ts"
import type { PendingSignIn, SignedInToSso } from "./sso-shapes.ts"

/**
 * Signs in by the browser of this machine, which comes back to it with a code. RFC 7636 (PKCE), RFC 8252. Undefined where
 * no browser could be started. Errors: those of `openCallback` and of `createToken`.
 */
export async function inBrowser(pending: PendingSignIn): Promise<SignedInToSso | undefined> {
  return withRegistration(pending, true, async registration => {
    const { to, region, endpoint, world, browser } = pending
    const binding = newBinding()
    const callback = await openCallback(binding.state)
    try {
      const { redirectUri } = callback
      const url = await authorizeUrl(pending, { clientId: registration.clientId, redirectUri, binding })
      if (!(await browser.open(url))) return undefined
      await show(inBrowserLines(signInName(to), url), world)
      const code = await callback.code()
      const { codeVerifier } = binding
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
  readonly binding: Binding
}

async function authorizeUrl({ to, endpoint, world }: PendingSignIn, asked: Authorization): Promise<string> {
  const url = new URL(await oidcUrl(endpoint, world))
  url.pathname = `${url.pathname.replace(/\/$/, "")}/authorize`
  const words = {
    response_type: "code",
    client_id: asked.clientId,
    redirect_uri: asked.redirectUri,
    state: asked.binding.state,
    code_challenge_method: "S256",
    // AWS's own word, where OAuth says `scope`.
    ...(to.scopes === undefined ? {} : { scopes: to.scopes.join(" ") }),
    code_challenge: asked.binding.challenge,
  }
  url.search = new URLSearchParams(words).toString()
  return url.href
}
