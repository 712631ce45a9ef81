import type { Credentials, Endpoint } from "../types.ts"
import type { Call } from "./call.ts"
import { openIam, type Wire } from "./client.ts"
import { answerError } from "./errors.ts"
import { perform } from "./perform.ts"

/** An access key as IAM lists it. Times are Unix seconds. */
export interface ListedKey {
  readonly keyId: string
  readonly active: boolean
  readonly createdAt: number
}

/** A key pair that IAM has just made. SECRET: nobody can be told it again. */
export interface MadeKey {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly since: number
}

/** Where IAM is asked, and by whom. */
export interface IamCaller {
  readonly endpoint: Endpoint
  readonly signer: Credentials
  readonly wire: Wire
}

/**
 * The access keys of a user: two at most.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccessKeys.html
 * Errors of all calls here: `aws-denied`, `aws-refused`, `keys-rejected`, `credentials-expired`, `aws-throttled`,
 * `aws-unreachable`; the cause is a `Refusal` where AWS said no.
 */
export async function listAccessKeys(user: string, { endpoint, signer, wire }: IamCaller): Promise<ListedKey[]> {
  const call: Call = { action: "ListAccessKeys", endpoint, signer }
  const { AccessKeyMetadata } = await perform(call, wire, openIam, ({ sdk, client }, options) =>
    client.send(new sdk.ListAccessKeysCommand({ UserName: user }), options),
  )
  if (AccessKeyMetadata === undefined) throw answerError(call, "no list of keys")
  return AccessKeyMetadata.map(({ AccessKeyId, Status, CreateDate }) => {
    if (AccessKeyId === undefined || CreateDate === undefined) throw answerError(call, "a key without an id")
    return { keyId: AccessKeyId, active: Status === "Active", createdAt: secondsOf(CreateDate) }
  })
}

/**
 * A new key pair. Sent once at most: of an answer that is lost, the key would stay and nobody have its secret.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccessKey.html
 */
export async function createAccessKey(user: string, { endpoint, signer, wire }: IamCaller): Promise<MadeKey> {
  const call: Call = { action: "CreateAccessKey", endpoint, signer, once: true }
  const { AccessKey } = await perform(call, wire, openIam, ({ sdk, client }, options) =>
    client.send(new sdk.CreateAccessKeyCommand({ UserName: user }), options),
  )
  const { AccessKeyId, SecretAccessKey, CreateDate } = AccessKey ?? {}
  if (!AccessKeyId || !SecretAccessKey) throw answerError(call, "no complete key pair")
  const since = CreateDate === undefined ? wire.now() + wire.skew : secondsOf(CreateDate)
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, since }
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccessKey.html */
export async function updateAccessKey(
  user: string,
  keyId: string,
  status: "Active" | "Inactive",
  { endpoint, signer, wire }: IamCaller,
): Promise<void> {
  const call: Call = { action: "UpdateAccessKey", endpoint, signer }
  const input = { UserName: user, AccessKeyId: keyId, Status: status }
  await perform(call, wire, openIam, ({ sdk, client }, options) =>
    client.send(new sdk.UpdateAccessKeyCommand(input), options),
  )
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccessKey.html */
export async function deleteAccessKey(
  user: string,
  keyId: string,
  { endpoint, signer, wire }: IamCaller,
): Promise<void> {
  const call: Call = { action: "DeleteAccessKey", endpoint, signer }
  await perform(call, wire, openIam, ({ sdk, client }, options) =>
    client.send(new sdk.DeleteAccessKeyCommand({ UserName: user, AccessKeyId: keyId }), options),
  )
}

/**
 * When a key was last used, Unix seconds, or "never".
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html
 */
export async function accessKeyLastUsed(
  keyId: string,
  { endpoint, signer, wire }: IamCaller,
): Promise<number | "never"> {
  const call: Call = { action: "GetAccessKeyLastUsed", endpoint, signer }
  const { AccessKeyLastUsed } = await perform(call, wire, openIam, ({ sdk, client }, options) =>
    client.send(new sdk.GetAccessKeyLastUsedCommand({ AccessKeyId: keyId }), options),
  )
  if (AccessKeyLastUsed === undefined) throw answerError(call, "nothing about that key")
  const { LastUsedDate } = AccessKeyLastUsed
  return LastUsedDate === undefined ? "never" : secondsOf(LastUsedDate)
}

function secondsOf(date: Date): number {
  return Math.floor(date.getTime() / 1000)
}
