import { instantOf, isoTime } from "../instant.ts"
import type { Credentials, Env } from "../types.ts"
import { fileWarnings } from "./file-warnings.ts"
import type { AwsPaths } from "./files.ts"
import { firstLine } from "./first-line.ts"
import { type Held, type Merged, mergeSections } from "./merge.ts"
import type { Profile, Profiles, Setting, StaticKeys, Warning } from "./profile.ts"
import { type AwsTexts, readAwsTexts } from "./reading.ts"
import type { SectionKind } from "./section-name.ts"
import { type IndexOptions, openSections, type SectionFile } from "./sections.ts"
import { isSeedKey } from "./seed-keys.ts"
import { profileWarnings } from "./warnings.ts"

/** Both AWS files, read once: what they say about each name, and (apart from that) the key pairs in them. */
export interface AwsFiles extends Profiles {
  /** Where they are, or would be. */
  readonly paths: AwsPaths
  /**
   * The key pair of a profile's own section, merged over both files; undefined when there is none, or half of one.
   * `expiresAt` comes from the expiry that other tools note beside temporary keys. SECRET.
   */
  keysOf(name: string): Credentials | undefined
  /** An MFA seed that stands in a profile's own section, with the key it stands under. SECRET. */
  seedOf(name: string): StandingSeed | undefined
  /** The names of all `[sso-session NAME]`, in the order of the file. */
  ssoSessions(): readonly string[]
  /** What is odd about the files themselves, and sections that look like profiles and are none. */
  readonly warnings: readonly Warning[]
}

/** A seed as it stands in one of the AWS files. SECRET. */
export interface StandingSeed extends Held {
  readonly key: string
}

/**
 * The AWS files that this environment names, as they are now or as they were read before. A file that is not there is empty.
 * With `indexFolder`, a large file is looked up through an index kept there (made only under `writeIndex`).
 * Errors: `file-unreadable`, `file-malformed` (a malformed line anywhere, whichever profile is asked for).
 */
export function loadProfiles(env: Env, options: IndexOptions = {}, texts: AwsTexts = readAwsTexts(env)): AwsFiles {
  const { paths } = texts
  const config = openSections(paths.config, "config", options, texts.config)
  const credentials = openSections(paths.credentials, "credentials", options, texts.credentials)
  const known = new Map<string, Known | undefined>()
  const lookUp = (name: string) => {
    if (!known.has(name)) known.set(name, read(name, config, credentials))
    return known.get(name)
  }
  return {
    paths,
    profile: name => lookUp(name)?.profile,
    keysOf: name => lookUp(name)?.keys(),
    seedOf: name => lookUp(name)?.seed(),
    names: () => allNames(config, credentials),
    ssoSessions: () => config.names("sso-session"),
    ssoSession: name => named(config, "sso-session", name)?.settings,
    services: name => named(config, "services", name)?.nested,
    get warnings() {
      return fileWarnings(config, credentials)
    },
  }
}

interface Known {
  readonly profile: Profile
  /** A function, so that whoever prints or serialises this finds no secret in it. */
  keys(): Credentials | undefined
  seed(): StandingSeed | undefined
}

function read(name: string, config: SectionFile, credentials: SectionFile): Known | undefined {
  const sources = [
    { file: config, sections: configSections(name, config) },
    { file: credentials, sections: credentials.sections({ kind: "profile", name }) },
  ]
  const merged = mergeSections(sources)
  if (merged === undefined) return undefined
  const { place, settings, nested } = merged
  const keys = staticKeys(merged)
  const profile: Profile = {
    name,
    place,
    settings,
    nested,
    ...(keys !== undefined && { keys }),
    get warnings() {
      return profileWarnings(name, config, credentials, this)
    },
  }
  return { profile, keys: () => credentialsOf(merged, keys), seed: () => seedIn(merged) }
}

function seedIn({ secrets }: Merged): StandingSeed | undefined {
  for (const [key, held] of secrets) if (isSeedKey(key)) return { key, ...held, value: firstLine(held.value) }
  return undefined
}

/** `[profile default]` replaces `[default]` wherever it stands; the two are never merged. */
function configSections(name: string, config: SectionFile) {
  const prefixed = config.sections({ kind: "profile", name })
  return prefixed.length > 0 ? prefixed : config.sections({ kind: "default", name })
}

function allNames(config: SectionFile, credentials: SectionFile): string[] {
  return [...new Set([...configNames(config), ...credentials.names("profile")])]
}

function configNames(config: SectionFile): readonly string[] {
  const names = config.names("profile")
  return config.names("default").length > 0 && !names.includes("default") ? ["default", ...names] : names
}

function named(config: SectionFile, kind: SectionKind, name: string): Merged | undefined {
  return mergeSections([{ file: config, sections: config.sections({ kind, name }) }])
}

function staticKeys({ settings, secrets }: Merged): StaticKeys | undefined {
  const id = secrets.get("aws_access_key_id")
  const secret = secrets.get("aws_secret_access_key")
  const held = id ?? secret
  if (held === undefined) return undefined
  const hasToken = tokenOf(secrets) !== undefined
  const expiration = hasToken ? expiryOf(settings) : undefined
  return {
    from: held.role,
    ...(id !== undefined && { keyId: firstLine(id.value) }),
    hasSecret: secret !== undefined,
    hasToken,
    ...(expiration !== undefined && { expiration: isoTime(expiration) }),
    place: held.place,
  }
}

function credentialsOf({ settings, secrets }: Merged, keys: StaticKeys | undefined): Credentials | undefined {
  const accessKeyId = secrets.get("aws_access_key_id")?.value
  const secretAccessKey = secrets.get("aws_secret_access_key")?.value
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined
  const sessionToken = tokenOf(secrets)
  const accountId = settings.get("aws_account_id")?.value
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken !== undefined && { sessionToken }),
    ...(keys?.expiration !== undefined && { expiresAt: Date.parse(keys.expiration) / 1000 }),
    ...(accountId !== undefined && { accountId }),
  }
}

/** The documented name before the legacy one, which botocore prefers. */
function tokenOf(secrets: Merged["secrets"]): string | undefined {
  return (secrets.get("aws_session_token") ?? secrets.get("aws_security_token"))?.value
}

/** Unix seconds. */
function expiryOf(settings: ReadonlyMap<string, Setting>): number | undefined {
  return expiryKeys.map(key => instantOf(settings.get(key)?.value)).find(at => at !== undefined)
}

// guise, aws-mfa and awsume; denv and granted; aws-vault; saml2aws.
const expiryKeys = ["expiration", "aws_session_expiration", "aws_credential_expiration", "x_security_token_expires"]
