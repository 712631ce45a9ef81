import type { SsoSignIn } from "../plan/roots.ts"
import { quoted } from "../quoted.ts"

/** A sign-in as people call it. */
export function signInName({ session, startUrl }: Pick<SsoSignIn, "session" | "startUrl">): string {
  return session === undefined ? startUrl : `${session} (${startUrl})`
}

/** What to type to sign in. */
export function signInLine({ profile }: Pick<SsoSignIn, "profile">): string {
  return profile === undefined ? "type the same command at a terminal" : `guise login ${quoted(profile)}`
}
