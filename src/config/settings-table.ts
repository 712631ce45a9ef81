import { regionShape } from "../region.ts"
import type { Color } from "../types.ts"
import type { SettingKey } from "./settings.ts"
import { templatePattern, templateWants } from "./sso-template.ts"

/** What values a setting takes. */
export type Kind =
  | { readonly type: "duration"; readonly min: number; readonly max: number }
  | { readonly type: "choice"; readonly of: readonly string[] }
  | { readonly type: "text"; readonly mayBeEmpty?: true }
  /** Text that fits a pattern; `wants` says which, in words. */
  | { readonly type: "words"; readonly pattern: RegExp; readonly wants: string }
  | { readonly type: "browser" }
  /** A list of texts that each fit a pattern. */
  | { readonly type: "list"; readonly pattern: RegExp; readonly wants: string }
  | { readonly type: "switch" }
  | { readonly type: "variables" }

export interface Row {
  readonly kind: Kind
  /** What holds when nobody says anything, in words that `config.toml` would take; absent: nothing. */
  readonly fallback?: string
  /** The flag that stands over it, where one does. */
  readonly flag?: string
  /** It has a meaning per profile only, so it stands in `[[profile]]` tables. */
  readonly perProfile?: true
  /** A value to show in examples, as TOML. */
  readonly example: string
  readonly summary: string
}

const hour = 3600
const colors = [
  "black",
  "red",
  "green",
  "yellow",
  "blue",
  "magenta",
  "cyan",
  "white",
] as const satisfies readonly Color[]

/**
 * Every setting. The limits of the durations are those of STS (API reference, DurationSeconds of GetSessionToken and
 * AssumeRole), so that a wrong one is refused with its line and not by AWS, after an MFA code was spent.
 */
export const settingsTable: Readonly<Record<SettingKey, Row>> = {
  "session-duration": {
    kind: { type: "duration", min: 900, max: 36 * hour },
    fallback: "36h",
    flag: "--duration",
    example: '"12h"',
    summary:
      "How long an MFA session lasts. The flag is meant for profiles without a role, whose session is what is handed out.",
  },
  "role-duration": {
    kind: { type: "duration", min: 900, max: 12 * hour },
    fallback: "1h",
    flag: "--duration",
    example: '"30m"',
    summary:
      "How long a role lasts whose profile has no `duration_seconds`. AWS gives more than an hour only straight from long-lived keys, and only up to the role's own maximum.",
  },
  "min-ttl": {
    kind: { type: "duration", min: 0, max: 36 * hour },
    fallback: "16m",
    flag: "--min-ttl",
    example: '"30m"',
    summary: "Cached credentials are served only while this much is left, where the source can give that.",
  },
  as: {
    kind: { type: "choice", of: ["env", "profile", "process", "server"] },
    fallback: "env",
    flag: "--as",
    example: '"env"',
    summary: "How `exec` and `use` hand the identity to commands. `server` is for `exec` alone (docs/serve.md).",
  },
  confirm: {
    kind: { type: "switch" },
    fallback: "false",
    perProfile: true,
    example: "true",
    summary:
      "`exec`, `export`, `use`, `write` and `console` go on only after the profile's name was typed at the terminal.",
  },
  env: {
    kind: { type: "variables" },
    perProfile: true,
    example: '{ KUBECONFIG = "/home/alice/.kube/prod" }',
    summary:
      "Extra variables for the commands of `exec`, for what `export` prints and for the shell that `use` is typed in. Those of several patterns add up.",
  },
  store: {
    kind: { type: "choice", of: ["keyring", "file", "pass", "plain", "memory", "credentials"] },
    flag: "--store",
    example: '"keyring"',
    summary:
      "Where new long-lived keys and MFA seeds are kept (docs/stores.md); `credentials` is the AWS credentials file. Without it: the keyring where one answers, else the file store; chosen once, and written down.",
  },
  "unlock-ttl": {
    kind: { type: "duration", min: 60, max: 31 * 24 * hour },
    fallback: "8h",
    example: '"8h"',
    summary: "How long a store, and the key of the cache that it keeps, stay unlocked in memory.",
  },
  mfa: {
    kind: {
      type: "words",
      // An account's name is a word for ykman, which would take one with a dash for a flag.
      pattern: /^(ask|totp|command:.*\S.*|yubikey(:\s*[^-\s].*)?)$/,
      wants: '"ask", "totp", "command:CMD", "yubikey" or "yubikey:NAME"',
    },
    example: '"totp"',
    summary:
      "Who answers with MFA codes (docs/mfa.md); whoever cannot leaves it to you, at the terminal. Without it: the seed that a store keeps, else you.",
  },
  prompt: {
    kind: { type: "text", mayBeEmpty: true },
    fallback: "aws|{profile}{left} ",
    example: '"{profile}{left} "',
    summary:
      "What stands before the shell's own prompt while a guise is worn. `{profile}`, `{account}`, `{region}` are filled in; `{left}` is the time left when it is short. Empty: nothing, for prompts that show it themselves.",
  },
  color: {
    kind: { type: "choice", of: colors },
    perProfile: true,
    example: '"red"',
    summary: "The color of that prompt. Without it: red for names with `prod` in them, else none.",
  },
  browser: {
    kind: { type: "browser" },
    example: '"firefox-container:{profile}"',
    summary:
      "What opens sign-in pages and the console (docs/console.md): `default`, `firefox-container[:NAME]`, `chromium-profile[:NAME]`, or a command, run without a shell, in which `{url}`, `{profile}` and `{account}` are filled in. Without it: BROWSER, else the system's own.",
  },
  "serve-roles": {
    kind: {
      type: "list",
      pattern: /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/,
      wants: 'ARNs of roles, as ["arn:aws:iam::123456789012:role/Deploy"]',
    },
    example: '["arn:aws:iam::123456789012:role/Deploy"]',
    summary:
      "Roles that `guise serve` takes for a client that asks for them by ARN, behind the profile whose token it has (docs/serve.md). Without it: none.",
  },
  "sso-template": {
    kind: { type: "words", pattern: templatePattern, wants: templateWants },
    fallback: "{account}-{role}",
    flag: "--template",
    example: '"{account}-{role}"',
    summary: "What `sso sync` calls the profiles that it makes (docs/sso-sync.md).",
  },
  "sso-profile-region": {
    kind: { type: "words", pattern: regionShape, wants: "a region, such as eu-west-1" },
    flag: "--region",
    example: '"eu-west-1"',
    summary: "The `region` of the profiles that `sso sync` makes. Without it: the region of the IAM Identity Center.",
  },
}
