import type { HttpRequest } from "./http.ts"
import { opened } from "./page-routes.ts"
import type { Outcome } from "./pages/consents.ts"
import type { SandboxWorld, Visit } from "./sandbox-world.ts"

/**
 * Does what a person does in a browser with the address of a sign-in page: signs in, and allows or denies. Answers where
 * the browser would be sent, or what it would say; nothing for an address that is not one of our pages.
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
  if (found.users.includes(name)) return found.decide(name, allow)
  return { kind: "said", status: 400, title: "Start again", text: `There is no user ${name} here.` }
}
