import type { SectionEdit } from "../config/edit.ts"
import type { ProfileDeed } from "../config/file-sections.ts"
import { isSamePortal } from "../plan/sso-words.ts"
import { type AccountWords, type Entitlement, keyOfEntitlement, profileNames } from "./sso-names.ts"
import { isEntitlement, type Owned } from "./sso-owned.ts"
import { newSection, newSession, type Synced, type SyncedSession, sectionChange } from "./sso-sections.ts"

/** What AWS lists for it. */
export interface Entitled {
  readonly accounts: readonly AccountWords[]
  /** By account id; undefined where AWS would not say. An account that was not asked about is not in it. */
  readonly roles: ReadonlyMap<string, readonly string[] | undefined>
}

export interface SyncWish {
  readonly template: string
  readonly region: string
  readonly prune: boolean
  /** What only some are wanted of; of what has gone the account's name may not be known. */
  readonly takes: (accountId: string, roleName: string) => boolean
}

/** What stands in the files. */
export interface Standing {
  readonly owned: readonly Owned[]
  readonly isTaken: (name: string) => boolean
  readonly hasSession: (name: string) => boolean
}

/** What becomes of the profiles of one sign-in: decided, not done. */
export interface SyncPlan {
  readonly session: SyncedSession
  readonly added: readonly Synced[]
  readonly changed: readonly Synced[]
  /** Profiles whose account or role the sign-in sees no more; they go where pruning is wanted. */
  readonly gone: readonly Synced[]
  readonly unchanged: number
  /** Accounts whose roles AWS would not list: their profiles stay. */
  readonly unlisted: readonly string[]
  /** What no account or role of AWS's can be called: written, it would not be known again, and made anew by every run. */
  readonly odd: readonly Entitlement[]
  /** Nothing at all was listed, which is no reason to remove everything. */
  readonly nothingListed: boolean
  readonly edits: readonly SectionEdit[]
}

/** Decides what becomes of the profiles of a sign-in. Only those that guise made are ever changed or removed. */
export function syncOf(session: SyncedSession, entitled: Entitled, standing: Standing, wish: SyncWish): SyncPlan {
  const owned = standing.owned.filter(each => isOf(each, session, standing))
  const listed = entitlementsIn(entitled)
  const wanted = wantedOf(listed, wish)
  const kept = owned.filter(each => wanted.has(keyOfEntitlement(each)))
  const have = new Set(kept.map(keyOfEntitlement))
  const fresh = [...wanted.values()].filter(each => !have.has(keyOfEntitlement(each)))
  const names = profileNames(fresh, {
    template: wish.template,
    session: session.name,
    accounts: entitled.accounts,
    isTaken: standing.isTaken,
  })
  const added = fresh
    .map(each => ({ profile: names.get(keyOfEntitlement(each)) ?? "", ...each }))
    .sort((one, other) => (one.profile < other.profile ? -1 : 1))
  const changes = kept.flatMap(each => sectionChange(each, session, wish.region))
  const unlisted = [...entitled.roles].flatMap(([accountId, roles]) => (roles === undefined ? [accountId] : []))
  const nothingListed = entitled.accounts.length === 0
  const gone = nothingListed ? [] : goneOf(owned, wanted, new Set(unlisted), wish)
  const deeds: readonly ProfileDeed[] = [
    ...changes,
    ...(wish.prune ? gone.map(({ profile }) => ({ do: "remove", name: profile }) as const) : []),
    ...added.map(each => ({ do: "add", name: each.profile, set: newSection(each, session, wish.region) }) as const),
  ]
  const changedNames = new Set(changes.map(({ name }) => name))
  return {
    session,
    added,
    changed: kept.filter(({ profile }) => changedNames.has(profile)).map(plain),
    gone,
    unchanged: kept.length - changes.length,
    unlisted,
    odd: listed.filter(each => !isEntitlement(each)),
    nothingListed: nothingListed && owned.length > 0,
    edits: [
      ...newSession(session, added),
      ...(deeds.length === 0 ? [] : [{ do: "sections", sections: deeds } as const]),
    ],
  }
}

/** By the session that it names: two people on one start URL have a session each. A session that was renamed has left its profiles behind. */
function isOf({ session, startUrl }: Owned, to: SyncedSession, { hasSession }: Standing): boolean {
  return session === to.name || (!hasSession(session) && isSamePortal(startUrl, to.startUrl))
}

function entitlementsIn({ roles }: Entitled): readonly Entitlement[] {
  return [...roles].flatMap(([accountId, names]) => (names ?? []).map(roleName => ({ accountId, roleName })))
}

function wantedOf(listed: readonly Entitlement[], { takes }: SyncWish): ReadonlyMap<string, Entitlement> {
  const whole = listed.filter(isEntitlement)
  return new Map(
    whole.filter(({ accountId, roleName }) => takes(accountId, roleName)).map(each => [keyOfEntitlement(each), each]),
  )
}

function goneOf(
  owned: readonly Owned[],
  wanted: ReadonlyMap<string, Entitlement>,
  unlisted: ReadonlySet<string>,
  { takes }: SyncWish,
): readonly Synced[] {
  return owned
    .filter(each => !wanted.has(keyOfEntitlement(each)) && !unlisted.has(each.accountId))
    .filter(({ accountId, roleName }) => takes(accountId, roleName))
    .map(plain)
}

function plain({ profile, accountId, roleName }: Synced): Synced {
  return { profile, accountId, roleName }
}
