import { isoTime } from "../instant.ts"
import type { Credentials, Env, EnvChange } from "../types.ts"

/** Who one is, as an environment says it. */
export interface Worn {
  readonly credentials: Credentials
  readonly profile?: string
  /** Absent: the user's own region stays as it is. */
  readonly region?: string
}

/** What says who one is. */
export const identity = [
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_CREDENTIAL_EXPIRATION",
  "AWS_SESSION_EXPIRATION",
  "AWS_ACCOUNT_ID",
  "GUISE_PROFILE",
  "GUISE_EXPIRES_AT",
] as const

/** Variables that would beat, or mix with, the identity given; removed whenever one is given. */
const shadowing = [
  "AWS_PROFILE",
  "AWS_DEFAULT_PROFILE",
  "AWS_SECURITY_TOKEN",
  "AWS_ROLE_ARN",
  "AWS_ROLE_SESSION_NAME",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
  "AWS_CONTAINER_AUTHORIZATION_TOKEN",
  "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
  "AWS_CREDENTIAL_FILE",
  "AWS_CREDENTIAL_SCOPE",
] as const

/** Key pairs by the names that old SDKs, and Rust's as a last resort, still read. */
const legacy = ["AWS_ACCESS_KEY", "AWS_SECRET_KEY", "SECRET_ACCESS_KEY"] as const

/** A bearer token for a service (AWS_BEARER_TOKEN_BEDROCK) beats a signature there. */
const bearerPrefix = "AWS_BEARER_TOKEN_"

/** AWS invents new names under this one too; whatever of them is set goes. */
const containerPrefix = "AWS_CONTAINER_"

/** Secrets of guise itself, which no command under a guise has any use for. */
const ownSecrets = ["GUISE_MFA_CODE", "GUISE_PASSPHRASE"] as const

/** Everything that could say who one is, each name once. */
const speaking = [shadowing, legacy, identity, ownSecrets] as const

const regionNames = ["AWS_REGION", "AWS_DEFAULT_REGION"] as const

/**
 * The change that makes `current` speak for `worn` and for nobody else (CLI.md, "What a command under a guise sees").
 * A variable that this identity has no value for is removed, not left over from the one before.
 */
export function envChange(worn: Worn, current: Env): EnvChange {
  return changeTo(valuesOf(worn), worn.region, current)
}

/**
 * The change that gives these variables values and takes away every other that could say who one is. A name that is
 * given without a value is removed as well.
 */
export function changeTo(values: Values, region: string | undefined, current: Env): EnvChange {
  const set: Record<string, string> = {}
  for (const name in values) {
    const value = values[name]
    if (value !== undefined) set[name] = value
  }
  // Both names: JavaScript, Java and Go read only the first, boto3 only the second.
  if (region !== undefined) for (const name of regionNames) set[name] = region
  if (current.GUISE_VARIABLES) set.GUISE_VARIABLES = variablesWith(Object.keys(set), current.GUISE_VARIABLES)
  const unset: string[] = []
  for (const names of speaking) for (const name of names) if (!(name in set)) unset.push(name)
  for (const name of Object.keys(current))
    if (isOfFamily(name) && !(name in set) && !unset.includes(name)) unset.push(name)
  return { set, unset }
}

/** What a shell around this one wears goes off with what is put on here. */
function variablesWith(names: readonly string[], worn: string): string {
  return [...new Set([...worn.split(" "), ...names])].join(" ")
}

type Values = Readonly<Record<string, string | undefined>>

/** What AWS may have invented since: whatever begins like one of these goes, as long as it is set. */
function isOfFamily(name: string): boolean {
  return name.startsWith(containerPrefix) || name.startsWith(bearerPrefix)
}

/** Names of bearer tokens in `current`; a person is told that they go. */
export function bearerTokensIn(current: Env): readonly string[] {
  const names: string[] = []
  for (const name of Object.keys(current)) if (name.startsWith(bearerPrefix)) names.push(name)
  return names
}

function valuesOf({ credentials, profile }: Worn): Readonly<Record<(typeof identity)[number], string | undefined>> {
  const { expiresAt } = credentials
  const expiry = expiresAt === undefined ? undefined : isoTime(expiresAt)
  return {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_CREDENTIAL_EXPIRATION: expiry,
    AWS_SESSION_EXPIRATION: expiry,
    AWS_ACCOUNT_ID: credentials.accountId,
    GUISE_PROFILE: profile,
    GUISE_EXPIRES_AT: expiresAt === undefined ? undefined : String(expiresAt - (expiresAt % 1)),
  }
}
