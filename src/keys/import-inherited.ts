import type { Profile, Profiles } from "../config/profile.ts"
import type { LineStep, Skipped } from "./import-shapes.ts"

/**
 * What aws-vault takes for a profile from elsewhere in the config file, as lines of the profile's own: by
 * `include_profile`, all that the section does not say itself; from `[default]`, its region and its device. AWS tools
 * and guise read neither. One decision for each profile that lacks something.
 * https://github.com/99designs/aws-vault/blob/v7.2.0/vault/config.go (populateFromConfigFile)
 */
export function inheritedDecisions(
  profiles: Profiles,
  config: string,
  bearer: Bearer,
): readonly (LineStep | Skipped)[] {
  return profiles.names().flatMap(name => {
    const profile = profiles.profile(name)
    if (profile === undefined || profile.place.file !== config || name === "default") return []
    return decisionFor(profile, profiles, bearer(profile)) ?? []
  })
}

/** What aws-vault takes a profile for: one with a key pair of its own, another one that it serves, or none of its own. */
export type Bearer = (profile: Profile) => "keys" | "role" | "other"

function decisionFor(profile: Profile, profiles: Profiles, kind: ReturnType<Bearer>): LineStep | Skipped | undefined {
  const { name } = profile
  const included = includedIn(profile, profiles)
  if (typeof included === "string") return { does: "skip", profile: name, why: included }
  const isServed = kind !== "other" || included.some(({ settings }) => settings.has("role_arn"))
  const config = !isServed ? {} : pick(profiles.profile("default"), plain, profile)
  // A pair of its own comes before whatever credentials the other section leads to.
  const keys = kind === "keys" ? plain : [...plain, ...credentials]
  for (const each of [...included].reverse()) Object.assign(config, pick(each, keys, profile))
  const lines = Object.keys(config)
  if (lines.length === 0) return undefined
  const from = included.length > 0 ? "its include_profile" : "[default]"
  const asks = `profile ${name}: write down what aws-vault reads into it from ${from} (${lines.join(", ")})`
  return { does: "line", profile: name, config, asks }
}

/** The profiles that it includes, the nearest first; a sentence when they lead nowhere. */
function includedIn(profile: Profile, profiles: Profiles): readonly Profile[] | string {
  const path = [profile.name]
  const found: Profile[] = []
  for (let next = include(profile); next !== undefined; ) {
    path.push(next)
    if (path.indexOf(next) < path.length - 1) return `its include_profile leads in a circle: ${path.join(" → ")}`
    const one = profiles.profile(next)
    if (one === undefined) return `its include_profile leads to ${JSON.stringify(next)}, which does not exist`
    found.push(one)
    next = include(one)
  }
  return found
}

function include({ settings }: Profile): string | undefined {
  return settings.get("include_profile")?.value
}

/** Those of the keys that the profile does not say itself. */
function pick(from: Profile | undefined, keys: readonly string[], to: Profile): Record<string, string> {
  return Object.fromEntries(
    keys.flatMap(key => {
      const value = from?.settings.get(key)?.value
      // A profile that would be its own source has none, as aws-vault says.
      if (value === undefined || to.settings.has(key) || (key === "source_profile" && value === to.name)) return []
      return [[key, value]]
    }),
  )
}

const plain = ["region", "mfa_serial"] as const

const credentials = [
  "role_arn",
  "external_id",
  "role_session_name",
  "duration_seconds",
  "source_profile",
  "source_identity",
  "session_tags",
  "transitive_session_tags",
  "sso_session",
  "sso_start_url",
  "sso_region",
  "sso_account_id",
  "sso_role_name",
  "web_identity_token_file",
  "credential_process",
] as const
