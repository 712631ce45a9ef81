import type { AwsFiles } from "../config/profiles.ts"
import { GuiseError } from "../errors.ts"
import { nearestClause } from "../nearest.ts"
import { quoted } from "../quoted.ts"
import { domainNames, profileIn } from "./domain.ts"
import { checkFree } from "./names.ts"
import { settingValue } from "./values.ts"
import { addProfile, type Write } from "./writes.ts"

/** A profile that is to be made: decided, not done. */
export interface Draft {
  readonly profile: string
  readonly writes: readonly Write[]
}

/** A role to assume. */
export interface RoleWords {
  readonly profile: string
  readonly roleArn: string
  readonly source: string
  readonly mfaSerial?: string | undefined
  readonly externalId?: string | undefined
  readonly region?: string | undefined
  readonly duration?: string | undefined
}

/** Errors: `usage` for a value that AWS would refuse, `source-missing`, `profile-invalid` for a profile that is there. */
export function roleDraft(words: RoleWords, files: AwsFiles): Draft {
  const { profile } = words
  checkFree(profile, files)
  checkSource(words.source, profile, files)
  const said = {
    role_arn: settingValue("role_arn", words.roleArn, "--role-arn"),
    source_profile: words.source,
    mfa_serial: optional("mfa_serial", words.mfaSerial, "--mfa-serial"),
    external_id: optional("external_id", words.externalId, "--external-id"),
    region: optional("region", words.region, "--region"),
    duration_seconds: optional("duration_seconds", words.duration, "--duration"),
  }
  return { profile, writes: [{ role: "config", edits: [addProfile(profile, said)] }] }
}

/** An MFA session of a user's keys. `kept`: its session is to lie in the credentials file, for tools that read only that. */
export interface MfaWords {
  readonly profile: string
  readonly serial: string
  readonly source: string
  readonly kept: boolean
}

/** Errors: as `roleDraft`. */
export function mfaDraft({ profile, serial, source, kept }: MfaWords, files: AwsFiles): Draft {
  checkFree(profile, files)
  checkSource(source, profile, files)
  // AwsCredentialsManager's word for the device says that the session is kept in the credentials file.
  const key = kept ? "mfa_device_arn" : "mfa_serial"
  const said = { source_profile: source, [key]: settingValue(key, serial, "--serial") }
  return { profile, writes: [{ role: "config", edits: [addProfile(profile, said)] }] }
}

/** The source of a role in a domain, when nobody names one: its MFA session, else its user. */
export function sourceIn(domain: string | undefined, files: Pick<AwsFiles, "profile">): string | undefined {
  if (domain === undefined) return undefined
  const likely = [domainNames.mfa, domainNames.user].map(name => profileIn(domain, name))
  return likely.find(name => name !== undefined && files.profile(name) !== undefined)
}

/** An SSO role, and the sign-in it stands on. */
export interface SsoWords {
  readonly profile: string
  readonly startUrl: string
  readonly ssoRegion: string
  readonly accountId: string
  readonly roleName: string
  readonly scopes?: string | undefined
  readonly region?: string | undefined
}

/** Without this scope AWS gives no role's credentials. */
export const accessScope = "sso:account:access"

/**
 * A profile on the `[sso-session]` of that start URL, and the session too where none has it.
 * Errors: `usage`; `profile-invalid` for a profile that is there, or a session that says something else.
 */
export function ssoDraft(words: SsoWords, files: AwsFiles): Draft {
  const { profile } = words
  checkFree(profile, files)
  const session = {
    sso_start_url: settingValue("sso_start_url", words.startUrl, "--start-url"),
    sso_region: settingValue("sso_region", words.ssoRegion, "--sso-region"),
    sso_registration_scopes: settingValue("sso_registration_scopes", words.scopes ?? accessScope, "--scopes"),
  }
  const standing = sessionsOf(files).find(
    ({ url, region }) => url === session.sso_start_url && region === session.sso_region,
  )
  // The session's address stays out of the profile: the Rust SDK refuses a profile that says it again.
  const said = {
    sso_session: standing?.name ?? profile,
    sso_account_id: settingValue("sso_account_id", words.accountId, "--account-id"),
    sso_role_name: settingValue("sso_role_name", words.roleName, "--role-name"),
    region: optional("region", words.region, "--region"),
  }
  const fresh = { do: "add", kind: "sso-session", name: profile, set: session } as const
  return {
    profile,
    writes: [{ role: "config", edits: [...(standing === undefined ? [fresh] : []), addProfile(profile, said)] }],
  }
}

/** The `[sso-session]` sections with an address, in the order of the file. */
export function sessionsOf(
  files: Pick<AwsFiles, "ssoSessions" | "ssoSession">,
): readonly { readonly name: string; readonly url: string; readonly region: string }[] {
  return files.ssoSessions().flatMap(name => {
    const said = files.ssoSession(name)
    const [url, region] = [said?.get("sso_start_url")?.value, said?.get("sso_region")?.value]
    return url === undefined || region === undefined ? [] : [{ name, url, region }]
  })
}

/** Error: `source-missing`. */
export function checkSource(source: string, profile: string, files: Pick<AwsFiles, "profile" | "names">): void {
  if (files.profile(source) !== undefined) return
  throw new GuiseError(
    "source-missing",
    `There is no profile ${JSON.stringify(source)} to be the source of ${JSON.stringify(profile)}.${nearestClause(source, files.names())}`,
    { hint: source.endsWith(":iam") ? `guise add user --domain ${quoted(source.slice(0, -4))}` : "guise list" },
  )
}

function optional(key: string, value: string | undefined, whose: string): string | undefined {
  return value === undefined ? undefined : settingValue(key, value, whose)
}
