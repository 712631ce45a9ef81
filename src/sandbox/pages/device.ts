import type { HttpResponse } from "../http.ts"
import type { PageCall } from "../page-routes.ts"
import type { Opened } from "./consents.ts"
import { page } from "./html.ts"

/** The page where a person types the code that their device shows. */
export function askForCode(): HttpResponse {
  return page(
    200,
    "Which device?",
    '<form method="get" action="/device">',
    '<p><label for="user_code">The code your device shows</label><br>',
    '<input id="user_code" name="user_code" autocomplete="off" required></p>',
    '<p><button id="verify" type="submit">Go on</button></p></form>',
  )
}

/** The device authorization of the code in the address: may it be allowed? */
export function openDevice({ request, world }: PageCall): Opened {
  const { sso, state } = world
  const typed = (request.query.get("user_code") ?? "").toUpperCase().replace(/[^A-Z]/g, "")
  const grant = sso.devices.values().find(({ userCode }) => userCode.replace("-", "") === typed)
  if (grant === undefined || sso.devices.isOver(grant) || grant.answer.kind !== "pending") {
    return { kind: "said", status: 400, title: "Invalid code", text: "This code is unknown, too old, or used." }
  }
  const { users } = state.identityCenter
  return {
    kind: "question",
    client: grant.client.name,
    wants: wantsOf(grant.client.scopes),
    users: [...users.keys()],
    code: grant.userCode,
    decide(name, allowed) {
      const user = users.get(name)
      if (sso.devices.isOver(grant) || grant.answer.kind !== "pending" || user === undefined) {
        return { kind: "said", status: 400, title: "Invalid code", text: "This code is too old, or used." }
      }
      grant.answer = allowed ? { kind: "allowed", user } : { kind: "denied" }
      const title = allowed ? "Request approved" : "Request denied"
      return { kind: "said", status: 200, title, text: "You can close this window." }
    },
  }
}

export function wantsOf(scopes: readonly string[]): readonly string[] {
  return scopes.length === 0 ? ["access to your AWS accounts"] : scopes
}
