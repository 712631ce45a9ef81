import type { Profile } from "../config/profile.ts"
import { GuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"

/** What a profile says of credentials, apart from its name and places. */
type Said = Pick<Profile, "settings" | "keys">

/**
 * Refuses a change that gives a profile a second kind of credentials: the SDKs do not all take the same one of two
 * (reference: AWS SDKs and Tools, "Understand credential providers"). What had two before may go on having them.
 * Error: `profile-invalid`.
 */
export function checkOneKind(profile: Profile, change: ReadonlyMap<string, string | undefined>): void {
  const before = kindsOf(profile)
  const settings = new Map(profile.settings)
  for (const [key, value] of change) {
    if (value === undefined) settings.delete(key)
    else settings.set(key, { value, place: profile.place })
  }
  const { keys } = profile
  const after = kindsOf({ settings, ...(keys === undefined ? {} : { keys }) })
  const [added] = after.filter(kind => !before.includes(kind))
  if (added === undefined || after.length < 2) return
  const others = after.filter(kind => kind !== added).join(" and ")
  throw new GuiseError(
    "profile-invalid",
    `Profile ${JSON.stringify(profile.name)} has ${others}; with ${added} as well, not every tool would take the same.`,
    {
      hint: `give ${added} a profile of its own: guise add; or take the other out: guise remove ${quoted(profile.name)}`,
    },
  )
}

function kindsOf(said: Said): readonly string[] {
  return Object.entries(kinds).flatMap(([kind, has]) => (has(said) ? [kind] : []))
}

/** Temporary keys are what became of one of the other kinds. */
const kinds: Readonly<Record<string, (said: Said) => boolean>> = {
  "a key pair": ({ keys }) => keys !== undefined && !keys.hasToken,
  "a role": ({ settings }) => settings.has("role_arn") && !settings.has("web_identity_token_file"),
  "a web identity": ({ settings }) => settings.has("web_identity_token_file"),
  "an SSO sign-in": ({ settings }) => sso.some(key => settings.has(key)),
  "an AWS sign-in": ({ settings }) => settings.has("login_session"),
  "a credential_process": ({ settings }) => settings.has("credential_process"),
  "an MFA session": ({ settings }) =>
    settings.has("source_profile") &&
    !settings.has("role_arn") &&
    (settings.has("mfa_serial") || settings.has("mfa_device_arn")),
}

const sso = ["sso_session", "sso_start_url", "sso_account_id", "sso_role_name"] as const
