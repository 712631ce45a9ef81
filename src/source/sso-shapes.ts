import type { Tokens } from "../aws/sso-oidc.ts"
import type { KeptRegistration } from "../config/sso-files.ts"
import type { SsoSignIn } from "../plan/roots.ts"
import type { Browser, Endpoint, World } from "../types.ts"
import type { Portal } from "./sso-start-url.ts"

/** A sign-in on its way: where, who for, and how far. */
export interface PendingSignIn {
  readonly to: SsoSignIn
  readonly portal: Portal
  readonly region: string
  readonly endpoint: Endpoint
  readonly world: World
  readonly browser: Browser
}

/** What a sign-in brought, and what is needed to renew it. SECRET. */
export interface SignedInToSso {
  readonly tokens: Tokens
  readonly registration: KeptRegistration
  readonly region: string
}
