import { type AssumeRoleRequest, assumeRole } from "../aws/sts.ts"
import { withCode } from "../mfa/with-code.ts"
import type { Hop } from "../plan/plan.ts"
import type { Credentials, World } from "../types.ts"
import { inUsableRegion } from "./region.ts"
import { withinMaximum } from "./role-maximum.ts"
import { defaultSessionName } from "./session-name.ts"

/**
 * The role of one hop, taken with `source`; asks for a code when the hop carries MFA itself. `fresh`: what is remembered
 * of the role is not counted on.
 * Errors: those of `assumeRole` and `withCode`.
 */
export function takeRole(hop: Hop, source: Credentials, world: World, fresh: boolean): Promise<Credentials> {
  return withinMaximum(hop, world, fresh, each => take(each, source, world))
}

async function take(hop: Hop, source: Credentials, world: World): Promise<Credentials> {
  const { sts, mfaSerial: serial, profile, sessionName = defaultSessionName(world.env), ...rest } = hop
  const send = (mfa?: AssumeRoleRequest["mfa"]) => {
    const request: AssumeRoleRequest = { ...rest, sessionName, ...(mfa === undefined ? {} : { mfa }) }
    return inUsableRegion(sts, world, at => assumeRole(request, at, source, world))
  }
  if (serial === undefined) return send()
  // The code goes into this very call: no session that a login makes would spare it.
  return withCode({ serial, ...(profile === undefined ? {} : { profile }) }, world, code => send({ serial, code }))
}
