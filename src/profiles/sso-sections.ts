import type { SectionEdit } from "../config/edit.ts"
import type { ProfileDeed } from "../config/file-sections.ts"
import type { Entitlement } from "./sso-names.ts"
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

/** A profile, and what it is for. */
export interface Synced extends Entitlement {
  readonly profile: string
}

/** What a profile of guise's own no more says as it should: nothing, or one change. The region only where it is guise's own. */
export function sectionChange(
  each: Owned,
  session: SyncedSession,
  region: string,
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

/** What a new profile says. The session's address stays out of the profile: the Rust SDK refuses a profile that says it again. */
export function newSection(
  each: Synced,
  { name, startUrl }: SyncedSession,
  region: string,
): Readonly<Record<string, string>> {
  return {
    sso_session: name,
    sso_account_id: each.accountId,
    sso_role_name: each.roleName,
    region,
    [syncMark]: markOf(each, startUrl, region),
  }
}

/** The sign-in's own section, where it is not there yet. */
export function newSession(session: SyncedSession, added: readonly Synced[]): readonly SectionEdit[] {
  if (session.stands || added.length === 0) return []
  const set = {
    sso_start_url: session.startUrl,
    sso_region: session.ssoRegion,
    sso_registration_scopes: (session.scopes ?? []).join(","),
  }
  return [{ do: "add", kind: "sso-session", name: session.name, set }]
}
