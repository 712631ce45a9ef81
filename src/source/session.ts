import { getSessionToken } from "../aws/sts.ts"
import { withCode } from "../mfa/with-code.ts"
import type { SessionRoot } from "../plan/plan.ts"
import type { Credentials, World } from "../types.ts"
import { keysFrom } from "./keys.ts"

/**
 * A new MFA session of the root's keys: asks for a code, three at most.
 * Errors: those of `withCode`, `keysFrom` and `getSessionToken`.
 */
export async function newSession(root: SessionRoot, world: World, profile: string | undefined): Promise<Credentials> {
  const keys = await keysFrom(root.keys, world)
  const { mfaSerial: serial, duration, sts } = root
  const question = profile === undefined ? { serial } : { serial, profile }
  return withCode(question, world, code => getSessionToken({ mfa: { serial, code }, duration }, sts, keys, world))
}
