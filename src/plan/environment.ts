import type { Profile } from "../config/profile.ts"
import { GuiseError } from "../errors.ts"
import { instantOf } from "../instant.ts"
import { quoted } from "../quoted.ts"
import type { Env } from "../types.ts"
import { roleFrom } from "./arn.ts"
import type { Found, OpenWebIdentity } from "./chain-shapes.ts"
import { imdsOf } from "./imds.ts"
import type { ContainerRoot, KeysRoot } from "./roots.ts"
import { textInEnvironment } from "./texts.ts"
import { named, settingOf } from "./words.ts"

/** The profile that the environment names: AWS_PROFILE, then AWS_DEFAULT_PROFILE, as in AWS CLI v2. */
export function profileOfEnvironment(env: Env): { readonly name: string; readonly variable: string } | undefined {
  for (const variable of ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"]) {
    const name = env[variable]
    if (name) return { name, variable }
  }
  return undefined
}

/**
 * The key pair in the environment; an empty variable counts as absent, a blank one does not, and a secret without an id
 * is no pair (as in every SDK).
 * Errors: `profile-invalid` for an id without a secret, `credentials-expired` when the variables say so themselves.
 */
export function keysOfEnvironment(env: Env, now: number): KeysRoot | undefined {
  const keyId = env.AWS_ACCESS_KEY_ID
  const secret = env.AWS_SECRET_ACCESS_KEY
  if (!keyId) return undefined
  if (!secret) throw halfPair()
  refuseExpired(env, now)
  const accountId = env.AWS_ACCOUNT_ID
  return {
    kind: "keys",
    from: "environment",
    keyId,
    temporary: Boolean(env.AWS_SESSION_TOKEN || env.AWS_SECURITY_TOKEN),
    ...(accountId ? { accountId } : {}),
  }
}

function halfPair(): GuiseError {
  return new GuiseError(
    "profile-invalid",
    "The environment sets AWS_ACCESS_KEY_ID but not AWS_SECRET_ACCESS_KEY: half a key pair.",
    { hint: "unset AWS_ACCESS_KEY_ID, or name a profile with --profile NAME" },
  )
}

/** Handing out keys that are known to be dead sends people looking for the fault in the service. */
function refuseExpired(env: Env, now: number): void {
  for (const variable of ["AWS_CREDENTIAL_EXPIRATION", "AWS_SESSION_EXPIRATION"]) {
    const expiry = instantOf(env[variable])
    if (expiry === undefined || expiry > now) continue
    throw new GuiseError(
      "credentials-expired",
      `The keys in the environment expired at ${env[variable]} (${variable}).`,
      {
        hint: env.GUISE_PROFILE
          ? `guise use ${quoted(env.GUISE_PROFILE)}`
          : "unset AWS_ACCESS_KEY_ID, or name a profile with --profile NAME",
      },
    )
  }
}

/** The web identity that the environment describes (EKS sets it for a pod). Error: `profile-invalid` without a role. */
export function webIdentityOfEnvironment(env: Env): OpenWebIdentity | undefined {
  const tokenFile = env.AWS_WEB_IDENTITY_TOKEN_FILE
  if (!tokenFile) return undefined
  const role = env.AWS_ROLE_ARN
  if (!role) {
    throw new GuiseError("profile-invalid", "The environment sets AWS_WEB_IDENTITY_TOKEN_FILE but not AWS_ROLE_ARN.", {
      hint: "export AWS_ROLE_ARN=arn:aws:iam::123456789012:role/NAME",
    })
  }
  const sessionName = textInEnvironment("sessionName", env)
  const { arn } = roleFrom(role, "AWS_ROLE_ARN", "profile-invalid")
  return { kind: "web-identity", roleArn: arn, tokenFile, ...(sessionName ? { sessionName } : {}) }
}

/** The container's own role, when the environment says where to ask. The relative form wins, as in every SDK. */
export function containerOf(env: Env): ContainerRoot | undefined {
  const uri = env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI || env.AWS_CONTAINER_CREDENTIALS_FULL_URI
  return uri ? { kind: "container", uri } : undefined
}

const sources = {
  environment: {
    find: (env: Env, now: number) => keysOfEnvironment(env, now),
    lacks: "the environment holds no key pair",
  },
  ec2instancemetadata: {
    find: (env: Env, _now: number, profile: Profile) => imdsOf(env, profile),
    lacks: "AWS_EC2_METADATA_DISABLED forbids asking for it",
  },
  ecscontainer: {
    find: (env: Env) => containerOf(env),
    lacks: "neither AWS_CONTAINER_CREDENTIALS_RELATIVE_URI nor …_FULL_URI is set",
  },
} as const

/**
 * What a profile's `credential_source` stands for, however its letters are cased.
 * Errors: `profile-invalid` for a word AWS does not know, `no-credentials` when the machine does not have it.
 */
export function credentialSource(profile: Profile, env: Env, now: number): Found | undefined {
  const setting = settingOf(profile, "credential_source")
  if (setting === undefined) return undefined
  const word = setting.value.toLowerCase()
  const source = Object.entries(sources).find(([name]) => name === word)?.[1]
  if (source === undefined) {
    throw new GuiseError(
      "profile-invalid",
      `credential_source of profile ${named(profile, setting.place)} is ${JSON.stringify(setting.value)}; ` +
        "AWS knows Environment, Ec2InstanceMetadata and EcsContainer.",
      { hint: `guise set ${quoted(profile.name)} credential_source Environment` },
    )
  }
  const root = source.find(env, now, profile)
  if (root !== undefined)
    return { root, why: `credential_source = ${setting.value} in profile ${named(profile, setting.place)}.` }
  throw new GuiseError(
    "no-credentials",
    `Profile ${named(profile, setting.place)} takes its credentials from ${setting.value}, but ${source.lacks}.`,
    { hint: `guise explain ${quoted(profile.name)}` },
  )
}
