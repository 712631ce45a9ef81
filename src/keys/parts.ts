import type { AwsFiles } from "../config/profiles.ts"
import type { StoreHost, StoreKind } from "../store/store.ts"
import type { Vault } from "../store/vault.ts"
import type { Env } from "../types.ts"

/** Where a key pair is to lie: a store, or the AWS credentials file. */
export type Place = StoreKind | "credentials"

/** What handling key pairs takes of the world around it. */
export interface KeysParts {
  readonly env: Env
  readonly vault: Vault
  readonly host: StoreHost
  /** The AWS files as they are now: asked for again after each change. */
  files(): AwsFiles
  /** The `credential_process` line that runs this guise for a profile. Error: `not-supported`. */
  ownLineFor(profile: string): string
  /** The store that flag, variable and settings ask for; absent where they leave it to guise. */
  asked(profile: string): Place | undefined
}
