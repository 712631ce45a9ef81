import type { Profile } from "../config/profile.ts"
import { GuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"
import { present } from "../record.ts"
import type { Env } from "../types.ts"
import type { ImdsRoot } from "./roots.ts"
import { isWebAddress, named, settingOf } from "./words.ts"

/** Where EC2 instances answer by IPv6. */
const overIpv6 = "http://[fd00:ec2::254]"

/**
 * The EC2 instance's own role, unless AWS_EC2_METADATA_DISABLED forbids asking. Each setting: its variable, then the
 * profile's line. An endpoint given goes before the mode, as in every SDK.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-imds-credentials.html
 * Error: `profile-invalid` for a value that cannot be, naming the variable or the line.
 */
export function imdsOf(env: Env, profile: Profile | undefined): ImdsRoot | undefined {
  if (env.AWS_EC2_METADATA_DISABLED?.toLowerCase() === "true") return undefined
  const said = (row: Row) => saidOf(row, env, profile)
  const endpoint = checked(said(rows.endpoint), isWebAddress, "a URL that begins with http:// or https://")
  const mode = checked(said(rows.mode), isMode, "IPv4 or IPv6")
  const v1Disabled = said(rows.v1Disabled)
  const timeout = checked(said(rows.timeout), isCount, "whole seconds from 1 to 99")
  const attempts = checked(said(rows.attempts), isCount, "a number of tries from 1 to 99")
  return {
    kind: "imds",
    ...present({
      endpoint: endpoint ?? (mode?.toLowerCase() === "ipv6" ? overIpv6 : undefined),
      // Every word but "false" closes the weaker way, as in the SDK for JavaScript.
      v2Only: v1Disabled !== undefined && v1Disabled.value.toLowerCase() !== "false" ? (true as const) : undefined,
      timeout: timeout === undefined ? undefined : Number(timeout),
      attempts: attempts === undefined ? undefined : Number(attempts),
    }),
  }
}

interface Row {
  readonly variable: string
  readonly key: string
}

const rows = {
  endpoint: { variable: "AWS_EC2_METADATA_SERVICE_ENDPOINT", key: "ec2_metadata_service_endpoint" },
  mode: { variable: "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", key: "ec2_metadata_service_endpoint_mode" },
  v1Disabled: { variable: "AWS_EC2_METADATA_V1_DISABLED", key: "ec2_metadata_v1_disabled" },
  timeout: { variable: "AWS_METADATA_SERVICE_TIMEOUT", key: "metadata_service_timeout" },
  attempts: { variable: "AWS_METADATA_SERVICE_NUM_ATTEMPTS", key: "metadata_service_num_attempts" },
} as const satisfies Record<string, Row>

interface Said {
  readonly value: string
  /** The variable, or the key with its profile and line. */
  readonly whose: string
  readonly hint: string
}

function saidOf({ variable, key }: Row, env: Env, profile: Profile | undefined): Said | undefined {
  const value = env[variable]
  if (value) return { value, whose: variable, hint: `unset ${variable}` }
  const setting = profile === undefined ? undefined : settingOf(profile, key)
  if (profile === undefined || setting === undefined) return undefined
  return {
    value: setting.value,
    whose: `${key} of profile ${named(profile, setting.place)}`,
    hint: `guise set ${quoted(profile.name)} ${key} VALUE`,
  }
}

/** The value is not shown: people write passwords into URLs. */
function checked(said: Said | undefined, fits: (value: string) => boolean, wanted: string): string | undefined {
  if (said === undefined || fits(said.value)) return said?.value
  throw new GuiseError("profile-invalid", `${said.whose} is not ${wanted}.`, { hint: said.hint })
}

function isMode(text: string): boolean {
  return /^ipv[46]$/i.test(text)
}

function isCount(text: string): boolean {
  return /^[1-9][0-9]?$/.test(text)
}
