import { assumeRoleWithWebIdentity } from "../aws/sts.ts"
import type { WebIdentityRoot } from "../plan/roots.ts"
import type { Credentials, World } from "../types.ts"
import { inUsableRegion } from "./region.ts"
import { defaultSessionName } from "./session-name.ts"
import { markOf, readToken, replaced } from "./web-token.ts"

/**
 * A role for the token in a file, which is read at each use: whoever issues it replaces it.
 * Errors: `file-unreadable` (missing, empty, or not the token that the plan names any more), and those of
 * `assumeRoleWithWebIdentity`.
 */
export async function fromWebIdentity(root: WebIdentityRoot, world: World): Promise<Credentials> {
  const { kind: _kind, tokenFile, bearer, sts, sessionName = defaultSessionName(world.env), ...rest } = root
  const token = await readToken(tokenFile)
  if (bearer !== undefined && (await markOf(token)) !== bearer) throw replaced(tokenFile)
  const request = { ...rest, sessionName, token }
  return inUsableRegion(sts, world, at => assumeRoleWithWebIdentity(request, at, world))
}
