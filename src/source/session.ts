import { getSessionToken } from "../aws/sts.ts"
import { durationText } from "../config/duration.ts"
import { withCode } from "../mfa/with-code.ts"
import type { SessionRoot } from "../plan/roots.ts"
import { quoted } from "../quoted.ts"
import type { Credentials, World } from "../types.ts"
import { keysFrom } from "./keys.ts"
import { inUsableRegion } from "./region.ts"

/**
 * A new MFA session of the root's keys: asks for a code, three at most.
 * Errors: those of `withCode`, `keysFrom` and `getSessionToken`.
 */
export async function newSession(root: SessionRoot, world: World, profile: string | undefined): Promise<Credentials> {
  const keys = await keysFrom(root.keys, world)
  const { mfaSerial: serial, duration, sts } = root
  return withCode(
    { serial, login: loginLine(root, profile), ...(profile === undefined ? {} : { profile }) },
    world,
    code => inUsableRegion(sts, world, at => getSessionToken({ mfa: { serial, code }, duration }, at, keys, world)),
  )
}

/** The line that makes the very session: of another length it is another session. */
function loginLine({ duration, asked }: SessionRoot, profile: string | undefined): string {
  const name = profile === undefined ? "" : ` ${quoted(profile)}`
  return `guise login${name}${asked === true ? ` --duration ${durationText(duration)}` : ""}`
}
