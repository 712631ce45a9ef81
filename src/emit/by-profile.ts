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
export function standInChange(standIn: StandIn, current: Env): EnvChange {
  return changeTo(standInValues(standIn), standIn.region, current)
}

/** An endpoint of the container protocol. */
export interface Endpoint {
  readonly url: string
  /** Where its token lies; SDKs read it again at every request. */
  readonly tokenFile: string
}

/** Files made for one command, and the endpoint that it is to ask. */
export interface AtEndpoint extends StandIn {
  readonly endpoint: Endpoint
  /** A file in the place of boto's own, where that one has keys: botocore still takes those before it asks an endpoint. */
  readonly boto?: string
}

/** The same, where `default` names no credentials and SDKs go on to ask the endpoint. No secret in it. */
export function serverChange(standIn: AtEndpoint, current: Env): EnvChange {
  const { endpoint, region, boto } = standIn
  const values = { ...standInValues(standIn), ...endpointValues(endpoint) }
  return changeTo(boto === undefined ? values : { ...values, BOTO_CONFIG: boto }, region, current)
}

/** The change under which SDKs ask an endpoint, for as long as no profile that they read says otherwise. No secret in it. */
export function endpointChange(endpoint: Endpoint, { profile, region }: ByProfile, current: Env): EnvChange {
  return changeTo({ ...endpointValues(endpoint), GUISE_PROFILE: profile }, region, current)
}

/** The change under which SDKs ask a machine's endpoint, as the last of all. No secret in it. */
export function machineChange(url: string, { profile, region }: ByProfile, current: Env): EnvChange {
  const values = {
    AWS_EC2_METADATA_SERVICE_ENDPOINT: url,
    // Version 1, which wants no token, is not there to be fallen back on.
    AWS_EC2_METADATA_V1_DISABLED: "true",
    GUISE_PROFILE: profile,
  }
  const change = changeTo(values, region, current)
  return { ...change, unset: [...change.unset, "AWS_EC2_METADATA_DISABLED"] }
}

function standInValues({ profile, standIn, real }: StandIn) {
  return {
    AWS_CONFIG_FILE: standIn.config,
    AWS_SHARED_CREDENTIALS_FILE: standIn.credentials,
    GUISE_AWS_CONFIG_FILE: real.config,
    GUISE_AWS_SHARED_CREDENTIALS_FILE: real.credentials,
    GUISE_PROFILE: profile,
    ...readsConfig,
  }
}

function endpointValues({ url, tokenFile }: Endpoint) {
  return { AWS_CONTAINER_CREDENTIALS_FULL_URI: url, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: tokenFile }
}
