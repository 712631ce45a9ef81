import { GuiseError } from "../errors.ts"
import { isoTime } from "../instant.ts"
import type { Worn } from "./env.ts"

/** `NAME=value` lines for programs that read `.env` files: plain where that is safe, quoted where it is not. */
export function dotenvText(set: Readonly<Record<string, string>>): string {
  return lines(set, (name, value) => `${name}=${dotenvValue(name, value)}`)
}

/** `NAME=value` lines for `docker run --env-file`, which knows no quotes: the value is all that follows the first `=`. */
export function dockerText(set: Readonly<Record<string, string>>): string {
  return lines(set, (name, value) => `${name}=${oneLine(name, value)}`)
}

/** A section for the AWS credentials file, named as the profile. */
export function iniText({ credentials, profile = "default", region }: Worn): string {
  const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = credentials
  const values: Readonly<Record<string, string | undefined>> = {
    aws_access_key_id: accessKeyId,
    aws_secret_access_key: secretAccessKey,
    aws_session_token: sessionToken,
    expiration: expiresAt === undefined ? undefined : isoTime(expiresAt),
    region,
  }
  const body = Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key} = ${oneLine(key, value)}\n`],
  )
  return `[${sectionName(profile)}]\n${body.join("")}`
}

/** `x] # y` would be read as the section `x`: another profile's keys would be written over. */
function sectionName(profile: string): string {
  if (!/[\][#;]/.test(oneLine("profile", profile))) return profile
  throw new GuiseError("not-supported", `No section of an AWS file can be called ${JSON.stringify(profile)}.`)
}

function lines(set: Readonly<Record<string, string>>, line: (name: string, value: string) => string): string {
  return Object.entries(set)
    .map(([name, value]) => `${line(name, value)}\n`)
    .join("")
}

/** Single quotes are literal in every reader of such files; double quotes with escapes are the way round a single quote. */
function dotenvValue(name: string, value: string): string {
  const text = oneLine(name, value)
  if (/^[\w+=,.@:/-]*$/.test(text)) return text
  return text.includes("'") ? `"${text.replace(/["\\$`]/g, "\\$&")}"` : `'${text}'`
}

/** A line break in a value would start a line of somebody else's making. */
function oneLine(name: string, value: string): string {
  if (!/[\r\n\0]/.test(value)) return value
  throw new GuiseError("profile-invalid", `The value of ${name} holds a line break, which this format cannot carry.`)
}
