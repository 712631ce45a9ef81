import { GuiseError } from "../errors.ts"
import type { StoredKeys } from "../store/vault.ts"

/**
 * The two words as a long-lived key pair. Error: `usage` for what cannot be one, without the secret.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
 */
export function longLivedPair(accessKeyId: string, secretAccessKey: string, from: string): StoredKeys {
  const pair = { accessKeyId: accessKeyId.trim(), secretAccessKey: secretAccessKey.trim() }
  if (/^ASIA/.test(pair.accessKeyId))
    throw refused(from, `${pair.accessKeyId} is a temporary key: it ends by itself, and is not worth a store`)
  if (!/^[A-Z0-9]{16,128}$/.test(pair.accessKeyId)) throw refused(from, "its access key id is none (AKIA…)")
  if (!/^[A-Za-z0-9/+=]{40}$/.test(pair.secretAccessKey))
    throw refused(from, `the secret of ${pair.accessKeyId} is not the 40 characters that AWS gives`)
  return pair
}

function refused(from: string, why: string): GuiseError {
  return new GuiseError("usage", `No key pair could be taken from ${from}: ${why}.`, {
    hint: "copy both again from where AWS showed them",
  })
}
