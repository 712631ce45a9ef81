import { GuiseError, isGuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"
import type { StoredKeys } from "../store/vault.ts"
import type { Credentials } from "../types.ts"
import type { KeysAtAws, RotationParts } from "./rotation-parts.ts"
import type { ListedKey } from "./rotation-shapes.ts"

/** Whose keys are listed, and by whom. SECRET. */
export interface Listing {
  readonly profile: string
  readonly caller: StoredKeys
  readonly user: string
  /** Keys whose last use is of no account. */
  readonly ours: readonly (string | undefined)[]
}

/**
 * The user's keys, and how long ago those that are none of this rotation's were used.
 * Errors: `aws-denied` with what a rotation needs; those of IAM and of `callWith`.
 */
export async function keysOfUser({ profile, caller, user, ours }: Listing, { iam, callWith }: RotationParts) {
  const signer = await callWith(caller)
  const keys = await iam.list(signer, user).catch(error => {
    throw withNeeds(error, signer, profile)
  })
  return Promise.all(
    keys.map(async (key): Promise<ListedKey> => {
      if (ours.includes(key.keyId)) return { ...key, lastUsed: "unknown" }
      return { ...key, lastUsed: await lastUseOf(key.keyId, signer, iam) }
    }),
  )
}

/** Who may not list the own keys lacks a policy, or the MFA that it wants. */
function withNeeds(error: unknown, { sessionToken }: Credentials, profile: string): unknown {
  if (!isGuiseError(error, "aws-denied")) return error
  const { code, message, detail, cause } = error
  const needs = `A rotation needs ${needed.map(each => `iam:${each}`).join(", ")} on the user itself. Nothing was changed.`
  const hint =
    sessionToken === undefined
      ? `if the policy wants MFA: guise keys rotate ${quoted(profile)} --mfa-serial ARN`
      : "have those actions allowed, then run it again"
  return new GuiseError(code, `${message} ${needs}`, { hint, cause, ...(detail === undefined ? {} : { detail }) })
}

const needed = ["ListAccessKeys", "CreateAccessKey", "UpdateAccessKey", "DeleteAccessKey"] as const

/** A user may be allowed to renew keys and not to ask this. */
async function lastUseOf(keyId: string, signer: Credentials, iam: KeysAtAws): Promise<ListedKey["lastUsed"]> {
  try {
    return await iam.lastUsed(signer, keyId)
  } catch (error) {
    if (isGuiseError(error, "aws-denied")) return "unknown"
    throw error
  }
}
