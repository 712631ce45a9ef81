import type { Profile } from "../config/profile.ts"
import { GuiseError } from "../errors.ts"
import { nearestClause } from "../nearest.ts"
import { quoted } from "../quoted.ts"
import { chainOf } from "./chain.ts"
import type { Chain, Context, Found } from "./chain-shapes.ts"
import { containerOf, keysOfEnvironment, profileOfEnvironment, webIdentityOfEnvironment } from "./environment.ts"
import { imdsOf } from "./imds.ts"
import { isOwnLine } from "./process-line.ts"
import { named, textOf } from "./words.ts"

/** Where a request sets out from. */
export interface Start {
  /** The profile asked for, by name or by the environment; absent when the credentials come from none. */
  readonly name?: string
  /** The profile whose region and endpoints count, also when its credentials do not. */
  readonly profile?: Profile
  readonly chain: Chain
  /** Why this profile, when nobody named it. */
  readonly why?: string
}

/**
 * The profile of that name, or without a name what the AWS CLI would use: keys in the environment, AWS_PROFILE,
 * `default`, then a web identity, the container's role and the instance's from the environment.
 * Errors: `profile-unknown` with the nearest names, `no-credentials`, and those of `chainOf`.
 */
export function startOf(name: string | undefined, context: Context): Start {
  return name === undefined ? unnamed(context) : byName(name, context)
}

function unnamed(context: Context): Start {
  const { env, now, profiles } = context
  const wanted = profileOfEnvironment(env)
  const keys = keysOfEnvironment(env, now)
  if (keys !== undefined) {
    const profile = profiles.profile(wanted?.name ?? "default")
    const over = wanted === undefined ? "every profile" : `${wanted.variable}=${wanted.name}`
    return machine(
      { root: keys, why: `The environment holds a key pair, which comes before ${over}, as in the AWS CLI.` },
      profile,
    )
  }
  if (wanted !== undefined) return { ...byName(wanted.name, context), why: `${wanted.variable} names this profile.` }
  const fallback = profiles.profile("default")
  const chain = fallback === undefined ? undefined : chainOf(fallback, context)
  if (fallback !== undefined && chain !== undefined) {
    return { name: "default", profile: fallback, chain, why: "Nobody named a profile, so it is default." }
  }
  return machine(machineRoot(context, fallback), fallback)
}

function machine(base: Found, profile: Profile | undefined): Start {
  return { chain: { base, links: [] }, ...(profile === undefined ? {} : { profile }) }
}

function machineRoot({ env }: Context, profile: Profile | undefined): Found {
  const webIdentity = webIdentityOfEnvironment(env)
  if (webIdentity !== undefined)
    return {
      root: webIdentity,
      why: "AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN are set, and default holds no credentials.",
    }
  const container = containerOf(env)
  if (container !== undefined)
    return { root: container, why: "The environment names a container's credentials, and default holds none." }
  const imds = imdsOf(env, profile)
  if (imds !== undefined)
    return { root: imds, why: "No keys, no profile and no container: what is left is the role of this EC2 instance." }
  throw new GuiseError(
    "no-credentials",
    "There are no keys in the environment, no profile named default with credentials, and no container or instance role.",
    { hint: "guise list" },
  )
}

function byName(name: string, context: Context): Start {
  const profile = context.profiles.profile(name)
  if (profile === undefined) throw unknown(name, context)
  const chain = chainOf(profile, context)
  if (chain !== undefined) return { name, profile, chain }
  // SDKs go on to the machine's role here: another identity than the one asked for by name.
  throw new GuiseError(
    "no-credentials",
    `Profile ${named(profile)} holds no credentials and names no role.${lacking(profile)}`,
    {
      hint: `guise keys add ${quoted(name)}`,
    },
  )
}

function unknown(name: string, { profiles }: Context): GuiseError {
  const names = profiles.names()
  const found = names.length === 0 ? " The AWS files hold no profile at all." : nearestClause(name, names)
  return new GuiseError("profile-unknown", `There is no profile ${JSON.stringify(name)} in the AWS files.${found}`, {
    hint: names.length === 0 ? "guise add user NAME, or guise add sso NAME" : "guise list",
  })
}

/** What a person may have thought would do. */
function lacking(profile: Profile): string {
  const source = textOf(profile, "source_profile")
  const line = textOf(profile, "credential_process")
  if (source !== undefined) {
    return ` Its source_profile ${JSON.stringify(source)} is only used together with role_arn (or, by guise, with mfa_serial).`
  }
  if (profile.settings.has("sso_session") || profile.settings.has("sso_start_url")) {
    return " Its SSO sign-in names no account and role: sso_account_id and sso_role_name are missing."
  }
  if (line !== undefined && isOwnLine(line, profile.name))
    return " Its credential_process is guise itself, for this very profile, and no store keeps a key pair for it."
  return profile.settings.has("mfa_serial") ? " Its mfa_serial needs keys of its own or a source_profile." : ""
}
