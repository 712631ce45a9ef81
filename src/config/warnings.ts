import { type Property, properties, type Section, type Trap } from "./ini.ts"
import { isName } from "./merge.ts"
import type { Place, Profile, Warning } from "./profile.ts"
import { headerTraps } from "./section-name.ts"
import type { SectionFile } from "./sections.ts"

/** What in a profile some AWS tool reads differently from guise, or not at all. Names keys and places, never values. */
export function profileWarnings(
  name: string,
  config: SectionFile,
  credentials: SectionFile,
  profile: Profile,
): readonly Warning[] {
  const inConfig = config.sections({ kind: "profile", name })
  const plain = config.sections({ kind: "default", name })
  const inCredentials = credentials.sections({ kind: "profile", name })
  const read = inConfig.length > 0 ? inConfig : plain
  return [
    ...(inConfig.length > 0 ? plain.map(section => replaced(section, config.path)) : []),
    ...sectionWarnings(read, config),
    ...sectionWarnings(inCredentials, credentials),
    ...nameWarnings(profile),
    ...keyWarnings(read, config.path, inCredentials, credentials.path, profile),
    ...kindWarnings(profile),
  ]
}

function replaced(section: Section, file: string): Warning {
  const text = "[default] is not read beside [profile default]; the AWS CLI reads whichever comes later"
  return { text, place: { file, line: section.line } }
}

function sectionWarnings(sections: readonly Section[], { path, role }: SectionFile): Warning[] {
  const [first, ...repeats] = sections
  if (first === undefined) return []
  const at = (line: number): Place => ({ file: path, line })
  return [
    ...repeats.map(({ line }) => ({
      text: `the section begins again (first on line ${first.line}); later keys win, the AWS CLI refuses the whole file`,
      place: at(line),
    })),
    ...sections.flatMap(section => [
      ...headerTraps(section.header, role).map(text => ({ text, place: at(section.line) })),
      ...propertyWarnings(properties(section), path),
    ]),
  ]
}

function propertyWarnings(all: readonly Property[], file: string): Warning[] {
  const seen = new Map<string, number>()
  const warnings: Warning[] = []
  for (const property of all) {
    const { key, line, value, traps, block } = property
    const place = { file, line }
    const label = isName(key) ? key : "the line's key"
    const former = seen.get(key)
    seen.set(key, line)
    if (former !== undefined) {
      const text = `${label} comes again (first on line ${former}); the later one wins, the AWS CLI refuses the whole file`
      warnings.push({ text, place })
    }
    if (!isName(key)) warnings.push({ text: "no tool reads this line: its key is no setting's name", place })
    if (value === "" && block.length === 0 && sentEmpty.includes(key)) {
      warnings.push({ text: `${label} is empty, which counts as unset; the AWS CLI sends the empty value`, place })
    }
    warnings.push(...traps.map(trap => ({ text: `${label} ${trapTexts[trap]}`, place })))
  }
  return warnings
}

const trapTexts: Readonly<Record<Trap, string>> = {
  "inline-comment": "has a comment on its line; the AWS CLI takes it for part of the value",
  "upper-case": "has upper-case letters; the JavaScript SDK and the C-based ones do not read it",
  continued: "goes on over indented lines; the JavaScript SDK drops those or reads them as keys of their own",
  indented: "is indented; the Rust SDK and the C-based ones refuse the whole file",
}

// botocore hands these on as they stand: a token, a prompt for the device "", an ExternalId that AWS rejects.
const sentEmpty: readonly string[] = [
  "aws_session_token",
  "aws_security_token",
  "mfa_serial",
  "external_id",
  "ca_bundle",
]

function nameWarnings({ name, place }: Profile): Warning[] {
  const text = nameTrap(name)
  return text === undefined ? [] : [{ text, place }]
}

/** Why some SDK does not find a profile of this name, as a sentence without its end; undefined for one that all read. */
export function nameTrap(name: string): string | undefined {
  if (name === "__proto__" || name === "constructor")
    return "the JavaScript SDK loses a profile of this name, or the whole file"
  // What Python's configparser calls so.
  if (name === "DEFAULT") return "the AWS CLI takes what this profile says for every profile of its file"
  if (readableByAll.test(name)) return undefined
  return "only the AWS CLI and botocore read a profile of this name; the other SDKs ignore it"
}

function keyWarnings(
  inConfig: readonly Section[],
  config: string,
  inCredentials: readonly Section[],
  credentials: string,
  { keys }: Profile,
): Warning[] {
  if (keys === undefined) return []
  const parts = [...partsOf(inConfig, config), ...partsOf(inCredentials, credentials)]
  const files = new Set(parts.map(({ place }) => place.file))
  const warnings: Warning[] = []
  const { place } = keys
  if (keys.keyId === undefined) warnings.push({ text: "half a key pair: aws_access_key_id is missing", place })
  if (!keys.hasSecret) warnings.push({ text: "half a key pair: aws_secret_access_key is missing", place })
  if (files.size > 1) {
    warnings.push({ text: "key pair and token stand in both files; the AWS CLI does not put them together", place })
  }
  const legacy = parts.find(({ key }) => key === "aws_security_token")
  if (legacy !== undefined) {
    const rivals = parts.some(({ key }) => key === "aws_session_token")
    const text = rivals
      ? "aws_security_token stands beside aws_session_token, which is used; the AWS CLI prefers the former"
      : "aws_security_token is read by the AWS CLI only; the name for all is aws_session_token"
    warnings.push({ text, place: legacy.place })
  }
  return warnings
}

function partsOf(sections: readonly Section[], file: string): { key: string; place: Place }[] {
  const all = sections.flatMap(properties).filter(({ key, value }) => value !== "" && pair.includes(key))
  return all.map(({ key, line }) => ({ key, place: { file, line } }))
}

/** Several kinds of credentials in one profile, of which the SDKs do not all take the same. */
function kindWarnings({ settings, keys, place }: Profile): Warning[] {
  const has = (key: string) => settings.has(key)
  const token = has("web_identity_token_file")
  const sourced = has("source_profile") !== has("credential_source")
  const pairHeld = keys?.keyId !== undefined && keys.hasSecret
  const present: Readonly<Record<Kind, boolean>> = {
    role: has("role_arn") && !token,
    "sourced-role": has("role_arn") && sourced,
    web: has("role_arn") && token,
    sso: has("sso_account_id") || has("sso_role_name"),
    login: has("login_session"),
    process: has("credential_process"),
    "credentials-keys": pairHeld && keys.from === "credentials",
    "config-keys": pairHeld && keys.from === "config",
  }
  const taken = orders.map(([tool, order]) => [tool, order.find(kind => present[kind])] as const)
  const kinds = new Set(taken.map(([, kind]) => (kind === undefined ? kind : kindTexts[kind])))
  if (kinds.size < 2) return []
  const list = taken.map(([tool, kind]) => `${tool} ${kind === undefined ? "nothing" : kindTexts[kind]}`)
  return [{ text: `several kinds of credentials in one profile: ${list.join(", ")}`, place }]
}

type Kind = "role" | "sourced-role" | "web" | "sso" | "login" | "process" | "credentials-keys" | "config-keys"

const orders: readonly (readonly [tool: string, order: readonly Kind[]])[] = [
  ["the AWS CLI takes", ["role", "web", "sso", "credentials-keys", "login", "process", "config-keys"]],
  ["the JavaScript SDK", ["sourced-role", "credentials-keys", "config-keys", "web", "process", "sso", "login"]],
  ["the Rust SDK", ["role", "web", "sso", "login", "process", "credentials-keys", "config-keys"]],
]

const kindTexts: Readonly<Record<Kind, string>> = {
  role: "the role",
  "sourced-role": "the role",
  web: "the web identity",
  sso: "the SSO role",
  login: "the login session",
  process: "the credential_process",
  "credentials-keys": "the keys",
  "config-keys": "the keys",
}

const pair: readonly string[] = [
  "aws_access_key_id",
  "aws_secret_access_key",
  "aws_session_token",
  "aws_security_token",
]
const readableByAll = /^[\w@+.%:/-]+$/
