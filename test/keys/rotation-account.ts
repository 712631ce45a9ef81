import { GuiseError } from "../../src/errors.ts"
import type { StoredKeys } from "../../src/store/vault.ts"
import { type AtAws, firstKey } from "./rotation-stage.ts"

interface AccountKey extends StoredKeys {
  active: boolean
  readonly createdAt: number
}

/** One IAM user in memory, as strict as IAM about what a rotation does; the sandbox plays it over the wire. */
export interface Account extends AtAws {
  readonly keys: Map<string, AccountKey>
  /** True when AWS accepts what this pair signs. */
  accepts(pair: StoredKeys): boolean
}

export const arn = "arn:aws:iam::111122223333:user/team/alice"

export function makeAccount(): Account {
  const keys = new Map<string, AccountKey>([
    [firstKey.accessKeyId, { ...firstKey, active: true, createdAt: Math.floor(Date.now() / 1000) - 400 * 86_400 }],
  ])
  let made = 0
  const accepts = ({ accessKeyId, secretAccessKey }: StoredKeys) => {
    const key = keys.get(accessKeyId)
    return key?.active === true && key.secretAccessKey === secretAccessKey
  }
  const signed = (pair: StoredKeys) => {
    if (!accepts(pair)) throw awsSays("keys-rejected", "InvalidClientTokenId")
  }
  const keyOf = (keyId: string) => {
    const key = keys.get(keyId)
    if (key === undefined) throw awsSays("aws-refused", "NoSuchEntityException")
    return key
  }
  return {
    keys,
    accepts,
    callWith: async pair => pair,
    async whoIs(pair) {
      signed(pair)
      return { accountId: "111122223333", arn, userId: "AIDACKCEVSQ6C2EXAMPLE" }
    },
    iam: {
      async list(signer) {
        signed(signer)
        return [...keys.values()].map(({ accessKeyId: keyId, active, createdAt }) => ({ keyId, active, createdAt }))
      },
      async lastUsed(signer) {
        signed(signer)
        return "never"
      },
      async create(signer) {
        signed(signer)
        if (keys.size >= 2) throw awsSays("aws-refused", "LimitExceededException")
        made += 1
        const pair = { accessKeyId: `AKIAMADE${made}EXAMPLE00000`, secretAccessKey: `secret-of-${made}` }
        const createdAt = Math.floor(Date.now() / 1000)
        keys.set(pair.accessKeyId, { ...pair, active: true, createdAt })
        return { ...pair, since: createdAt }
      },
      async setStatus(signer, _user, keyId, status) {
        signed(signer)
        keyOf(keyId).active = status === "Active"
      },
      async remove(signer, _user, keyId) {
        signed(signer)
        keyOf(keyId)
        keys.delete(keyId)
      },
    },
  }
}

/** An error as `aws/` throws it. */
export function awsSays(code: "keys-rejected" | "aws-refused" | "aws-denied" | "aws-throttled", name: string) {
  const cause = { kind: "aws-refusal", name, matter: "unsaid" }
  return new GuiseError(code, `AWS said ${name}.`, { cause })
}
