import type { AwsFiles } from "../config/profiles.ts"
import { GuiseError } from "../errors.ts"
import { nearestClause } from "../nearest.ts"
import { scopesIn } from "../plan/sso.ts"
import { isSamePortal, regionIn } from "../plan/sso-words.ts"
import { quoted } from "../quoted.ts"
import { accessScope, sessionsOf } from "./add.ts"
import { freeName } from "./names.ts"
import type { SyncedSession } from "./sso-sections.ts"
import { settingValue } from "./values.ts"

/** Which sign-in somebody means, as they say it. */
export interface SessionWords {
  /** An `[sso-session]`, or what a new one is to be called. */
  readonly name?: string | undefined
  readonly startUrl?: string | undefined
  readonly ssoRegion?: string | undefined
  readonly all?: boolean
}

type Files = Pick<AwsFiles, "ssoSessions" | "ssoSession" | "names" | "profile">

/**
 * The sign-ins that are meant: the one that is named, by name or by its address, the only one there is, or all of them.
 * Errors: `usage` where it is not clear which, or what is missing; `source-missing` for a session that is not there;
 * `profile-invalid` for one of that name with another address.
 */
export function sessionsMeant(words: SessionWords, files: Files): readonly SyncedSession[] {
  const standing = sessionsOf(files)
  const { name, startUrl, all = false } = words
  if (all && (name !== undefined || startUrl !== undefined))
    throw new GuiseError("usage", "--all is for every sign-in, and one was named.")
  if (words.ssoRegion !== undefined && startUrl === undefined)
    throw new GuiseError("usage", "--sso-region says nothing without --start-url: an [sso-session] has its own.", {
      hint: "guise sso sync --help",
    })
  if (all && standing.length > 0) return standing.map(each => asSynced(each, files))
  if (startUrl !== undefined) return [byAddress(startUrl, words, standing, files)]
  if (name !== undefined) return [byName(name, standing, files)]
  const [only, ...others] = standing
  if (only === undefined) throw noSession(files)
  if (others.length === 0) return [asSynced(only, files)]
  throw new GuiseError("usage", `There are several sign-ins: ${standing.map(each => each.name).join(", ")}.`, {
    hint: `guise sso sync ${quoted(only.name)}, or guise sso sync --all`,
  })
}

type Standing = ReturnType<typeof sessionsOf>[number]

function asSynced({ name, url, region }: Standing, files: Files): SyncedSession {
  return { name, startUrl: url, ssoRegion: region, ...scopesIn(files.ssoSession(name)), stands: true }
}

function byName(name: string, standing: readonly Standing[], files: Files): SyncedSession {
  const found = standing.find(each => each.name === name)
  if (found !== undefined) return asSynced(found, files)
  const names = standing.map(each => each.name)
  throw new GuiseError(
    "source-missing",
    `There is no [sso-session ${name}] with sso_start_url and sso_region in the config file.${nearestClause(name, names)}`,
    { hint: `guise sso sync ${quoted(name)} --start-url https://example.awsapps.com/start --sso-region eu-west-1` },
  )
}

function byAddress(
  address: string,
  { name, ssoRegion }: SessionWords,
  standing: readonly Standing[],
  files: Files,
): SyncedSession {
  const startUrl = settingValue("sso_start_url", address, "--start-url")
  const found = standing.find(
    each =>
      isSamePortal(each.url, startUrl) &&
      each.region === (ssoRegion ?? each.region) &&
      each.name === (name ?? each.name),
  )
  if (found !== undefined) return asSynced(found, files)
  const region = ssoRegion === undefined ? regionIn(startUrl) : settingValue("sso_region", ssoRegion, "--sso-region")
  if (region === undefined)
    throw new GuiseError(
      "usage",
      `--start-url ${startUrl} wants --sso-region too: no [sso-session] has that address.`,
      {
        hint: `guise sso sync --start-url ${quoted(startUrl)} --sso-region eu-west-1`,
      },
    )
  if (name !== undefined && files.ssoSession(name) !== undefined)
    throw new GuiseError(
      "profile-invalid",
      `[sso-session ${name}] has another address than ${startUrl} in ${region}.`,
      {
        hint: "give the new sign-in another name, or none",
      },
    )
  const called = name ?? freeName(hostName(startUrl), files.ssoSessions())
  return { name: called, startUrl, ssoRegion: region, scopes: [accessScope], stands: false }
}

/** The first word of the address that is somebody's own. */
function hostName(startUrl: string): string {
  const labels = new URL(startUrl).hostname.split(".")
  return labels.find(label => !/^(sso|aws|login|signin|sign-in|start|portal|www)$/.test(label)) ?? "sso"
}

function noSession(files: Files): GuiseError {
  const [address, region] = addressInProfiles(files) ?? ["https://example.awsapps.com/start", "eu-west-1"]
  return new GuiseError("usage", "There is no [sso-session] in the config file: which sign-in was not said.", {
    hint: `guise sso sync --start-url ${quoted(address)} --sso-region ${quoted(region)}`,
  })
}

/** The older kind of sign-in, which stands in the profile itself. */
function addressInProfiles(files: Files): readonly [string, string] | undefined {
  for (const name of files.names()) {
    const said = files.profile(name)?.settings
    const [address, region] = [said?.get("sso_start_url")?.value, said?.get("sso_region")?.value]
    if (address !== undefined && region !== undefined) return [address, region]
  }
  return undefined
}
