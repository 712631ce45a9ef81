import type { Profile, Profiles } from "../config/profile.ts"
import type { Plan } from "./plan.ts"
import { isOwnLine } from "./process-line.ts"
import type { Root } from "./roots.ts"
import { misreadingOf } from "./sdks.ts"
import { ssoRegions } from "./sso.ts"
import { textOf } from "./words.ts"

/**
 * Why an SDK that reads this plan's profile by itself may get another identity than guise, or none; undefined when
 * every SDK gets the same: the profile carries a line of guise's own, or nothing in it that some SDK reads differently.
 */
export function whyNotAlike(plan: Plan, profiles: Pick<Profiles, "profile">): string | undefined {
  const [profile, ...behind] = profilesOf(plan).flatMap(name => profiles.profile(name) ?? [])
  if (profile === undefined) return "no profile was named."
  const own = differenceIn(profile)
  if (own !== undefined) return own
  if (carriesHook(profile)) return undefined
  return rootReasons[plan.root.kind](plan.root) ?? behind.map(differenceIn).find(isText) ?? secondTry(plan)
}

/** True when a `credential_process` with a line of guise's own is all that the section lacks for every SDK to follow it. */
export function takesHook(profile: Profile): boolean {
  const command = textOf(profile, "credential_process")
  return obeysProcess(profile) && (command === undefined || isOwnLine(command, profile.name))
}

/** Nothing in the section comes before a `credential_process`, in any SDK. */
export function obeysProcess({ settings, keys }: Profile): boolean {
  return keys === undefined && !beforeProcess.some(key => settings.has(key))
}

/**
 * What some SDK looks at before a `credential_process` in the same section.
 * https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
 */
export const beforeProcess: readonly string[] = [
  "role_arn",
  "web_identity_token_file",
  "sso_session",
  "sso_account_id",
  "sso_role_name",
  "sso_start_url",
  "login_session",
]

function carriesHook(profile: Profile): boolean {
  const command = textOf(profile, "credential_process")
  return command !== undefined && isOwnLine(command, profile.name) && obeysProcess(profile)
}

/** The profiles that SDKs read on their way, the one asked for first. */
function profilesOf({ profile, hops, root }: Plan): readonly string[] {
  const base = "profile" in root ? root.profile : undefined
  const names = [profile, ...hops.map(hop => hop.profile).reverse(), base]
  return [...new Set(names.filter(isText))]
}

function isText(value: string | undefined): value is string {
  return value !== undefined
}

function differenceIn(profile: Profile): string | undefined {
  const difference = misreadingOf(profile)
  return difference && `${difference.tool}: ${difference.text}`
}

const guiseAlone = () => "the session behind it is known to guise alone."
const machine = () => "its credentials come from this machine's environment, which the command does not see."

const rootReasons: Readonly<Record<Root["kind"], (root: Root) => string | undefined>> = {
  keys: root => (root.kind === "keys" && root.from === "environment" ? machine() : undefined),
  process: () => undefined,
  "web-identity": () => undefined,
  session: guiseAlone,
  sso: root => (root.kind === "sso" ? severalRegions(root.ssoRegion) : undefined),
  login: () => "not every SDK reads an AWS sign-in (login_session): boto3 wants its crt extra, older ones know none.",
  container: machine,
  imds: machine,
}

/** A sign-in lies where every SDK looks for it. */
function severalRegions(ssoRegion: string): string | undefined {
  return ssoRegions(ssoRegion).length > 1 ? "its sso_region names several regions, and SDKs want one." : undefined
}

/** With no role on the way AWS has nothing to deny. */
function secondTry({ ifDenied, hops }: Plan): string | undefined {
  return ifDenied === undefined || hops.length === 0
    ? undefined
    : "when AWS denies it, guise knows a second way (MFA, as a rule), and SDKs do not."
}
