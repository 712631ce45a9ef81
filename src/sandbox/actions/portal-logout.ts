import { bearerOf } from "../portal.ts"
import type { RestCall } from "../rest.ts"

/** Ends the session: its tokens are dead, the credentials that came from it live on. Errors: those of `bearerOf`. */
export function portalLogout(call: RestCall): object {
  bearerOf(call).loggedOut = true
  return {}
}
