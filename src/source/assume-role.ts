import { type AssumeRoleRequest, assumeRole } from "../aws/sts.ts"
import { GuiseError, isGuiseError } from "../errors.ts"
import { withCode } from "../mfa/with-code.ts"
import type { Hop } from "../plan/plan.ts"
import type { Credentials, World } from "../types.ts"
import { defaultSessionName } from "./session-name.ts"

/**
 * The role of one hop, taken with `source`; asks for a code when the hop carries MFA itself.
 * `profile` is the one that was asked for, named in hints. Errors: those of `assumeRole` and `withCode`.
 */
export async function takeRole(
  hop: Hop,
  source: Credentials,
  world: World,
  profile: string | undefined,
): Promise<Credentials> {
  const { sts, mfaSerial: serial, profile: _hopProfile, sessionName = defaultSessionName(world.env), ...rest } = hop
  const request: AssumeRoleRequest = { ...rest, sessionName }
  try {
    if (serial === undefined) return await assumeRole(request, sts, source, world)
    const question = profile === undefined ? { serial } : { serial, profile }
    return await withCode(question, world, code =>
      assumeRole({ ...request, mfa: { serial, code } }, sts, source, world),
    )
  } catch (error) {
    throw profile !== undefined && isGuiseError(error, "aws-denied") ? explained(error, profile) : error
  }
}

function explained(error: GuiseError, profile: string): GuiseError {
  const detail = error.detail === undefined ? {} : { detail: error.detail }
  return new GuiseError(error.code, error.message, { hint: `guise explain ${profile}`, ...detail, cause: error })
}
