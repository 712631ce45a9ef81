/** Names that come out of the AWS files and the stores' index: the warm road knows them (names-file.ts). */
export const nameKinds = ["profile", "section", "paired", "device", "serial", "domain"] as const

/**
 * What a name stands for. `profile`: one that can be somebody, and so a source as well; `section`: whatever has a section
 * in the files; `paired`: one with a long-lived key pair; `device`: a serial, or a profile that names one.
 */
export type NameKind = (typeof nameKinds)[number]

/** Words that guise itself knows, or looks up when somebody asks (lists.ts). */
export const listKinds = [
  "region",
  "format",
  "shell-format",
  "explain-format",
  "shell",
  "store",
  "place",
  "way",
  "shell-way",
  "kind",
  "origin",
  "backend",
  "setting",
  "mfa-action",
  "store-action",
  "key",
  "service",
  "sso-session",
] as const

export type ListKind = (typeof listKinds)[number]

/** What stands somewhere: `nothing` for a flag without a value, `text` for what only the person knows. */
export type Value = NameKind | ListKind | "nothing" | "text" | "file"

export function isNameKind(value: Value): value is NameKind {
  return (nameKinds as readonly Value[]).includes(value)
}

export function isListKind(value: Value): value is ListKind {
  return (listKinds as readonly Value[]).includes(value)
}

/**
 * What the arguments of each command are, in their order; the last one again and again where a command takes any number.
 * A command of two words has a row of its own.
 */
export const argumentValues: Readonly<Record<string, readonly Value[]>> = {
  exec: ["profile"],
  export: ["profile"],
  auth: ["profile"],
  process: ["profile"],
  login: ["profile"],
  logout: ["profile"],
  console: ["profile"],
  whoami: ["profile"],
  use: ["profile"],
  off: [],
  list: [],
  status: [],
  explain: ["section"],
  doctor: ["section"],
  write: ["profile"],
  refresh: [],
  serve: ["profile"],
  rename: ["section", "text"],
  remove: ["section"],
  "add user": ["text"],
  "add mfa": ["text"],
  "add role": ["text"],
  "add sso": ["text"],
  "sso sync": ["sso-session"],
  "keys list": [],
  "keys add": ["section"],
  "keys move": ["paired"],
  "keys rotate": ["paired"],
  "keys remove": ["paired"],
  import: ["text"],
  mfa: ["mfa-action", "device"],
  store: ["store-action", "store"],
  get: ["section", "key"],
  set: ["section", "key", "text"],
  clear: ["section"],
  hook: ["shell"],
  completion: ["shell"],
  allow: ["file"],
  deny: ["file"],
  sandbox: [],
}

/** The same for guise's own settings. */
const settingArguments: Readonly<Record<string, readonly Value[]>> = { get: ["setting"], set: ["setting", "text"] }

/** First words of commands of two. Said once more, since to look through the rows starts the runtime's compiler (0.4 ms). */
export const families: readonly string[] = ["add", "sso", "keys"]

/** Commands that take words in one list, and those among them whose last may be given again. */
export const wordLists: readonly string[] = ["import", "get", "set", "serve"]
export const manyArguments: readonly string[] = ["import", "serve"]

/** Commands that take a command of their own after `--`. */
export const withChild: readonly string[] = ["exec", "sandbox"]

/** What follows each flag, whichever command has it. A flag whose value may be left out counts as one without. */
export const flagValues: Readonly<Record<string, Value>> = {
  "--help": "nothing",
  "-h": "nothing",
  "--quiet": "nothing",
  "-q": "nothing",
  "--verbose": "nothing",
  "-v": "nothing",
  "--json": "nothing",
  "--profile": "profile",
  "-p": "profile",
  "--region": "region",
  "--duration": "text",
  "-d": "text",
  "--min-ttl": "text",
  "--fresh": "nothing",
  "--no-session": "nothing",
  "--session-name": "text",
  "--external-id": "text",
  "--mfa-code": "text",
  "--token-code": "text",
  "--role-arn": "text",
  "--read-only": "nothing",
  "--policy": "file",
  "--tags": "text",
  "--source-identity": "text",
  "--as": "way",
  "--format": "format",
  "--stdin": "nothing",
  "--serial-number": "serial",
  "--serial": "serial",
  "--mfa-serial": "serial",
  "--role-duration-seconds": "text",
  "--mfa-duration-seconds": "text",
  "--role-session-name": "text",
  "--force": "nothing",
  "--device": "nothing",
  "--kind": "kind",
  "--domain": "domain",
  "--csv": "file",
  "--user": "text",
  "--from-env": "nothing",
  "--access-key-id": "text",
  "--store": "place",
  "--yes": "nothing",
  "-y": "nothing",
  "--all": "nothing",
  "--to": "place",
  "--dry-run": "nothing",
  "--keep-old": "nothing",
  "--delete-other": "text",
  "--from": "origin",
  "--rename": "text",
  "--file": "file",
  "--suffix": "text",
  "--backend": "backend",
  "--qr": "file",
  "--from-profile": "section",
  "--watch": "nothing",
  "--offline": "nothing",
  "--settings": "nothing",
  "--match": "text",
  "--unset": "nothing",
  "--init": "nothing",
  "--imds": "nothing",
  "--print-env": "profile",
  "--address": "text",
  "--run": "nothing",
  "--port": "text",
  "--state": "file",
  "--code": "nothing",
  "--calls": "nothing",
  "--advance": "text",
  "--browse": "text",
  "--deny": "nothing",
  "--label": "text",
  "-l": "text",
  "--source": "profile",
  "--diff": "nothing",
  "--template": "text",
  "--no-prune": "nothing",
  "--sso-region": "region",
  "--sso": "text",
  "--account": "text",
  "--role": "text",
  "--start-url": "text",
  "--account-id": "text",
  "--role-name": "text",
  "--scopes": "text",
  "--keep-fresh": "nothing",
  "--kept": "nothing",
  "--service": "service",
  "--destination": "text",
  "--print": "nothing",
  "--logout": "nothing",
  "--list": "nothing",
  "--remove": "nothing",
}

/** Where a flag means something else than it does elsewhere. */
export const otherwise: Readonly<Record<string, Readonly<Record<string, Value>>>> = {
  off: { "--format": "shell-format" },
  explain: { "--format": "explain-format", "--profile": "section", "-p": "section" },
  doctor: { "--profile": "section", "-p": "section" },
  get: { "--profile": "section", "-p": "section" },
  clear: { "--profile": "section", "-p": "section" },
  import: { "--store": "store" },
  mfa: { "--store": "store" },
  use: { "--source": "file", "--as": "shell-way" },
  write: { "--to": "section" },
  "add mfa": { "--source": "paired" },
  "keys add": { "--profile": "section", "-p": "section" },
  "keys move": { "--profile": "paired", "-p": "paired" },
  "keys rotate": { "--profile": "paired", "-p": "paired" },
  "keys remove": { "--profile": "paired", "-p": "paired" },
}

/** What follows a flag of a command; undefined for a flag that no row knows. */
export function valueOfFlag(flag: string, verb: string): Value | undefined {
  return rowOf(rowOf(otherwise, verb) ?? {}, flag) ?? rowOf(flagValues, flag)
}

/** What the words of a command are that are no flags, after these flags; undefined for a command that no row knows. */
export function argumentsOf(verb: string, flags: readonly string[] = []): readonly Value[] | undefined {
  return rowOf(flags.includes("--settings") ? settingArguments : argumentValues, verb)
}

function rowOf<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}
