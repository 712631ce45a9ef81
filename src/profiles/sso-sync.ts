import type { SectionEdit } from "../config/edit.ts"
import type { ProfileDeed } from "../config/file-sections.ts"
import { type AccountWords, type Entitlement, keyOfEntitlement, profileNames } from "./sso-names.ts"
import { markOf, type Owned, syncMark } from "./sso-owned.ts"

/** A sign-in as profiles name it. */
export interface SyncedSession {
  readonly name: string
  readonly startUrl: string
  readonly ssoRegion: string
  /** As its section has them; absent where it says none. */
  readonly scopes?: readonly string[]
  /** It stands in the config file already. */
  readonly stands: boolean
}

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

/** A profile, and what it is for. */
export interface Synced extends Entitlement {
  readonly profile: string
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
  /** Nothing at all was listed, which is no reason to remove everything. */
  readonly nothingListed: boolean
  readonly edits: readonly SectionEdit[]
}

/** Decides what becomes of the profiles of a sign-in. Only those that guise made are ever changed or removed. */
export function syncOf(session: SyncedSession, entitled: Entitled, standing: Standing, wish: SyncWish): SyncPlan {
  const owned = standing.owned.filter(each => isOf(each, session, standing))
  const wanted = wantedOf(entitled, wish)
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
  const changes = kept.flatMap(each => changeOf(each, session, wish))
  const unlisted = [...entitled.roles].flatMap(([accountId, roles]) => (roles === undefined ? [accountId] : []))
  const nothingListed = entitled.accounts.length === 0
  const gone = nothingListed ? [] : goneOf(owned, wanted, new Set(unlisted), wish)
  const deeds: readonly ProfileDeed[] = [
    ...changes,
    ...(wish.prune ? gone.map(({ profile }) => ({ do: "remove", name: profile }) as const) : []),
    ...added.map(each => ({ do: "add", name: each.profile, set: sectionOf(each, session, wish) }) as const),
  ]
  const changedNames = new Set(changes.map(({ name }) => name))
  return {
    session,
    added,
    changed: kept.filter(({ profile }) => changedNames.has(profile)).map(plain),
    gone,
    unchanged: kept.length - changes.length,
    unlisted,
    nothingListed: nothingListed && owned.length > 0,
    edits: [
      ...sessionEdits(session, added),
      ...(deeds.length === 0 ? [] : [{ do: "sections", sections: deeds } as const]),
    ],
  }
}

/** By the session that it names: two people on one start URL have a session each. A session that was renamed has left its profiles behind. */
function isOf({ session, startUrl }: Owned, to: SyncedSession, { hasSession }: Standing): boolean {
  return session === to.name || (!hasSession(session) && bare(startUrl) === bare(to.startUrl))
}

function bare(url: string): string {
  return url.replace(/[/#]+$/, "").toLowerCase()
}

function wantedOf({ roles }: Entitled, { takes }: SyncWish): ReadonlyMap<string, Entitlement> {
  const all = [...roles].flatMap(([accountId, names]) => (names ?? []).map(roleName => ({ accountId, roleName })))
  return new Map(
    all.filter(({ accountId, roleName }) => takes(accountId, roleName)).map(each => [keyOfEntitlement(each), each]),
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

/** The region only where the one that stands there is guise's own. */
function changeOf(
  each: Owned,
  session: SyncedSession,
  { region }: SyncWish,
): readonly (ProfileDeed & { do: "change" })[] {
  const regionIsOurs = each.region === each.markedRegion
  const mark = markOf(each, session.startUrl, regionIsOurs ? region : each.markedRegion)
  const set = {
    ...(each.session === session.name ? {} : { sso_session: session.name }),
    ...(regionIsOurs && each.region !== region ? { region } : {}),
    ...(each.mark === mark ? {} : { [syncMark]: mark }),
  }
  return Object.keys(set).length === 0 ? [] : [{ do: "change", name: each.profile, change: { set } }]
}

/** The session's address stays out of the profile: the Rust SDK refuses a profile that says it again. */
function sectionOf(
  each: Synced,
  { name, startUrl }: SyncedSession,
  { region }: SyncWish,
): Readonly<Record<string, string>> {
  return {
    sso_session: name,
    sso_account_id: each.accountId,
    sso_role_name: each.roleName,
    region,
    [syncMark]: markOf(each, startUrl, region),
  }
}

function sessionEdits(session: SyncedSession, added: readonly Synced[]): readonly SectionEdit[] {
  if (session.stands || added.length === 0) return []
  const set = {
    sso_start_url: session.startUrl,
    sso_region: session.ssoRegion,
    sso_registration_scopes: (session.scopes ?? []).join(","),
  }
  return [{ do: "add", kind: "sso-session", name: session.name, set }]
}
