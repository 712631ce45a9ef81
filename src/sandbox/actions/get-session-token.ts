import { checkConstraints, duration, shared } from "../constraints.ts"
import { AwsError } from "../errors.ts"
import { mfaTime } from "../mfa.ts"
import type { XmlElements } from "../xml.ts"
import { type Call, credentialsElement } from "./call.ts"

const rootLimit = 3600

/**
 * Temporary credentials with the caller's own rights, for 900 to 129600 seconds (12 hours unless asked otherwise; an
 * hour for root). Only long-lived keys may ask. What was proven with a code here opens roles that want MFA, until the
 * session ends.
 */
export function getSessionToken({ params, caller, world }: Call): XmlElements {
  checkConstraints(params, [{ name: "DurationSeconds", range: [900, 129600] }, shared.serialNumber, shared.tokenCode])
  if (caller.kind !== "keys") throw new AwsError("AccessDenied", "Cannot call GetSessionToken with session credentials")
  const mfaAt = mfaTime(params, caller, world)
  const asked = duration(params, 43200)
  const seconds = caller.user.root ? Math.min(asked, rootLimit) : asked
  const owner = {
    kind: "user",
    user: caller.user,
    madeWith: caller.keyId,
    ...(mfaAt === undefined ? {} : { mfaAt }),
  } as const
  return { Credentials: credentialsElement(world.sessions.create(owner, seconds)) }
}
