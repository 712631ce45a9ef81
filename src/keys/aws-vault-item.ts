import { recordIn } from "../record.ts"
import type { StoredKeys } from "../store/vault.ts"
import { longLivedPair } from "./pair.ts"

/** What aws-vault keeps under a name that is no session. SECRET where it is a pair. */
export interface VaultItem {
  /** The name of the profile. */
  readonly name: string
  readonly keys: StoredKeys
}

/**
 * True for what aws-vault keeps beside key pairs under the same roof: sessions, in the form of today and in the three
 * forms of before, and sign-in tokens. They end by themselves, and guise makes its own.
 */
export function isPassing(name: string): boolean {
  return name.startsWith("oidc:") || sessionNames.some(pattern => pattern.test(name))
}

// vault/sessionkeyring.go: sessionKeyPattern and oldSessionKeyPatterns. The middle of today's form is base64url.
const sessionNames: readonly RegExp[] = [
  /^[^,]+,[\w-]+,[\w-]*,\d+$/,
  /^session,[^,]+,[^,]*,\d{2,}$/,
  /^session:[^ ]+:[^ ]*:[^:]+$/,
  /^.+? session \(\d+\)$/,
]

/**
 * The key pair in the JSON that every backend of aws-vault keeps: an item with a name, whose data is a pair with Go's
 * names. An item under another's name would hand the keys of one profile out as another's.
 * Errors: `usage` for a pair that is none; undefined for what is no such item. Neither says what was in it.
 */
export function itemIn(text: string, name: string): VaultItem | undefined {
  const item = recordIn(text)
  if (typeof item?.Key !== "string" || item.Key !== name || typeof item.Data !== "string") return undefined
  const pair = recordIn(Buffer.from(item.Data, "base64").toString("utf8"))
  const { AccessKeyID: id, SecretAccessKey: secret } = pair ?? {}
  if (typeof id !== "string" || typeof secret !== "string") return undefined
  return { name, keys: longLivedPair(id, secret, `aws-vault's ${JSON.stringify(name)}`) }
}
