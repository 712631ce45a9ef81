import type { Profile } from "../config/profile.ts"
import { GuiseError } from "../errors.ts"
import { settingOf, where } from "./words.ts"

/** The seconds STS accepts for a kind of call. Source: STS API reference, DurationSeconds of each operation. */
const limits = {
  role: { min: 900, max: 43_200, call: "AssumeRole" },
  "web-identity": { min: 900, max: 43_200, call: "AssumeRoleWithWebIdentity" },
  session: { min: 900, max: 129_600, call: "GetSessionToken" },
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

/** The profile's own `duration_seconds`, checked in the same way. Error: `profile-invalid`, naming its line. */
export function profileDuration(profile: Profile, limit: Limit): number | undefined {
  const found = settingOf(profile, "duration_seconds")
  if (found === undefined) return undefined
  const { min, max, call } = limits[limit]
  const seconds = /^\d+$/.test(found.value) ? Number(found.value) : Number.NaN
  if (seconds >= min && seconds <= max) return seconds
  throw new GuiseError(
    "profile-invalid",
    `duration_seconds of profile ${JSON.stringify(profile.name)} is ${JSON.stringify(found.value)} (${where(found.place)}). ` +
      `${call} wants a whole number of seconds: ${range(limit)}.`,
    { hint: `guise set ${profile.name} duration_seconds 3600` },
  )
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

function range(limit: Limit): string {
  const { min, max } = limits[limit]
  return `${min} to ${max} seconds (${inWords(min)} to ${inWords(max)})`
}

function said(seconds: number): string {
  return Number.isInteger(seconds) && seconds > 0
    ? `of ${seconds} seconds (${inWords(seconds)})`
    : `of ${seconds} seconds`
}

/**
 * The Unix seconds of an expiry written in a file or a variable; undefined when it is not a time. A time without a zone
 * is UTC, as the tools that write it so (aws-mfa) mean it.
 */
export function instantOf(text: string | undefined): number | undefined {
  const [, day, time, zone] =
    /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:[.,]\d+)?(Z|[+-]\d{2}:?\d{2})?$/i.exec(text?.trim() ?? "") ?? []
  if (day === undefined || time === undefined) return undefined
  const milliseconds = Date.parse(`${day}T${time}${zoneOf(zone)}`)
  return Number.isNaN(milliseconds) ? undefined : milliseconds / 1000
}

function zoneOf(zone: string | undefined): string {
  if (zone === undefined || zone.toUpperCase() === "Z") return "Z"
  return zone.includes(":") ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`
}
