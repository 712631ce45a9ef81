import { type Caller, userOf } from "./caller.ts"
import { AwsError } from "./errors.ts"
import type { Params } from "./query.ts"
import type { SandboxWorld } from "./sandbox-world.ts"

/**
 * When the caller proved to hold its MFA device: in this very call if it carries a code (which is then used up), else
 * in the call its session came from. Error: AccessDenied in AWS's words for a wrong or used code, and for a device that
 * is not the caller's.
 */
export function mfaTime(params: Params, caller: Caller, world: SandboxWorld): number | undefined {
  const serial = params.get("SerialNumber")
  const code = params.get("TokenCode")
  if (serial === undefined && code === undefined) return timeOfSession(caller)
  if (serial === undefined || code === undefined) {
    throw new AwsError(
      "AccessDenied",
      "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.",
    )
  }
  const device = world.iam.device(serial)
  if (device?.user === undefined || device.user !== userOf(caller)) {
    throw new AwsError(
      "AccessDenied",
      // Two blanks, as AWS has them.
      "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.",
    )
  }
  if (!world.devices.accept(serial, device.seed, code)) {
    throw new AwsError("AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code.")
  }
  return world.clock.now()
}

function timeOfSession(caller: Caller): number | undefined {
  return caller.kind === "session" && caller.session.owner.kind === "user" ? caller.session.owner.mfaAt : undefined
}
