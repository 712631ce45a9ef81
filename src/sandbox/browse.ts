import type { HttpRequest } from "./http.ts"
import { opened } from "./page-routes.ts"
import type { Outcome } from "./pages/consents.ts"
import { pastedCode } from "./pages/sign-in.ts"
import type { SandboxWorld, Visit } from "./sandbox-world.ts"

/**
 * Does what a person does in a browser with the address of a sign-in page: signs in, and allows or denies. Answers where
 * the browser would be sent, or what it would say (for a sign-in on another machine: what to paste there); nothing for an
 * address that is not one of our pages.
 */
export function browse({ url, user, allow = true }: Visit, world: SandboxWorld): Outcome | undefined {
  const address = URL.parse(url)
  if (address === null) return undefined
  const request: HttpRequest = {
    method: "GET",
    path: address.pathname,
    query: address.searchParams,
    headers: new Map([["host", address.host]]),
    body: Buffer.alloc(0),
  }
  const found = opened({ request, form: new URLSearchParams(), origin: address.origin, world })
  if (found?.kind !== "question") return found
  const name = user ?? found.users[0] ?? ""
  if (found.users.includes(name)) return shown(found.decide(name, allow), address.origin)
  return { kind: "said", status: 400, title: "Start again", text: `There is no user ${name} here.` }
}

/** Where the browser is sent to our own page with the code, that page is what the person sees. */
function shown(outcome: Outcome, origin: string): Outcome {
  if (outcome.kind !== "redirect" || !outcome.to.startsWith(`${origin}/v1/sessions/confirmation?`)) return outcome
  const text = pastedCode(new URL(outcome.to).searchParams)
  return text === undefined ? outcome : { kind: "said", status: 200, title: "Signed in", text }
}
