import { readFileSync } from "node:fs"
import { Command } from "@commander-js/extra-typings"
import type { Chosen } from "../config/settings.ts"
import { wantOf } from "../config/want.ts"
import { GuiseError } from "../errors.ts"
import { JsonSyntaxError, parseJson } from "../json.ts"
import type { Request } from "../plan/resolve.ts"
import { quoted } from "../quoted.ts"
import type { Freshness } from "../types.ts"
import type { WorldOptions } from "../world.ts"
import { parseDuration } from "./lines/duration.ts"

/** A command with the flags that every command takes. Two examples stand in each command's help. */
export function plainCommand(name: string, summary: string, examples: readonly [string, string, ...string[]]) {
  return new Command(`guise ${name}`)
    .description(summary)
    .option("-q, --quiet", "say nothing on stderr but errors")
    .option("-v, --verbose", "say more on stderr; never a secret")
    .option("--json", "data and errors as JSON")
    .addHelpText("after", `\nExamples:\n${examples.map(line => `  $ ${line}\n`).join("")}`)
}

/** A command about one profile: by name, or with -p/--profile. */
export function profileCommand(name: string, summary: string, examples: readonly [string, string, ...string[]]) {
  return plainCommand(name, summary, examples)
    .argument("[profile]", "name of a profile in the AWS files")
    .option("-p, --profile <name>", "the same, as a flag")
}

/** A command that changes what the AWS files say of a profile. */
export function editCommand(name: string, summary: string, examples: readonly [string, string, ...string[]]) {
  return plainCommand(name, summary, examples)
    .option("--domain <domain>", "NAME is DOMAIN:NAME")
    .option("--dry-run", "show what would change in the AWS files, secrets masked, and change nothing")
}

/** A command that makes a profile. */
export function addCommand(name: string, summary: string, examples: readonly [string, string, ...string[]]) {
  return editCommand(name, summary, examples)
    .argument("[name]", "name of the new profile")
    .option("-p, --profile <name>", "the same, as a flag")
}

/** A command that gets credentials: the flags of CLI.md, "Every command that gets credentials takes". */
export function credentialCommand(name: string, summary: string, examples: readonly [string, string, ...string[]]) {
  return profileCommand(name, summary, examples)
    .option("--region <region>", "region to work in, over the profile's own")
    .option("-d, --duration <time>", "how long the credentials should last (90m, 2h, seconds)")
    .option("--min-ttl <time>", "serve cached ones only while this much is left (default 16m)")
    .option("--fresh", "ask AWS again for these credentials; an MFA session behind them is kept")
    .option("--no-session", "straight from the long-lived keys, without an MFA session in between")
    .option("--session-name <name>", "role session name, seen in CloudTrail")
    .option("--external-id <id>", "external id the role asks for")
    .option("--mfa-code <digits>", "MFA code, used once (also GUISE_MFA_CODE)")
    .option("--token-code <digits>", "the same")
    .option("--role-arn <role>", "assume this role after the profile: ARN or ACCOUNT:ROLE; may be repeated", repeated)
    .option("--read-only", "less than the role: AWS's ReadOnlyAccess as session policy")
    .option("--policy <file-or-arn>", "less than the role: a session policy; ARNs may be repeated", repeated)
    .option("--tags <k=v,...>", "session tags", repeated)
    .option("--source-identity <name>", "source identity, kept through the whole chain")
}

/** The same for commands that need no profile: an account and a role behind a sign-in may be named by flags. */
export function signInCommand(name: string, summary: string, examples: readonly [string, string, ...string[]]) {
  return credentialCommand(name, summary, examples)
    .option("--sso <url>", "no profile: sign in at this start URL of IAM Identity Center, with --account and --role")
    .option("--account <id>", "with --sso: the account")
    .option("--role <name>", "with --sso: the role (permission set)")
    .option("--sso-region <region>", "with --sso: its region, where no [sso-session] says it")
}

/** What those commands have beside the flags of all. */
export interface SignInFlagValues {
  readonly sso?: string | undefined
  readonly account?: string | undefined
  readonly role?: string | undefined
  readonly ssoRegion?: string | undefined
  /** Sign in with a code, in a browser on any machine. */
  readonly device?: true | undefined
}

export type CredentialFlagValues = ReturnType<ReturnType<typeof credentialCommand>["opts"]>
type CommonFlags = Partial<Pick<CredentialFlagValues, "quiet" | "verbose" | "json" | "mfaCode" | "tokenCode">>

/** The flags as a request for the plan. Errors: `usage`, naming the flag and what it wants. */
export function requestOf(flags: CredentialFlagValues & SignInFlagValues): Request {
  const { policy, policyArns } = policiesOf(flags.policy ?? [])
  const request: { -readonly [K in keyof Request]: Request[K] } = {}
  if (flags.duration !== undefined) request.duration = parseDuration(flags.duration, "--duration")
  if (flags.roleArn !== undefined) request.roles = flags.roleArn
  if (flags.region !== undefined) request.region = flags.region
  if (flags.session === false) request.noSession = true
  if (flags.fresh === true) request.fresh = true
  if (flags.sessionName !== undefined) request.sessionName = flags.sessionName
  if (flags.externalId !== undefined) request.externalId = flags.externalId
  if (flags.readOnly === true) request.readOnly = true
  if (policy !== undefined) request.policy = policy
  if (policyArns.length > 0) request.policyArns = policyArns
  if (flags.tags !== undefined) request.tags = flags.tags.flatMap(parseTags)
  if (flags.sourceIdentity !== undefined) request.sourceIdentity = flags.sourceIdentity
  const sso = signInOf(flags)
  if (sso !== undefined) request.sso = sso
  return request
}

function signInOf({ sso, account, role, ssoRegion }: SignInFlagValues): Request["sso"] {
  if (sso !== undefined) return { startUrl: sso, accountId: account, roleName: role, region: ssoRegion }
  const [idle] = Object.entries({ account, role, "sso-region": ssoRegion }).flatMap(([flag, value]) =>
    value === undefined ? [] : [flag],
  )
  if (idle === undefined) return undefined
  throw new GuiseError("usage", `--${idle} says nothing without --sso START_URL.`, {
    hint:
      idle === "role"
        ? "a role to assume is --role-arn; one of IAM Identity Center wants --sso too"
        : "guise exec --help",
  })
}

/** How fresh the credentials have to be, where `chosen` is what the settings say for the profile. */
export function freshnessOf(flags: Pick<CredentialFlagValues, "minTtl" | "fresh">, chosen: Chosen): Freshness {
  const life = wantOf(flags.minTtl === undefined ? undefined : parseDuration(flags.minTtl, "--min-ttl"), chosen)
  return flags.fresh === true ? { ...life, fresh: true } : life
}

/** The profile named by argument or flag. Error: `usage` when the two name different ones. */
export function namedProfile(
  argument: string | undefined,
  flags: { readonly profile?: string | undefined },
): string | undefined {
  if (argument !== undefined && flags.profile !== undefined && argument !== flags.profile) {
    throw new GuiseError("usage", `Two profiles were named: ${argument} and --profile ${flags.profile}.`)
  }
  return argument ?? flags.profile
}

/** The code given by either flag. Error: `usage` when it is not six digits, or there are two. */
function mfaCodeOf(flags: CommonFlags): string | undefined {
  const [code, other] = [flags.mfaCode ?? flags.tokenCode, flags.tokenCode].map(word => word?.replace(/\s/g, ""))
  if (other !== undefined && other !== code)
    throw new GuiseError("usage", "--mfa-code and --token-code give two codes, and one is wanted.")
  if (code === undefined || /^\d{6}$/.test(code)) return code
  throw new GuiseError("usage", "--mfa-code wants the six digits that the MFA device shows.")
}

/** The World that these flags ask for. Under --json stderr holds an error, as one line, or nothing: programs read it. */
export function worldOptionsOf(flags: CommonFlags): Pick<WorldOptions, "quiet" | "verbose" | "mfaCode"> {
  const mfaCode = mfaCodeOf(flags)
  const quiet = flags.quiet === true || flags.json === true
  return { quiet, verbose: flags.verbose === true, ...(mfaCode === undefined ? {} : { mfaCode }) }
}

/** The flag as it is typed, by the name that commander keeps its value under; --no-session is the one that is off. */
export function flagName(name: string): string {
  return name === "session" ? "--no-session" : `--${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`
}

/** What --port says: 0 is any that is free. Error: `usage`. */
export function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (port <= 65535) return port
  throw new GuiseError("usage", `--port wants a number from 0 to 65535, and got ${JSON.stringify(text)}.`)
}

/** The values of a flag that may be repeated. */
export function repeated(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value]
}

function policiesOf(given: readonly string[]): { policy?: string; policyArns: readonly string[] } {
  const policyArns = given.filter(isArn)
  const [file, second] = given.filter(item => !isArn(item))
  if (second !== undefined)
    throw new GuiseError("usage", "--policy takes one policy document; ARNs of managed policies may be repeated.")
  return file === undefined ? { policyArns } : { policy: readPolicy(file), policyArns }
}

function isArn(text: string): boolean {
  return text.startsWith("arn:")
}

/** The document without its white space: AWS counts every character against 2048, and takes those of Latin-1 alone. */
function readPolicy(file: string): string {
  let text: string
  try {
    text = readFileSync(file, "utf8").replace(/^\ufeff/, "")
  } catch (error) {
    throw new GuiseError(
      "usage",
      `--policy wants a file or an ARN, and ${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`,
    )
  }
  try {
    const compact = JSON.stringify(JSON.parse(text))
    return compact.replace(/[^ -\u00ff]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
  } catch {
    throw noJson(file, text)
  }
}

/** The engines' own parsers tell no line, or each its own way. */
function noJson(file: string, text: string): GuiseError {
  try {
    parseJson(text)
  } catch (error) {
    if (error instanceof JsonSyntaxError)
      return new GuiseError("usage", `The policy in ${file} is not JSON: line ${error.line}, ${error.message}.`, {
        hint: `\${EDITOR:-vi} +${error.line} ${quoted(file)}`,
      })
  }
  return new GuiseError("usage", `The policy in ${file} is not JSON.`)
}

function parseTags(list: string): readonly (readonly [string, string])[] {
  return list.split(",").map(pair => {
    const at = pair.indexOf("=")
    if (at < 1) throw new GuiseError("usage", `--tags wants key=value,key=value, and got ${JSON.stringify(pair)}.`)
    return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const
  })
}
