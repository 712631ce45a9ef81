import type { SaidFile } from "../config/said.ts"
import { type Entitlement, keyOfEntitlement } from "./sso-names.ts"

/**
 * The key by which guise knows a profile that it made for an account and a role of a sign-in: `ACCOUNT/ROLE START-URL REGION`.
 * SDKs pass it over, and `aws configure set` leaves it where it is. It is not the name that says so: people rename.
 */
export const syncMark = "guise_sso"

/** A profile that is guise's own, as it stands in the config file. */
export interface Owned extends Entitlement {
  readonly profile: string
  /** The `[sso-session]` that it names. */
  readonly session: string
  readonly startUrl: string
  /** The region that guise gave it, and the one that stands there: they differ where somebody chose another. */
  readonly markedRegion: string | undefined
  readonly region: string | undefined
  readonly mark: string
}

/**
 * True for what AWS calls accounts and permission sets, and a mark can say. A portal is whoever answers at an address.
 * https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_PermissionSet.html
 */
export function isEntitlement({ accountId, roleName }: Entitlement): boolean {
  return /^\d{12}$/.test(accountId) && /^[\w+=,.@-]{1,64}$/.test(roleName)
}

const markPattern = /^(\d{12})\/([\w+=,.@-]+) (\S+)(?: (\S+))?$/

/** What the mark says. */
export function markOf(each: Entitlement, startUrl: string, region: string | undefined): string {
  return [keyOfEntitlement(each), startUrl, ...(region === undefined ? [] : [region])].join(" ")
}

/**
 * The profiles that guise made and that are still what it made them for. Where somebody gave one another account, role or
 * kind of sign-in, it is theirs from then on.
 */
export function ownedIn(config: SaidFile): readonly Owned[] {
  return config.names.flatMap(profile => {
    const said = new Map((config.said(profile) ?? []).map(({ key, value }) => [key, value]))
    const mark = said.get(syncMark)
    const [, accountId, roleName, startUrl, markedRegion] = markPattern.exec(mark ?? "") ?? []
    const session = said.get("sso_session")
    if (mark === undefined || accountId === undefined || roleName === undefined || startUrl === undefined) return []
    if (said.get("sso_account_id") !== accountId || said.get("sso_role_name") !== roleName) return []
    if (session === undefined) return []
    return [{ profile, accountId, roleName, session, startUrl, markedRegion, region: said.get("region"), mark }]
  })
}
