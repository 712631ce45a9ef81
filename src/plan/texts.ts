import type { Profile } from "../config/profile.ts"
import { GuiseError } from "../errors.ts"
import { regionInHost } from "../region.ts"
import type { Env } from "../types.ts"
import { settingOf, where } from "./words.ts"

/**
 * Texts that STS checks, by every name they have: the flag, the keys of a profile, the variables.
 * Source: STS API reference, AssumeRole: the pattern and the length of each parameter.
 */
export const texts = {
  sessionName: {
    flag: "--session-name",
    keys: ["role_session_name"],
    variables: ["AWS_ROLE_SESSION_NAME"],
    pattern: /^[\w+=,.@-]{2,64}$/,
    wants: "2 to 64 of A-Z a-z 0-9 _+=,.@-",
  },
  externalId: {
    flag: "--external-id",
    keys: ["external_id"],
    variables: [],
    pattern: /^[\w+=,.@:/-]{2,1224}$/,
    wants: "2 to 1224 of A-Z a-z 0-9 _+=,.@:/-",
  },
  sourceIdentity: {
    flag: "--source-identity",
    // aws-vault's word: AWS's own files have none.
    keys: ["source_identity"],
    variables: [],
    pattern: /^[\w+=,.@-]{2,64}$/,
    wants: "2 to 64 of A-Z a-z 0-9 _+=,.@-",
  },
  mfaSerial: {
    flag: "--serial-number",
    keys: ["mfa_serial", "mfa_device_arn"],
    variables: [],
    pattern: /^[\w+=/:,.@-]{9,256}$/,
    wants: "a device's ARN or its serial number",
  },
  region: {
    flag: "--region",
    keys: ["region"],
    variables: ["AWS_REGION", "AWS_DEFAULT_REGION"],
    pattern: regionInHost,
    wants: "a region as eu-west-1",
  },
} as const satisfies Readonly<Record<string, Text>>

interface Text {
  readonly flag: string
  readonly keys: readonly string[]
  readonly variables: readonly string[]
  readonly pattern: RegExp
  readonly wants: string
}

type Field = keyof typeof texts

/**
 * A profile's own text of this kind, checked as the flag is: what AWS would refuse costs nobody an MFA code.
 * Error: `profile-invalid`, with file and line.
 */
export function textOfKind(field: Field, profile: Profile): string | undefined {
  const { keys, pattern, wants }: Text = texts[field]
  const key = keys.find(each => profile.settings.has(each))
  const setting = key === undefined ? undefined : settingOf(profile, key)
  if (key === undefined || setting === undefined || pattern.test(setting.value)) return setting?.value
  throw new GuiseError(
    "profile-invalid",
    `${key} of profile ${JSON.stringify(profile.name)} is ${JSON.stringify(setting.value)} (${where(setting.place)}), wanted is ${wants}.`,
    { hint: `correct ${key} at ${where(setting.place)}` },
  )
}

/** The environment's text of this kind, checked likewise; an empty variable counts as unset. Error: `profile-invalid`. */
export function textInEnvironment(field: Field, env: Env): string | undefined {
  const { variables, pattern, wants }: Text = texts[field]
  const variable = variables.find(name => env[name])
  const value = variable === undefined ? undefined : env[variable]
  if (variable === undefined || value === undefined || pattern.test(value)) return value
  throw new GuiseError("profile-invalid", `${variable} is ${JSON.stringify(value)}, wanted is ${wants}.`, {
    hint: `correct or unset ${variable}`,
  })
}
