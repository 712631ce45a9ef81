import { readSaid } from "../config/said.ts"
import type { KeysParts } from "../keys/parts.ts"
import { storedKey } from "../store/known.ts"
import { ownedIn } from "./sso-owned.ts"
import type { SyncedSession } from "./sso-sections.ts"
import { type Entitled, type SyncPlan, type SyncWish, syncOf } from "./sso-sync.ts"

/** A sign-in, what AWS lists for it, and what is wished for its profiles. */
export interface ToSync {
  readonly session: SyncedSession
  readonly entitled: Entitled
  readonly wish: SyncWish
}

/**
 * What becomes of the profiles of each sign-in, by the files as they are now. A name in either file, or of a stored key
 * pair, is taken; so is one that a sign-in before it has been given. Errors: those of reading the files.
 */
export function plansOf(all: readonly ToSync[], parts: Pick<KeysParts, "files" | "vault">): readonly SyncPlan[] {
  const files = parts.files()
  const owned = ownedIn(readSaid(files.paths.config, "config"))
  const known = parts.vault.known()
  const taken = new Set(files.names())
  const sessions = new Set(files.ssoSessions())
  const standing = {
    owned,
    isTaken: (name: string) => taken.has(name) || storedKey(known, name) !== undefined,
    hasSession: (name: string) => sessions.has(name),
  }
  return all.map(({ session, entitled, wish }) => {
    const plan = syncOf(session, entitled, standing, wish)
    for (const { profile } of plan.added) taken.add(profile)
    return plan
  })
}
