import { endpointFor, regionOf, surroundingsOf } from "../config/endpoint.ts"
import { type AwsPaths, awsPaths } from "../config/files.ts"
import type { Profile, Profiles } from "../config/profile.ts"
import { type AwsFiles, loadProfiles } from "../config/profiles.ts"
import { GuiseError, isGuiseError } from "../errors.ts"
import { readRotations } from "../keys/rotation-record.ts"
import { nearestClause } from "../nearest.ts"
import { defaultRegionOf } from "../plan/partition.ts"
import type { Plan } from "../plan/plan.ts"
import { resolve } from "../plan/resolve.ts"
import { type Known, readKnown, storedKey } from "../store/known.ts"
import { type Paths, pathsOf } from "../sys/paths.ts"
import type { Endpoint, Env } from "../types.ts"

/** What the checks look at. Everything is read or made when it is first asked for, and once. */
export interface Facts {
  readonly env: Env
  /** Unix seconds. */
  readonly now: number
  /** Whose process this is; undefined where users have no number. */
  readonly uid: number | undefined
  readonly aws: AwsPaths
  /** guise's own folders. */
  readonly own: Paths
  readonly program: Program
  readonly files: AwsFiles
  /** Why a file could not be read; `files` is then what the other one says. */
  readonly trouble: readonly GuiseError[]
  /** What stores keep, by their index; nothing, when that cannot be read (which `planOf` then says). */
  readonly known: Known | GuiseError
  /** Rotations of keys that have not come to their end, by profile. */
  readonly rotations: ReturnType<typeof readRotations> | GuiseError
  /** The profiles to look at: all, or the one that was named and those behind it. */
  readonly profiles: readonly Profile[]
  /** The plan for a profile, or why there is none. */
  planOf(name: string): Plan | GuiseError
  /** Every STS endpoint that the plans would call, spoken to once. */
  reached(): Promise<readonly Reached[]>
}

/** The guise that is running. */
export interface Program {
  readonly version: string
  readonly path: string
}

/** How an endpoint answered somebody who has no keys. */
export type Reached =
  | { readonly endpoint: Endpoint; readonly host: string; readonly skew: number | undefined }
  | { readonly endpoint: Endpoint; readonly error: GuiseError }

/** What the facts are made from. */
export interface Given {
  readonly env: Env
  readonly now: number
  readonly uid: number | undefined
  readonly program: Program
  /** Looks at this profile only. */
  readonly profile?: string | undefined
  reach(endpoint: Endpoint): Promise<{ readonly host: string; readonly skew: number | undefined }>
}

/** Gathers the facts. Error: `profile-unknown` for a profile named that the files do not have. */
export function factsOf(given: Given): Facts {
  const { env, now, uid, program } = given
  const { files, trouble } = readFiles(env)
  const plans = new Map<string, Plan | GuiseError>()
  const planned = files.names().length > manyNames ? withoutNames(files) : files
  const known = orReason(() => readKnown(env))
  let profiles: readonly Profile[] | undefined
  let reached: Promise<readonly Reached[]> | undefined
  const facts: Facts = {
    env,
    now,
    uid,
    aws: awsPaths(env),
    own: pathsOf(env),
    program,
    files,
    trouble,
    known,
    get rotations() {
      return orReason(() => readRotations(env))
    },
    get profiles() {
      profiles ??= profilesOf(given.profile, files)
      return profiles
    },
    planOf(name) {
      const plan = plans.get(name) ?? planOrReason(name, given, planned, known)
      plans.set(name, plan)
      return plan
    },
    reached() {
      reached ??= reachAll(facts, given)
      return reached
    },
  }
  if (given.profile !== undefined && trouble.length === 0) requireProfile(given.profile, files)
  return facts
}

/** Both files; when one of them is malformed, the other alone, so that it is looked at all the same. */
function readFiles(env: Env): { files: AwsFiles; trouble: readonly GuiseError[] } {
  const { config, credentials } = awsPaths(env)
  const trouble: GuiseError[] = []
  const pairs = [
    { config, credentials },
    { config: absent(config), credentials },
    { config, credentials: absent(credentials) },
    { config: absent(config), credentials: absent(credentials) },
  ]
  for (const pair of pairs) {
    const read = filesOrReason(env, pair)
    if (!isGuiseError(read)) return { files: read, trouble }
    if (!trouble.some(({ message }) => message === read.message)) trouble.push(read)
  }
  throw trouble[0] ?? new GuiseError("unexpected", "No AWS file could be read, not even one that is not there.")
}

function filesOrReason(env: Env, { config, credentials }: AwsPaths): AwsFiles | GuiseError {
  const at = { ...env, GUISE_AWS_CONFIG_FILE: config, GUISE_AWS_SHARED_CREDENTIALS_FILE: credentials }
  return orReason(() => loadProfiles(at))
}

/** A file cannot have files in it, so this one is not there; SDKs and guise take it for an empty one. */
function absent(path: string): string {
  return `${path}/none`
}

function requireProfile(name: string, files: AwsFiles): void {
  if (files.profile(name) !== undefined) return
  const near = nearestClause(name, files.names())
  throw new GuiseError("profile-unknown", `There is no profile ${JSON.stringify(name)} in the AWS files.${near}`, {
    hint: "guise list",
  })
}

/** One that is named comes with those it takes its credentials from. */
function profilesOf(only: string | undefined, files: AwsFiles): readonly Profile[] {
  const names = only === undefined ? files.names() : wayFrom(only, files)
  return names.flatMap(name => files.profile(name) ?? [])
}

function wayFrom(name: string, files: AwsFiles): readonly string[] {
  const way: string[] = []
  for (let next: string | undefined = name; next !== undefined && !way.includes(next); ) {
    way.push(next)
    next = files.profile(next)?.settings.get("source_profile")?.value
  }
  return way
}

// With many profiles, comparing each missing name with all the others would take longer than everything else.
const manyNames = 500

function withoutNames({ profile, ssoSession, ssoSessions, services }: AwsFiles): Profiles {
  return { profile, ssoSession, ssoSessions, services, names: () => [] }
}

function planOrReason(
  name: string,
  { env, now }: Given,
  profiles: Profiles,
  known: Known | GuiseError,
): Plan | GuiseError {
  if (isGuiseError(known)) return known
  const stored = (profile: string) => storedKey(known, profile)
  return orReason(() => resolve(name, {}, { ...surroundingsOf(env, profiles), now, stored }))
}

function orReason<T>(make: () => T): T | GuiseError {
  try {
    return make()
  } catch (error) {
    if (isGuiseError(error)) return error
    throw error
  }
}

/** One of each; with no profile that calls STS, the endpoint that the environment leads to. */
function reachAll(facts: Facts, given: Given): Promise<readonly Reached[]> {
  const endpoints = new Map<string, Endpoint>()
  const add = (endpoint: Endpoint | GuiseError) => {
    if (!isGuiseError(endpoint)) endpoints.set(placeOf(endpoint), endpoint)
  }
  for (const profile of facts.profiles) {
    const plan = facts.planOf(profile.name)
    if (isGuiseError(plan)) continue
    const called = endpointsOf(plan)
    if (called.length === 0) add(ownEndpoint(profile, plan.region, facts))
    for (const endpoint of called) add(endpoint)
  }
  if (endpoints.size === 0) add(ownEndpoint(undefined, undefined, facts))
  return Promise.all(Array.from(endpoints.values(), endpoint => reachOne(endpoint, given)))
}

/** Where STS would be asked who one is. */
function ownEndpoint(
  profile: Profile | undefined,
  region: string | undefined,
  { env, files }: Facts,
): Endpoint | GuiseError {
  const where = regionOf(undefined, profile, env) ?? region ?? defaultRegionOf("aws")
  return orReason(() => endpointFor("sts", profile, files, env, where))
}

async function reachOne(endpoint: Endpoint, given: Given): Promise<Reached> {
  try {
    return { endpoint, ...(await given.reach(endpoint)) }
  } catch (error) {
    if (isGuiseError(error)) return { endpoint, error }
    throw error
  }
}

function endpointsOf({ root, hops, ifDenied }: Plan): readonly Endpoint[] {
  const own = "sts" in root ? [root.sts] : []
  return [...own, ...hops.map(({ sts }) => sts), ...(ifDenied === undefined ? [] : endpointsOf(ifDenied))]
}

/** The same host by the same road is asked once; with an explicit URL the region is of no account. */
function placeOf({ url, region, fips, dualstack, caBundle }: Endpoint): string {
  return JSON.stringify(url === undefined ? [region, fips, dualstack, caBundle] : [url, caBundle])
}
