import type { AwsPaths } from "../config/files.ts"
import type { Env, EnvChange } from "../types.ts"
import { changeTo } from "./env.ts"

/** A profile that SDKs get credentials for by themselves. */
export interface ByProfile {
  readonly profile: string
  /** Absent: the user's own region stays as it is. */
  readonly region?: string
}

/** AWS files made for one command, and the user's own, all by absolute path. */
export interface StandIn extends ByProfile {
  readonly standIn: AwsPaths
  readonly real: AwsPaths
}

/** The version 1 SDK for Go, and what was built on it, reads no config file without this. */
const readsConfig = { AWS_SDK_LOAD_CONFIG: "1" } as const

/** The change under which SDKs read the profile in the user's own AWS files. No secret in it. */
export function profileChange({ profile, region }: ByProfile, current: Env): EnvChange {
  return changeTo({ AWS_PROFILE: profile, GUISE_PROFILE: profile, ...readsConfig }, region, current)
}

/** The change under which SDKs read files made for them, while guise goes on reading the user's own. No secret in it. */
export function standInChange({ profile, region, standIn, real }: StandIn, current: Env): EnvChange {
  const files = {
    AWS_CONFIG_FILE: standIn.config,
    AWS_SHARED_CREDENTIALS_FILE: standIn.credentials,
    GUISE_AWS_CONFIG_FILE: real.config,
    GUISE_AWS_SHARED_CREDENTIALS_FILE: real.credentials,
  }
  return changeTo({ ...files, GUISE_PROFILE: profile, ...readsConfig }, region, current)
}
