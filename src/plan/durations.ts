import type { Profile } from "../config/profile.ts"
import { GuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"
import { settingOf, where } from "./words.ts"

/** The seconds STS accepts for a kind of call. Source: STS API reference, DurationSeconds of each operation. */
const limits = {
  role: { min: 900, max: 43_200, call: "AssumeRole" },
  "web-identity": { min: 900, max: 43_200, call: "AssumeRoleWithWebIdentity" },
  session: { min: 900, max: 129_600, call: "GetSessionToken" },
  console: { min: 900, max: 43_200, call: "a console session" },
  federated: { min: 900, max: 129_600, call: "GetFederationToken" },
} as const

export type Limit = keyof typeof limits

/** What an MFA session lasts when nobody says otherwise: all that AWS gives, so that one code serves a day and a half. */
export const sessionDefault = 129_600

/** AWS gives a role taken with temporary credentials one hour at most, whatever the role's own maximum. */
export const chainedMax = 3_600

/**
 * A duration asked for by flag or setting, checked against what STS accepts, so that nobody is asked for an MFA code
 * that is spent on a refusal. Error: `usage`.
 */
export function checkDuration(seconds: number, limit: Limit): number {
  const { min, max, call } = limits[limit]
  if (Number.isInteger(seconds) && seconds >= min && seconds <= max) return seconds
  throw new GuiseError(
    "usage",
    `The duration ${said(seconds)} is outside what AWS accepts: ${range(limit)} for ${call}.`,
    {
      hint: `ask for a duration between ${inWords(min)} and ${inWords(max)}, as in --duration 1h`,
    },
  )
}

/** What a profile's `duration_seconds` comes to. */
export interface ProfileDuration {
  readonly duration?: number
  /** Why it has no effect, for a value that is no whole number. */
  readonly ignored?: string
}

/**
 * The profile's own `duration_seconds` for a role. What is no whole number is passed over, as in the AWS CLI, and said.
 * Error: `profile-invalid`, naming its line, for a number that AWS would refuse.
 */
export function profileDuration(profile: Profile): ProfileDuration {
  const found = settingOf(profile, "duration_seconds")
  if (found === undefined) return {}
  const { min, max, call } = limits.role
  const whose = `duration_seconds of profile ${JSON.stringify(profile.name)} is ${JSON.stringify(found.value)} (${where(found.place)})`
  const wants = `${call} wants a whole number of seconds: ${range("role")}.`
  if (!/^[+-]?\d+$/.test(found.value)) return { ignored: `${whose} and is ignored, as in the AWS CLI. ${wants}` }
  const duration = Number(found.value)
  if (duration >= min && duration <= max) return { duration }
  throw new GuiseError("profile-invalid", `${whose}. ${wants}`, {
    hint: `guise set ${quoted(profile.name)} duration_seconds 3600`,
  })
}

/** Seconds as people say them: `36 h`, `1 h 30 min`, `45 s`. */
export function inWords(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 3600), "h"],
    [Math.floor((seconds % 3600) / 60), "min"],
    [seconds < 3600 ? Math.floor(seconds % 60) : 0, "s"],
  ] as const
  const text = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`)
  return text.length === 0 ? "0 s" : text.join(" ")
}

/** Seconds, to the nearest minute: a session of an hour is one, though a moment has gone since. */
export function wholeMinutes(seconds: number): number {
  return Math.round(seconds / 60) * 60
}

function range(limit: Limit): string {
  const { min, max } = limits[limit]
  return `${min} to ${max} seconds (${inWords(min)} to ${inWords(max)})`
}

function said(seconds: number): string {
  return Number.isInteger(seconds) && seconds > 0
    ? `of ${seconds} seconds (${inWords(seconds)})`
    : `of ${seconds} seconds`
}
