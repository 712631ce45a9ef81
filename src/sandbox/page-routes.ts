import type { HttpRequest, HttpResponse } from "./http.ts"
import { openAuthorize } from "./pages/authorize.ts"
import { answerForm, showOpened } from "./pages/consent.ts"
import type { Opened } from "./pages/consents.ts"
import { askForCode, openDevice } from "./pages/device.ts"
import { federate, logOut } from "./pages/federation.ts"
import { openSignIn, showCode } from "./pages/sign-in.ts"
import type { SandboxWorld } from "./sandbox-world.ts"

/** One request of a browser. */
export interface PageCall {
  readonly request: HttpRequest
  /** What a form sent; empty for a request without one. */
  readonly form: URLSearchParams
  /** `http://127.0.0.1:PORT`, as the browser has it. */
  readonly origin: string
  readonly world: SandboxWorld
}

export interface PageRoute {
  /** As the call log and faults name it. */
  readonly action: string
  show(call: PageCall): HttpResponse
}

/** The only page that takes forms from browsers. */
export const formPath = "/consent"

/** The page of this request, if it is one. */
export function pageOf(request: HttpRequest): PageRoute | undefined {
  const { method, path, query } = request
  if (method === "GET" && path === "/device" && !query.has("user_code"))
    return { action: "VerifyDevice", show: askForCode }
  const route = routes.get(`${method} ${path}`)
  return route?.show === federate ? { ...route, action: federationAction(request) } : route
}

/** What opening this address leads to, for whoever answers in a person's place; nothing for another address. */
export function opened(call: PageCall): Opened | undefined {
  return openers.get(call.request.path)?.(call)
}

/** One path for two things that faults and the log must tell apart. */
function federationAction({ query, body }: HttpRequest): string {
  const action = query.get("Action") ?? new URLSearchParams(body.toString("utf8")).get("Action")
  return action === "getSigninToken" ? "GetSigninToken" : action === "login" ? "ConsoleLogin" : "Federation"
}

const openers: ReadonlyMap<string, (call: PageCall) => Opened> = new Map([
  ["/device", openDevice],
  ["/authorize", openAuthorize],
  ["/v1/authorize", openSignIn],
])

const routes: ReadonlyMap<string, PageRoute> = new Map<string, PageRoute>([
  ["GET /device", { action: "VerifyDevice", show: call => showOpened(openDevice(call), call) }],
  ["GET /authorize", { action: "Authorize", show: call => showOpened(openAuthorize(call), call) }],
  ["GET /v1/authorize", { action: "AuthorizeOAuth2Access", show: call => showOpened(openSignIn(call), call) }],
  ["GET /v1/sessions/confirmation", { action: "ConfirmSession", show: showCode }],
  [`POST ${formPath}`, { action: "Consent", show: answerForm }],
  ["GET /federation", { action: "Federation", show: federate }],
  ["POST /federation", { action: "Federation", show: federate }],
  ["GET /oauth", { action: "ConsoleLogout", show: logOut }],
])
