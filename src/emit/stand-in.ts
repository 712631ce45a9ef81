import { isName } from "../config/merge.ts"
import type { Profile, Profiles } from "../config/profile.ts"

/** One profile of a config file made for SDKs: its own settings, and where its credentials come from instead. */
export interface StandInProfile {
  readonly name: string
  /** The `credential_process` line; absent: credentials are found where no profile names any. */
  readonly line?: string
  readonly profile: Pick<Profile, "settings" | "nested"> | undefined
  /** Over the profile's own. */
  readonly region?: string
}

/** True when some SDK can be told this name; see `headerOf`. */
export function canBeNamed(name: string): boolean {
  return headerOf("profile", name) !== undefined
}

/**
 * A config file in which every profile's credentials come from its line, and every other setting (region, endpoints,
 * retries, the blocks of single services) is as the user has it. Profiles that cannot be named are left out.
 */
export function standInText(profiles: readonly StandInProfile[], { services }: Pick<Profiles, "services">): string {
  const wanted = new Set(profiles.flatMap(({ profile }) => profile?.settings.get("services")?.value ?? []))
  const sections = profiles.map(section)
  return [
    ...sections.filter(({ readableByAll }) => readableByAll),
    ...[...wanted].map(name => servicesSection(name, services(name))),
    // Last, after sections that are no profiles: a tool that does not know quotes takes their lines for those of the
    // section before.
    ...sections.filter(({ readableByAll }) => !readableByAll),
  ]
    .map(({ text }) => text)
    .join("\n")
}

interface Section {
  readonly readableByAll: boolean
  readonly text: string
}

function section({ name, line, profile, region }: StandInProfile): Section {
  const header = name === "default" ? "[default]" : headerOf("profile", name)
  if (header === undefined) return { readableByAll: true, text: "" }
  const kept = [...(profile?.settings ?? [])].filter(([key]) => !isReplaced(key) && !profile?.nested.has(key))
  const settings = new Map(kept.map(([key, { value }]) => [key, value]))
  if (region !== undefined) settings.set("region", region)
  const lines = [...settings].map(([key, value]) => `${key} = ${value.replaceAll("\n", "\n  ")}\n`)
  const blocks = [...(profile?.nested ?? [])].map(([key, block]) => blockText(key, block))
  const source = line === undefined ? "" : `credential_process = ${line}\n`
  const text = `${header}\n${source}${lines.join("")}${blocks.join("")}`
  return { readableByAll: !header.includes('"'), text }
}

function servicesSection(name: string, services: ReturnType<Profiles["services"]>): Section {
  const header = headerOf("services", name)
  if (header === undefined || services === undefined) return { readableByAll: true, text: "" }
  return {
    readableByAll: true,
    text: `${header}\n${[...services].map(([service, block]) => blockText(service, block)).join("")}`,
  }
}

function blockText(key: string, block: ReadonlyMap<string, string>): string {
  return `${key} =\n${[...block].map(([sub, value]) => `  ${sub} = ${value.replaceAll("\n", "\n    ")}\n`).join("")}`
}

/**
 * A section header for this name: plain for the names that every SDK reads, quoted for those that the AWS CLI and
 * botocore read; undefined for what would end the name early in some parser and give its lines to another profile, and
 * for the names that make the SDK for JavaScript refuse the whole file.
 */
function headerOf(kind: "profile" | "services", name: string): string | undefined {
  if (name === "__proto__" || name === "constructor" || name === "") return undefined
  if (/^[\w@+.%:/-]+$/.test(name)) return `[${kind} ${name}]`
  return /["\\#;[\]\p{Cc}]|^\s|\s$/u.test(name) ? undefined : `[${kind} "${name}"]`
}

/** Whatever says who one is. Names that are none of AWS's (`x_…`) may hold anything. */
function isReplaced(key: string): boolean {
  return !isName(key) || replaced.test(key)
}

const replaced =
  /^(?:(?:aws|sso|role|mfa|source|credential|web_identity|x)_.*|external_id|duration_seconds|login_session|expiration)$/
