import { createHash } from "node:crypto"

/** What a code challenge by SHA-256 looks like: 32 bytes in base64url. */
export const challengeShape = /^[\w-]{43}$/

/** True when the verifier is one that RFC 7636 allows and the challenge was made from it. */
export function provesPossession(verifier: string, challenge: string): boolean {
  if (!/^[\w.~-]{43,128}$/.test(verifier)) return false
  return createHash("sha256").update(verifier).digest("base64url") === challenge
}
