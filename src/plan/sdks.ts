import type { Profile } from "../config/profile.ts"
import { isOwnLine } from "./process-line.ts"
import { settingOf, textOf, where } from "./words.ts"

/** One way in which another AWS tool reads a profile differently from guise. */
export interface Difference {
  readonly tool: string
  readonly text: string
}

interface Row extends Difference {
  readonly when: (profile: Profile) => boolean
  /** It gets the same identity all the same. */
  readonly sameIdentity?: true
}

/** Read in the SDKs' sources and by running them; the traps of single lines are in the profile's own warnings. */
const rows: readonly Row[] = [
  {
    tool: "Rust SDK",
    when: profile => isRole(profile) && has(profile, "mfa_serial"),
    text: "knows no mfa_serial: it takes the role without MFA.",
  },
  {
    tool: "Go SDK, Terraform",
    when: profile => isRole(profile) && has(profile, "mfa_serial"),
    text: "fail on mfa_serial, unless the program brings its own prompt.",
  },
  {
    tool: "JavaScript SDK",
    when: profile => isRole(profile) && has(profile, "mfa_serial"),
    text: "fails on mfa_serial, unless the program brings an mfaCodeProvider.",
  },
  {
    tool: "AWS CLI, boto3",
    when: profile => isRole(profile) && has(profile, "mfa_serial"),
    text: "ask for a code for each role, and cannot refresh such credentials later.",
  },
  {
    tool: "Rust SDK",
    when: profile => isRole(profile) && has(profile, "duration_seconds"),
    text: "ignores duration_seconds.",
    sameIdentity: true,
  },
  {
    tool: "every SDK",
    when: profile => !isRole(profile) && profile.keys !== undefined && !profile.keys.hasToken && hasDevice(profile),
    text: "hands out the bare keys: mfa_serial without a role means nothing to it.",
  },
  {
    tool: "every SDK",
    when: profile =>
      !isRole(profile) &&
      profile.keys === undefined &&
      has(profile, "source_profile") &&
      hasDevice(profile) &&
      !has(profile, "credential_process"),
    text: "finds no credentials here: source_profile and mfa_serial without a role mean nothing to it.",
  },
  {
    tool: "every SDK",
    when: profile => isRole(profile) && has(profile, "mfa_device_arn") && !has(profile, "mfa_serial"),
    text: "does not know mfa_device_arn: it takes the role without MFA.",
  },
  {
    tool: "AWS CLI, boto3, JavaScript SDK",
    when: profile => textOf(profile, "source_profile") === profile.name && profile.keys === undefined,
    text: "call a profile that is its own source a loop, unless it has keys.",
  },
  {
    tool: "AWS CLI, boto3, JavaScript SDK",
    when: profile => !exactSources.has(textOf(profile, "credential_source") ?? "Environment"),
    text: "want credential_source with exactly these letters: Environment, Ec2InstanceMetadata, EcsContainer.",
  },
  {
    tool: "AWS CLI, boto3",
    when: profile => needsShell(profile),
    text: "run credential_process without a shell: no pipe, no $VARIABLE, no ~.",
  },
  {
    tool: "Rust SDK",
    when: profile => has(profile, "sso_session") && (has(profile, "sso_region") || has(profile, "sso_start_url")),
    text: "refuses sso_region and sso_start_url beside sso_session.",
  },
  {
    tool: "boto3",
    when: profile => has(profile, "login_session"),
    text: "reads login_session only with its crt extra (boto3[crt]).",
    sameIdentity: true,
  },
  {
    tool: "AWS CLI, boto3, Rust SDK, Go SDK",
    when: profile => has(profile, "login_session") && !has(profile, "region"),
    text: "renew the sign-in in the environment's region, where AWS may not know it: this profile names none.",
    sameIdentity: true,
  },
]

const exactSources: ReadonlySet<string> = new Set(["Environment", "Ec2InstanceMetadata", "EcsContainer"])

/** How other AWS tools would read this very profile, as far as they differ; what the files' own traps are comes after. */
export function differencesOf(profile: Profile): readonly Difference[] {
  return [
    ...toolDifferences(profile),
    ...profile.warnings.map(({ text, place }) => ({ tool: where(place), text: `${text}.` })),
  ]
}

/** How other AWS tools would follow what this profile says, as far as they differ. */
export function toolDifferences(profile: Profile): readonly Difference[] {
  return rows.filter(({ when }) => when(profile)).map(({ tool, text }) => ({ tool, text }))
}

/** The first way in which some AWS tool would get another identity from this profile than guise does, or none. */
export function misreadingOf(profile: Profile): Difference | undefined {
  const row = rows.find(({ when, sameIdentity }) => sameIdentity !== true && when(profile))
  const [warning] = profile.warnings
  return row ?? (warning && { tool: where(warning.place), text: `${warning.text}.` })
}

function isRole(profile: Profile): boolean {
  return has(profile, "role_arn") && !has(profile, "web_identity_token_file")
}

function has(profile: Profile, key: string): boolean {
  return settingOf(profile, key) !== undefined
}

function hasDevice(profile: Profile): boolean {
  return has(profile, "mfa_serial") || has(profile, "mfa_device_arn")
}

function needsShell(profile: Profile): boolean {
  const command = textOf(profile, "credential_process")
  return command !== undefined && !isOwnLine(command, profile.name) && /[|&;<>$`]|(^|\s)~/.test(unquoted(command))
}

/** The line without what a shell takes as it stands: of double quotes, only `$` and backquotes remain. */
function unquoted(line: string): string {
  return line.replace(
    /\\.|'[^']*'|"((?:\\.|[^"\\])*)"/g,
    (_all, double?: string) => double?.replace(/\\.|[^$`]/g, "") ?? "",
  )
}
