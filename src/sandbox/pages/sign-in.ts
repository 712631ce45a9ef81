import type { HttpResponse } from "../http.ts"
import type { PageCall } from "../page-routes.ts"
import { challengeShape } from "../pkce.ts"
import { unguessable } from "../shelf.ts"
import { identitiesOf, signInClients } from "../sign-in.ts"
import { goBack, refused } from "./authorize.ts"
import type { Opened } from "./consents.ts"
import { escapeHtml, page, paragraph } from "./html.ts"

/** How long a code may be on its way, pasted by hand or not, in seconds. */
const codeSeconds = 600
const { sameDevice, crossDevice } = signInClients

/**
 * The page that `aws login` opens. The code goes to the client on this machine (`same-device`), or is shown to be pasted
 * (`cross-device`). Source: the AWS CLI, awscli/customizations/login.
 */
export function openSignIn({ request, world, origin }: PageCall): Opened {
  const { query } = request
  const clientId = query.get("client_id") ?? ""
  const redirectUri = query.get("redirect_uri") ?? ""
  if (clientId !== sameDevice && clientId !== crossDevice) return refused("The client is unknown.")
  const right =
    clientId === crossDevice
      ? redirectUri === `${origin}/v1/sessions/confirmation`
      : /^http:\/\/(127\.0\.0\.1|localhost|\[::1\]):\d{1,5}\/oauth\/callback$/.test(redirectUri)
  if (!right) return refused("The redirect URI is not one of this client.")
  const back = (words: Readonly<Record<string, string>>) => goBack(redirectUri, query.get("state"), words)
  const fault = faultOf(query)
  if (fault !== undefined) return back({ error: "invalid_request", error_description: fault })
  const identities = new Map(identitiesOf(world.state).map(identity => [identity.arn, identity]))
  return {
    kind: "question",
    client: "AWS CLI (aws login)",
    wants: ["credentials with all of your rights, for up to 12 hours"],
    users: [...identities.keys()],
    decide(arn, allowed) {
      const identity = identities.get(arn)
      if (identity === undefined || !allowed) return back({ error: "access_denied" })
      const code = unguessable(96)
      const challenge = query.get("code_challenge") ?? ""
      const expiresAt = world.clock.now() + codeSeconds
      world.signIn.codes.put(code, { clientId, redirectUri, challenge, identity, expiresAt, used: false })
      return back({ code })
    },
  }
}

/** The page that shows what a person pastes into a terminal on another machine. */
export function showCode({ request: { query } }: PageCall): HttpResponse {
  const pasted = pastedCode(query)
  if (pasted === undefined) return page(400, "Not signed in", paragraph(query.get("error") ?? "No code was given."))
  return page(
    200,
    "Signed in",
    paragraph("Paste this into your terminal:"),
    `<p><code id="code" style="overflow-wrap:anywhere">${escapeHtml(pasted)}</code></p>`,
  )
}

/** State and code in one word, as the AWS CLI reads it; nothing where there is no code. */
export function pastedCode(query: URLSearchParams): string | undefined {
  const code = query.get("code")
  return code === null ? undefined : Buffer.from(`state=${query.get("state") ?? ""}&code=${code}`).toString("base64")
}

function faultOf(query: URLSearchParams): string | undefined {
  if (query.get("response_type") !== "code") return "response_type must be code"
  // Not S256, as everywhere else.
  if (query.get("code_challenge_method") !== "SHA-256") return "code_challenge_method must be SHA-256"
  if (!challengeShape.test(query.get("code_challenge") ?? "")) return "code_challenge must be 43 letters"
  return query.get("scope") === "openid" ? undefined : "scope must be openid"
}
