import { isoTime } from "../instant.ts"
import type { Credentials } from "../types.ts"
import type { Worn } from "./env.ts"

/**
 * The document a `credential_process` prints, one line.
 * `Version` is the number 1: SDKs refuse the text "1".
 * Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
 */
export function processDocument(credentials: Credentials): string {
  return `${JSON.stringify({ Version: 1, ...fields(credentials) })}\n`
}

/** The same fields without `Version`, with the profile and region they are for, indented for people and jq. */
export function jsonDocument({ credentials, profile, region }: Worn): string {
  return `${JSON.stringify({ ...fields(credentials), Region: region, Profile: profile }, undefined, 2)}\n`
}

function fields({ accessKeyId, secretAccessKey, sessionToken, expiresAt, accountId }: Credentials): object {
  return {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    Expiration: expiresAt === undefined ? undefined : isoTime(expiresAt),
    AccountId: accountId,
  }
}
