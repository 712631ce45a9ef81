import type * as Sdk from "@aws-sdk/client-sts"
import { accountOfArn } from "../arn.ts"
import type { Credentials, Endpoint } from "../types.ts"
import type { Call } from "./call.ts"
import { openSts, type Wire } from "./client.ts"
import { answerError } from "./errors.ts"
import { perform } from "./perform.ts"

/** An MFA device and the six digits it shows. SECRET while its 30 seconds last. */
export interface MfaProof {
  readonly serial: string
  readonly code: string
}

/** Who AWS says the caller is. */
export interface Caller {
  readonly accountId: string
  readonly arn: string
  readonly userId: string
}

export interface AssumeRoleRequest {
  readonly roleArn: string
  readonly sessionName: string
  readonly externalId?: string
  readonly duration?: number
  readonly mfa?: MfaProof
  readonly policy?: string
  readonly policyArns?: readonly string[]
  readonly tags?: readonly (readonly [key: string, value: string])[]
  readonly transitiveTags?: readonly string[]
  readonly sourceIdentity?: string
}

export interface WebIdentityRequest {
  readonly roleArn: string
  readonly sessionName: string
  /** The identity provider's token. SECRET. */
  readonly token: string
  readonly duration?: number
  readonly policy?: string
  readonly policyArns?: readonly string[]
}

/**
 * GetCallerIdentity: allowed to everybody whose signature is right, whatever policies say.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 * Errors: `keys-rejected`, `credentials-expired`, `aws-throttled`, `aws-unreachable`.
 */
export async function getCallerIdentity(endpoint: Endpoint, signer: Credentials, wire: Wire): Promise<Caller> {
  const call: Call = { action: "GetCallerIdentity", endpoint, signer }
  const { Account, Arn, UserId } = await perform(call, wire, openSts, ({ sdk, client }, options) =>
    client.send(new sdk.GetCallerIdentityCommand({}), options),
  )
  if (Account === undefined || Arn === undefined || UserId === undefined) throw answerError(call, "no caller")
  return { accountId: Account, arn: Arn, userId: UserId }
}

/**
 * GetSessionToken with MFA: temporary keys with the user's own permissions, for `duration` seconds.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
 * The request is sent once. Errors: `mfa-rejected`, `aws-refused` (wrong serial number, temporary keys, duration),
 * `keys-rejected`, `aws-throttled`, `aws-unreachable`.
 */
export async function getSessionToken(
  request: { readonly mfa: MfaProof; readonly duration: number },
  endpoint: Endpoint,
  signer: Credentials,
  wire: Wire,
): Promise<Credentials> {
  const call: Call = { action: "GetSessionToken", endpoint, signer, mfa: request.mfa }
  const input = { DurationSeconds: request.duration, ...proofOf(request.mfa) }
  const { Credentials: made } = await perform(call, wire, openSts, ({ sdk, client }, options) =>
    client.send(new sdk.GetSessionTokenCommand(input), options),
  )
  return credentialsOf(call, made, accountOfArn(request.mfa.serial) ?? signer.accountId)
}

/**
 * GetFederationToken: temporary keys under a name, from a user's own keys, with what both the user and the policies may
 * do. AWS's own length (12 hours, for the root user one) where `duration` is left out.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
 * Errors: `aws-denied`, `aws-refused`, `keys-rejected`, `aws-throttled`, `aws-unreachable`.
 */
export async function getFederationToken(
  request: { readonly name: string; readonly duration?: number; readonly policyArns: readonly string[] },
  endpoint: Endpoint,
  signer: Credentials,
  wire: Wire,
): Promise<Credentials> {
  const call: Call = { action: "GetFederationToken", endpoint, signer }
  const { Credentials: made, FederatedUser } = await perform(call, wire, openSts, ({ sdk, client }, options) =>
    client.send(new sdk.GetFederationTokenCommand({ Name: request.name, ...limitsOf(request) }), options),
  )
  return credentialsOf(call, made, accountOfArn(FederatedUser?.Arn ?? "") ?? signer.accountId)
}

/**
 * AssumeRole, with an MFA code when the role wants one in this very call; then the request is sent once.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 * Errors: `aws-denied`, `mfa-rejected`, `aws-refused` (duration, policy, tags), `keys-rejected`,
 * `credentials-expired`, `aws-throttled`, `aws-unreachable`.
 */
export async function assumeRole(
  request: AssumeRoleRequest,
  endpoint: Endpoint,
  signer: Credentials,
  wire: Wire,
): Promise<Credentials> {
  const { roleArn, mfa } = request
  const call: Call = { action: "AssumeRole", endpoint, signer, roleArn, ...(mfa === undefined ? {} : { mfa }) }
  const { Credentials: made, AssumedRoleUser } = await perform(call, wire, openSts, ({ sdk, client }, options) =>
    client.send(new sdk.AssumeRoleCommand(assumeRoleInput(request)), options),
  )
  return credentialsOf(call, made, accountOfArn(AssumedRoleUser?.Arn ?? roleArn))
}

/**
 * AssumeRoleWithWebIdentity: not signed; the identity provider's token speaks for the caller.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 * Errors: `aws-denied`, `aws-refused` (a token AWS does not accept), `credentials-expired` (an expired one),
 * `aws-throttled`, `aws-unreachable`.
 */
export async function assumeRoleWithWebIdentity(
  request: WebIdentityRequest,
  endpoint: Endpoint,
  wire: Wire,
): Promise<Credentials> {
  const { roleArn, sessionName, token, duration, policy, policyArns } = request
  const call: Call = { action: "AssumeRoleWithWebIdentity", endpoint, roleArn, token }
  const input = {
    RoleArn: roleArn,
    RoleSessionName: sessionName,
    WebIdentityToken: token,
    ...limitsOf({ duration, policy, policyArns }),
  }
  const { Credentials: made, AssumedRoleUser } = await perform(call, wire, openSts, ({ sdk, client }, options) =>
    client.send(new sdk.AssumeRoleWithWebIdentityCommand(input), options),
  )
  return credentialsOf(call, made, accountOfArn(AssumedRoleUser?.Arn ?? roleArn))
}

function proofOf({ serial, code }: MfaProof) {
  return { SerialNumber: serial, TokenCode: code }
}

function assumeRoleInput(request: AssumeRoleRequest): Sdk.AssumeRoleCommandInput {
  const { roleArn, sessionName, externalId, mfa, tags, transitiveTags, sourceIdentity } = request
  return {
    RoleArn: roleArn,
    RoleSessionName: sessionName,
    ...limitsOf(request),
    ...(externalId === undefined ? {} : { ExternalId: externalId }),
    ...(mfa === undefined ? {} : proofOf(mfa)),
    ...(tags === undefined ? {} : { Tags: tags.map(([Key, Value]) => ({ Key, Value })) }),
    ...(transitiveTags === undefined ? {} : { TransitiveTagKeys: [...transitiveTags] }),
    ...(sourceIdentity === undefined ? {} : { SourceIdentity: sourceIdentity }),
  }
}

interface Limits {
  readonly duration?: number | undefined
  readonly policy?: string | undefined
  readonly policyArns?: readonly string[] | undefined
}

function limitsOf({ duration, policy, policyArns }: Limits) {
  return {
    ...(duration === undefined ? {} : { DurationSeconds: duration }),
    ...(policy === undefined ? {} : { Policy: policy }),
    ...(policyArns === undefined ? {} : { PolicyArns: policyArns.map(arn => ({ arn })) }),
  }
}

function credentialsOf(call: Call, made: Sdk.Credentials | undefined, accountId: string | undefined): Credentials {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = made ?? {}
  const expiresAt = Expiration === undefined ? Number.NaN : Math.floor(Expiration.getTime() / 1000)
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || Number.isNaN(expiresAt))
    throw answerError(call, "no complete credentials")
  const account = accountId === undefined ? {} : { accountId }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiresAt,
    ...account,
  }
}
