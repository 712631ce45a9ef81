import { signinToken } from "../federation.ts"
import { type HttpResponse, jsonResponse } from "../http.ts"
import type { PageCall } from "../page-routes.ts"
import { page, paragraph, redirect } from "./html.ts"

/** The console's federation endpoint: `Action=getSigninToken`, then `Action=login`. */
export function federate(call: PageCall): HttpResponse {
  const action = wordOf(call, "Action")
  if (action === "getSigninToken") return getSigninToken(call)
  if (action === "login") return logIn(call)
  return page(400, "400 Bad Request", paragraph("Invalid Action parameter"))
}

function getSigninToken(call: PageCall): HttpResponse {
  const given = wordOf(call, "Session") ?? ""
  const made = signinToken(given, wordOf(call, "SessionDuration"), call.world)
  if ("fault" in made) return page(400, "400 Bad Request", paragraph(made.fault))
  return jsonResponse(200, { SigninToken: made.token })
}

/** There is no console here to send the browser to, so this says who would be in it, where, and until when. */
function logIn(call: PageCall): HttpResponse {
  const { signinTokens } = call.world
  const token = signinTokens.find(wordOf(call, "SigninToken") ?? "")
  const destination = URL.parse(wordOf(call, "Destination") ?? "")
  if (destination?.protocol !== "https:")
    return page(400, "400 Bad Request", paragraph("Invalid Destination parameter"))
  if (token === undefined || signinTokens.isOver(token)) {
    return page(400, "400 Bad Request", paragraph("Invalid or expired SigninToken"))
  }
  const until = new Date(token.sessionEndsAt * 1000).toISOString()
  return page(
    200,
    "AWS Management Console",
    paragraph(`Signed in as ${token.arn}, until ${until}.`),
    paragraph(`AWS would show ${destination.href} now.`),
  )
}

/** Ends whatever the browser was signed in to, and goes on; only to pages of this sandbox. */
export function logOut(call: PageCall): HttpResponse {
  const to = URL.parse(wordOf(call, "redirect_uri") ?? "")
  if (wordOf(call, "Action") !== "logout" || to === null) {
    return page(400, "400 Bad Request", paragraph("Invalid Action or redirect_uri parameter"))
  }
  return to.origin === call.origin ? redirect(to.href) : page(200, "Signed out", paragraph("You are signed out."))
}

function wordOf({ request, form }: PageCall, name: string): string | null {
  return request.query.get(name) ?? form.get(name)
}
