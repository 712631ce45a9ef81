import type { Profile, Setting } from "../config/profile.ts"
import { GuiseError } from "../errors.ts"
import { nearest, nearestClause } from "../nearest.ts"
import { quoted } from "../quoted.ts"
import type { Context } from "./chain-shapes.ts"
import { named, pathOf, settingOf, textOf } from "./words.ts"

/** Profiles that name each other in a circle; `path` ends where it began. */
export function loop(path: readonly string[]): GuiseError {
  return new GuiseError("profile-loop", `The profiles lead in a circle: ${pathOf(path)}.`, {
    hint: `name a profile with keys as the source: guise set ${quoted(path[path.length - 2] ?? "")} source_profile NAME`,
  })
}

/** Profiles whose `credential_process` lines run guise for each other in a circle; `path` ends where it began. */
export function processLoop(profile: Profile, path: readonly string[]): GuiseError {
  const place = settingOf(profile, "credential_process")?.place
  return new GuiseError(
    "profile-loop",
    `The credential_process of profile ${named(profile, place)} leads in a circle: ${pathOf(path)}.`,
    { hint: "let one of them run a program that has credentials of its own" },
  )
}

/** A source_profile that no file has, with those that may have been meant. */
export function missing(profile: Profile, source: Setting, path: readonly string[], { profiles }: Context): GuiseError {
  const others = profiles.names().filter(name => !path.includes(name))
  const near = nearestClause(source.value, others)
  const [best] = nearest(source.value, others, 1)
  return new GuiseError(
    "source-missing",
    `Profile ${named(profile, source.place)} takes its credentials from ${JSON.stringify(source.value)}, which does not exist (${pathOf(path)}).${near}`,
    { hint: `guise set ${quoted(profile.name)} source_profile ${best === undefined ? "NAME" : quoted(best)}` },
  )
}

/** AWS allows one source. */
export function twoSources(profile: Profile): GuiseError {
  return new GuiseError(
    "profile-invalid",
    `Profile ${named(profile, settingOf(profile, "credential_source")?.place)} has both source_profile and credential_source; AWS allows one.`,
    { hint: "remove the one that is not meant" },
  )
}

/** A role without anything to take it with. */
export function noSource(profile: Profile): GuiseError {
  return new GuiseError(
    "source-missing",
    `Profile ${named(profile, settingOf(profile, "role_arn")?.place)} names a role but neither source_profile nor credential_source: nothing to take the role with. ` +
      "Credentials in the role's own profile count only when source_profile names that profile itself.",
    { hint: `guise set ${quoted(profile.name)} source_profile NAME` },
  )
}

/** A source that holds nothing itself. */
export function emptySource(profile: Profile, next: Profile, path: readonly string[]): GuiseError {
  return new GuiseError(
    "no-credentials",
    `Profile ${named(next)} is the source of ${JSON.stringify(profile.name)} (${pathOf(path)}) but holds no credentials.${aliasClause(next)}`,
    { hint: `guise keys add ${quoted(next.name)}` },
  )
}

function aliasClause(profile: Profile): string {
  const source = textOf(profile, "source_profile")
  return source === undefined
    ? ""
    : ` Its source_profile ${JSON.stringify(source)} has no effect without a role_arn: name that profile directly.`
}

/** An MFA session of something that is no user. */
export function notLongLived(profile: Profile, source: string): GuiseError {
  return new GuiseError(
    "profile-invalid",
    `Profile ${named(profile)} asks for an MFA session of ${JSON.stringify(source)}, but AWS gives one for ` +
      `long-lived keys only, and ${JSON.stringify(source)} leads to temporary credentials.`,
    { hint: `guise explain ${quoted(source)}` },
  )
}
