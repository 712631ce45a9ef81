import type { Profile, Setting } from "../config/profile.ts"
import { present } from "../record.ts"
import { roleFrom } from "./arn.ts"
import { type Chain, type Context, type Found, isLongLived, type Link } from "./chain-shapes.ts"
import { profileDuration } from "./durations.ts"
import { credentialSource } from "./environment.ts"
import { isHalf, keptKeys, ownKeys } from "./keys.ts"
import { profileTags } from "./profile-tags.ts"
import { emptySource, loop, missing, noSource, notLongLived, twoSources } from "./refusals.ts"
import { ownRoot } from "./root.ts"
import { textOfKind, texts } from "./texts.ts"
import { flagsMark, mfaSerialOf, named, settingOf, sourceMark } from "./words.ts"

/**
 * Follows a profile to the place its credentials come from; undefined when it describes none at all.
 * Errors: `profile-loop` and `source-missing` with the whole path named, `profile-invalid`, `no-credentials` for a
 * source without any, `credentials-expired`.
 */
export function chainOf(profile: Profile, context: Context): Chain | undefined {
  const at: Trail = { path: [profile.name], context }
  return roleOf(profile) === undefined ? rootChain(profile, at, true) : roleChain(profile, at)
}

interface Trail {
  readonly path: readonly string[]
  readonly context: Context
}

/** A role to assume; a web identity token makes the role_arn part of the root instead, whatever else is there. */
function roleOf(profile: Profile): Setting | undefined {
  return profile.settings.has("web_identity_token_file") ? undefined : settingOf(profile, "role_arn")
}

function sourceChain(profile: Profile, trail: Trail): Chain | undefined {
  // Half a pair ends the search only where nothing but a role is left: beside a process the AWS CLI passes it over.
  const keys = isHalf(profile) && roleOf(profile) === undefined ? undefined : ownKeys(profile, trail.context)
  if (keys !== undefined) return keysChain(profile, keys, false)
  if (roleOf(profile) !== undefined) return roleChain(profile, trail)
  const source = ownRoot(profile, trail.context) ?? credentialSource(profile, trail.context.env, trail.context.now)
  return source === undefined ? rootChain(profile, trail, false) : { base: source, links: [] }
}

function rootChain(profile: Profile, trail: Trail, selected: boolean): Chain | undefined {
  const own = ownRoot(profile, trail.context)
  if (own !== undefined) return keysChain(profile, own, selected)
  const session = sessionChain(profile, trail) ?? writtenChain(profile, trail)
  if (session !== undefined) return session
  const kept = keptKeys(profile, trail.context)
  return kept === undefined ? undefined : keysChain(profile, kept, selected)
}

function keysChain(profile: Profile, base: Found, selected: boolean): Chain {
  const serial = selected ? textOfKind("mfaSerial", profile) : mfaSerialOf(profile)
  // A device that is only the second try is no reason to refuse a role that does without.
  if (serial === undefined || !texts.mfaSerial.pattern.test(serial)) return { base, links: [] }
  return { base, links: [], [selected ? "demanded" : "offered"]: { serial, profile: profile.name } }
}

function roleChain(profile: Profile, trail: Trail): Chain {
  const link = linkOf(profile)
  const inner = innerChain(profile, trail)
  return { ...inner, links: [...inner.links, link] }
}

function innerChain(profile: Profile, trail: Trail): Chain {
  const source = settingOf(profile, "source_profile")
  if (source !== undefined && profile.settings.has("credential_source")) throw twoSources(profile)
  const machine = credentialSource(profile, trail.context.env, trail.context.now)
  if (machine !== undefined) return { base: machine, links: [] }
  if (source === undefined) throw noSource(profile)
  return source.value === profile.name ? selfChain(profile, trail) : follow(profile, source, trail)
}

/** A role that names its own profile as source stands on that profile's other credentials. */
function selfChain(profile: Profile, trail: Trail): Chain {
  const keys = isHalf(profile) ? undefined : ownKeys(profile, trail.context)
  const own = keys ?? ownRoot(profile, trail.context) ?? keptKeys(profile, trail.context)
  if (own === undefined) throw loop([...trail.path, profile.name])
  return keysChain(profile, own, false)
}

function follow(profile: Profile, source: Setting, trail: Trail): Chain {
  const path = [...trail.path, source.value]
  if (trail.path.includes(source.value)) throw loop(path)
  const next = trail.context.profiles.profile(source.value)
  if (next === undefined) throw missing(profile, source, path, trail.context)
  const chain = sourceChain(next, { ...trail, path })
  if (chain !== undefined) return chain
  throw emptySource(profile, next, path)
}

/** A profile with `mfa_serial` and a source but no role: an MFA session of that source. SDKs see nothing in it. */
function sessionChain(profile: Profile, trail: Trail): Chain | undefined {
  const source = sessionSource(profile, trail.context)
  const serial = source === undefined ? undefined : textOfKind("mfaSerial", profile)
  if (serial === undefined || source === undefined) return undefined
  const inner = follow(profile, source, trail)
  if (isLongLived(inner) && inner.links.length === 0) return { ...inner, demanded: { serial, profile: profile.name } }
  throw notLongLived(profile, source.value)
}

/** Keys that guise wrote into the section of another name, and that have ended: the profile they came from gives new ones. */
function writtenChain(profile: Profile, trail: Trail): Chain | undefined {
  const source = settingOf(profile, sourceMark)
  if (source === undefined || source.value === profile.name || profile.settings.has(flagsMark)) return undefined
  const path = [...trail.path, source.value]
  if (trail.path.includes(source.value)) throw loop(path)
  const next = trail.context.profiles.profile(source.value)
  // Written once, and the profile removed since: what is left of the keys still serves.
  if (next === undefined) return undefined
  const at = { ...trail, path }
  const chain = roleOf(next) === undefined ? rootChain(next, at, true) : roleChain(next, at)
  const why = `The keys that guise wrote into ${named(profile, source.place)} are got again from ${JSON.stringify(next.name)}.`
  return chain && { ...chain, base: { ...chain.base, why: `${why} ${chain.base.why}` } }
}

/** In the layout of AwsCredentialsManager `x:mfa` is the session of the keys in `x:iam`, without saying so. */
function sessionSource(profile: Profile, { profiles }: Context): Setting | undefined {
  const written = settingOf(profile, "source_profile")
  if (written !== undefined || !profile.name.endsWith(":mfa")) return written
  const value = `${profile.name.slice(0, -"mfa".length)}iam`
  const known = profiles.profile(value) !== undefined || profile.keys === undefined
  return known ? { value, place: profile.place } : undefined
}

function linkOf(profile: Profile): Link {
  const written = roleOf(profile)
  const whose = `role_arn of profile ${named(profile, written?.place)}`
  const role = roleFrom(written?.value ?? "", whose, "profile-invalid")
  const mfaSerial = textOfKind("mfaSerial", profile)
  const { duration, ignored } = profileDuration(profile)
  const optional = {
    sessionName: textOfKind("sessionName", profile),
    externalId: textOfKind("externalId", profile),
    duration,
    ...profileTags(profile),
    sourceIdentity: textOfKind("sourceIdentity", profile),
  }
  return {
    role,
    hop: { profile: profile.name, ...present(optional) },
    ...(mfaSerial === undefined ? {} : { mfaSerial }),
    ...(ignored === undefined ? {} : { ignored }),
    why: `Profile ${named(profile, written?.place)} names this role.`,
  }
}
