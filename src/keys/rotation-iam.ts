import type { Wire } from "../aws/client.ts"
import type { Credentials, Endpoint } from "../types.ts"
import type { KeysAtAws } from "./rotation-parts.ts"

/** IAM's calls about access keys, at this endpoint. The client is loaded when the first call is made. */
export function iamKeys(endpoint: Endpoint, wire: Wire): KeysAtAws {
  const calls = () => import("../aws/iam.ts")
  const by = (signer: Credentials) => ({ endpoint, signer, wire })
  return {
    list: async (signer, user) => (await calls()).listAccessKeys(user, by(signer)),
    lastUsed: async (signer, keyId) => (await calls()).accessKeyLastUsed(keyId, by(signer)),
    create: async (signer, user) => (await calls()).createAccessKey(user, by(signer)),
    setStatus: async (signer, user, keyId, status) => (await calls()).updateAccessKey(user, keyId, status, by(signer)),
    remove: async (signer, user, keyId) => (await calls()).deleteAccessKey(user, keyId, by(signer)),
  }
}
