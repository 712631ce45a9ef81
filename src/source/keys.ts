import { firstLine } from "../config/first-line.ts"
import { GuiseError } from "../errors.ts"
import { instantOf } from "../instant.ts"
import type { KeysRoot } from "../plan/roots.ts"
import type { Credentials, World } from "../types.ts"

/**
 * The key pair that a plan starts from, read where it stands and never kept elsewhere.
 * Errors: `no-credentials` (gone, half there, or another pair than the plan's), `credentials-expired`; those of a store.
 */
export async function keysFrom(root: KeysRoot, world: World): Promise<Credentials> {
  const keys = await pairFrom(root, world)
  if (firstLine(keys.accessKeyId) !== firstLine(root.keyId)) throw otherKeys(root)
  return root.accountId === undefined || keys.accountId !== undefined ? keys : { ...keys, accountId: root.accountId }
}

async function pairFrom({ from, profile = "default" }: KeysRoot, world: World): Promise<Credentials> {
  switch (from) {
    case "environment":
      return environmentKeys(world)
    case "store":
      return world.storedKeysOf(profile)
    default:
      return world.keysOf(profile)
  }
}

/** AWS_SECURITY_TOKEN is the old name of AWS_SESSION_TOKEN; botocore still reads it, and so do we, second. */
function environmentKeys({ env, now, skew }: World): Credentials {
  const accessKeyId = env.AWS_ACCESS_KEY_ID
  const secretAccessKey = env.AWS_SECRET_ACCESS_KEY
  if (!accessKeyId || !secretAccessKey) {
    const missing = accessKeyId ? "AWS_SECRET_ACCESS_KEY" : "AWS_ACCESS_KEY_ID"
    throw new GuiseError("no-credentials", `The environment's keys were to be used, but ${missing} is not set.`, {
      hint: `export ${missing}, or name a profile`,
    })
  }
  const sessionToken = env.AWS_SESSION_TOKEN || env.AWS_SECURITY_TOKEN
  const expiresAt = instantOf(env.AWS_CREDENTIAL_EXPIRATION)
  if (expiresAt !== undefined && expiresAt <= now() + skew) {
    throw new GuiseError("credentials-expired", `The environment's keys expired at ${env.AWS_CREDENTIAL_EXPIRATION}.`, {
      hint: "get new ones, or unset AWS_ACCESS_KEY_ID and name a profile",
    })
  }
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken ? { sessionToken } : {}),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(env.AWS_ACCOUNT_ID ? { accountId: env.AWS_ACCOUNT_ID } : {}),
  }
}

function otherKeys({ keyId, profile }: KeysRoot): GuiseError {
  const where = profile === undefined ? "the environment" : `profile ${profile}`
  return new GuiseError("no-credentials", `The key ${keyId} is no longer in ${where}: it was replaced a moment ago.`, {
    hint: "run the command again",
  })
}
