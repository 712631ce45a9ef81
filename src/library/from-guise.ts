import type { AwsCredentials, FromGuiseInit, GuiseProvider } from "./init.ts"

/**
 * A credential provider for the AWS SDK for JavaScript v3: the credentials that `guise process PROFILE` prints, from
 * the same cache, by the same plan. They carry their expiration, so that the client asks again by itself.
 *
 * Nothing is read, opened or loaded before the client asks for the first time. Nobody is asked anything, unless
 * `mfaCodeProvider` or `terminal` says who.
 *
 * @example
 * ```ts
 * const s3 = new S3Client({ credentials: fromGuise({ profile: "prod-admin" }) })
 * ```
 *
 * The provider rejects with a `GuiseProviderError`, whose `code` is one of docs/errors.md.
 */
export function fromGuise(init: FromGuiseInit = {}): GuiseProvider {
  return async properties => (await import("./provide.ts")).provide(init, properties)
}

/**
 * The credentials themselves, for what is no client of the SDK. SECRET. The same as `fromGuise(init)()`.
 * Error: `GuiseProviderError`.
 */
export function credentialsFor(init: FromGuiseInit = {}): Promise<AwsCredentials> {
  return fromGuise(init)()
}
