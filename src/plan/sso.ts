import type { Profile, Setting } from "../config/profile.ts"
import { GuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"
import type { Context, Found } from "./chain-shapes.ts"
import { texts } from "./texts.ts"
import { isWebAddress, listed, named, settingOf, where } from "./words.ts"

/**
 * The IAM Identity Center role of a profile, with its `[sso-session]` looked up. Undefined without an account and a
 * role of its own: `sso_session` alone is a sign-in for bearer tokens, not for credentials. One of the two the session
 * may name, for all its profiles (AWS CLI).
 * Errors: `source-missing` for a session that is not there, `profile-invalid` for missing or contradicting values.
 */
export function ssoRoot(profile: Profile, { profiles }: Pick<Context, "profiles">): Found | undefined {
  if (!profile.settings.has("sso_account_id") && !profile.settings.has("sso_role_name")) return undefined
  const session = settingOf(profile, "sso_session")
  const values = session === undefined ? undefined : sessionOf(profile, session, { profiles })
  const accountId = agreed(profile, "sso_account_id", session, values)?.value
  const roleName = agreed(profile, "sso_role_name", session, values)?.value
  const startUrl = checked(agreed(profile, "sso_start_url", session, values), checks.startUrl)
  const ssoRegion = checked(agreed(profile, "sso_region", session, values), checks.region)
  if (accountId !== undefined && roleName !== undefined && startUrl !== undefined && ssoRegion !== undefined) {
    return {
      root: {
        kind: "sso",
        profile: profile.name,
        ...(session === undefined ? {} : { session: session.value }),
        startUrl,
        ssoRegion,
        ...scopesIn(values),
        accountId,
        roleName,
      },
      why: `Profile ${named(profile)} names an IAM Identity Center account and role.`,
    }
  }
  const missing = Object.entries({
    sso_account_id: accountId,
    sso_role_name: roleName,
    sso_start_url: startUrl,
    sso_region: ssoRegion,
  })
    .filter(([, value]) => value === undefined)
    .map(([key]) => key)
  throw new GuiseError("profile-invalid", `Profile ${named(profile)} uses SSO but lacks ${listed(missing)}.`, {
    hint: `guise set ${quoted(profile.name)} ${missing[0]} VALUE`,
  })
}

interface Check {
  readonly key: string
  readonly fits: (text: string) => boolean
  readonly wants: string
}

/** What AWS would refuse, or what is no address at all, costs nobody a browser. */
const checks = {
  startUrl: { key: "sso_start_url", fits: isWebAddress, wants: "an address that begins with https://" },
  region: { key: "sso_region", fits: areRegions, wants: texts.region.wants },
} as const satisfies Record<string, Check>

function checked(setting: Setting | undefined, { key, fits, wants }: Check): string | undefined {
  if (setting === undefined || fits(setting.value)) return setting?.value
  const place = where(setting.place)
  throw new GuiseError(
    "profile-invalid",
    `${key} is ${JSON.stringify(setting.value)} (${place}), wanted is ${wants}.`,
    {
      hint: `correct ${key} at ${place}`,
    },
  )
}

/** True for a list of regions, or one: they become parts of hosts. */
export function areRegions(text: string): boolean {
  const regions = ssoRegions(text)
  return regions.length > 0 && regions.every(region => texts.region.pattern.test(region))
}

/** The regions of an `sso_region`, in the order in which they are tried. At least one, unless it is blank. */
export function ssoRegions(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter(Boolean)
}

/**
 * The `sso_registration_scopes` of a session, read as the AWS CLI reads them: they are part of the name under which it
 * looks for a client's registration. Only sessions have them.
 */
export function scopesIn(values: ReadonlyMap<string, Setting> | undefined): { readonly scopes?: readonly string[] } {
  const text = values?.get("sso_registration_scopes")?.value
  if (text === undefined) return {}
  const scopes = text
    .split(",")
    .map(scope => scope.trim())
    .filter(Boolean)
  return { scopes }
}

/** The section that a profile's `sso_session` names. Error: `source-missing`. */
function sessionOf(
  profile: Profile,
  session: Setting,
  { profiles }: Pick<Context, "profiles">,
): ReadonlyMap<string, Setting> {
  const found = profiles.ssoSession(session.value)
  if (found !== undefined) return found
  throw new GuiseError(
    "source-missing",
    `Profile ${named(profile, session.place)} names the sso_session ${JSON.stringify(session.value)}, but no ` +
      `[sso-session ${session.value}] stands in the config file.`,
    { hint: `add [sso-session ${session.value}] with sso_start_url and sso_region` },
  )
}

/** What an `[sso-session]` holds a profile may repeat; when both have it, AWS wants them equal. */
function agreed(
  profile: Profile,
  key: "sso_account_id" | "sso_role_name" | "sso_start_url" | "sso_region",
  session: Setting | undefined,
  values: ReadonlyMap<string, Setting> | undefined,
): Setting | undefined {
  const own = settingOf(profile, key)
  const theirs = values?.get(key)
  if (own === undefined || theirs === undefined || own.value === theirs.value) return theirs ?? own
  throw new GuiseError(
    "profile-invalid",
    `${key} is ${JSON.stringify(own.value)} in profile ${named(profile, own.place)} but ${JSON.stringify(theirs.value)} ` +
      `in [sso-session ${session?.value}] (${where(theirs.place)}). They must be equal.`,
    { hint: `remove ${key} from the profile: the session's value serves` },
  )
}
