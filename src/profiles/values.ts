import { secondsOf } from "../config/duration.ts"
import { isName, isSecret } from "../config/merge.ts"
import { GuiseError } from "../errors.ts"
import { nearest } from "../nearest.ts"
import { roleFrom } from "../plan/arn.ts"
import { texts } from "../plan/texts.ts"

/**
 * A value as the AWS files are to say it: `1h` becomes seconds, `ACCOUNT:ROLE` an ARN. `whose` names the flag or the key
 * in the error's sentence. Error: `usage` for what AWS or some SDK would refuse.
 */
export function settingValue(key: string, text: string, whose: string): string {
  const value = text.trim()
  if (key === "role_arn") return roleFrom(value.replace(/^(\d{12}):role\//, "$1:"), whose, "usage", "aws").arn
  if (key === "duration_seconds") return durationValue(value, whose)
  const rule = rules[key] ?? Object.values(texts).find(({ keys }) => keys.some(each => each === key))
  if (rule === undefined || rule.pattern.test(value)) return value
  throw new GuiseError("usage", `${whose} is ${JSON.stringify(value)}, wanted is ${rule.wants}.`)
}

/** The key as the files have it. Errors: `usage` for what is none, and for a part of a key pair. */
export function settingKey(text: string): string {
  const key = text.toLowerCase()
  if (key === "aws_access_key_id" || isSecret(key))
    throw new GuiseError(
      "usage",
      `${key} is part of a key pair, which is no word of a command: it would stay in the shell's history.`,
      {
        hint: "guise keys add PROFILE asks for it, or takes it from a file",
      },
    )
  if (isName(key) && !key.includes(".")) return key
  throw new GuiseError("usage", `${JSON.stringify(text)} cannot be a key of a profile: letters, digits and _ only.`)
}

/** A key that this one was probably meant to be; undefined for one that some AWS tool knows. */
export function likelyKey(key: string): string | undefined {
  return knownKeys.includes(key) ? undefined : nearest(key, knownKeys, 1)[0]
}

/** AWS's own limits: 15 minutes and 12 hours. */
function durationValue(value: string, whose: string): string {
  const seconds = secondsOf(value)
  if (seconds !== undefined && seconds >= 900 && seconds <= 43_200) return String(seconds)
  throw new GuiseError("usage", `${whose} wants a duration from 15m to 12h, and got ${JSON.stringify(value)}.`)
}

const rules: Readonly<Record<string, { readonly pattern: RegExp; readonly wants: string }>> = {
  sso_account_id: { pattern: /^\d{12}$/, wants: "the twelve digits of an account" },
  aws_account_id: { pattern: /^\d{12}$/, wants: "the twelve digits of an account" },
  sso_role_name: { pattern: /^[\w+=,.@-]{1,64}$/, wants: "the name of a permission set" },
  sso_region: texts.region,
  sso_start_url: { pattern: /^https?:\/\/[^\s]+$/, wants: "the address of the AWS access portal (https://…)" },
  sso_registration_scopes: { pattern: /^[\w:-]+(?:\s*,\s*[\w:-]+)*$/, wants: "scopes with commas between them" },
}

/** What the SDKs, the AWS CLI and guise read in a profile. */
export const knownKeys: readonly string[] = [
  ...["region", "output", "role_arn", "source_profile", "credential_source", "external_id", "role_session_name"],
  ...["mfa_serial", "mfa_device_arn", "duration_seconds", "web_identity_token_file", "credential_process"],
  ...["sso_session", "sso_account_id", "sso_role_name", "sso_start_url", "sso_region", "sso_registration_scopes"],
  ...["login_session", "aws_account_id", "endpoint_url", "services", "ignore_configured_endpoint_urls"],
  ...["use_fips_endpoint", "use_dualstack_endpoint", "sts_regional_endpoints", "ca_bundle", "account_id_endpoint_mode"],
  ...["auth_scheme_preference", "sigv4a_signing_region_set", "ec2_metadata_service_endpoint", "max_attempts"],
  ...["ec2_metadata_service_endpoint_mode", "ec2_metadata_v1_disabled", "metadata_service_timeout", "retry_mode"],
  ...["metadata_service_num_attempts", "defaults_mode", "cli_pager", "cli_auto_prompt", "cli_timestamp_format"],
  ...["parameter_validation", "request_checksum_calculation", "response_checksum_validation", "api_versions"],
  ...["tcp_keepalive", "cli_binary_format", "cli_history", "cli_follow_urlparam", "transitive_session_tags"],
  ...[
    "session_tags",
    "source_identity",
    "include_profile",
    "parent_profile",
    "guise_tags",
    "guise_sso",
    "s3",
    "expiration",
  ],
  ...["request_min_compression_size_bytes", "disable_request_compression", "user_agent_appid", "sdk_ua_app_id"],
]
