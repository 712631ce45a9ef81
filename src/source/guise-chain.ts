import { GuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"
import type { Env } from "../types.ts"

const mostProfiles = 4

/**
 * The environment for a process that is started to get credentials for `profile`: GUISE_CHAIN names the profiles on
 * the way, so that a guise it starts in turn sees when it is going in a circle. The MFA code stays here: it is for one
 * use. Error: `profile-loop`, with the way named.
 */
export function processEnvironment(profile: string, env: Env): Env {
  const { GUISE_MFA_CODE: _ours, ...rest } = env
  const way = profilesOf(env.GUISE_CHAIN)
  const next = [...way, profile]
  const path = next.join(" → ")
  if (way.includes(profile)) throw loop(`leads back to itself: ${path}`, profile)
  if (way.length >= mostProfiles) throw loop(`is the fifth on the way, and four are the most: ${path}`, profile)
  return { ...rest, GUISE_CHAIN: next.map(encodeURIComponent).join(",") }
}

function profilesOf(chain: string | undefined): readonly string[] {
  return (chain ?? "")
    .split(",")
    .filter(name => name !== "")
    .map(decoded)
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

function loop(trouble: string, profile: string): GuiseError {
  return new GuiseError("profile-loop", `The credential_process of profile ${profile} ${trouble}.`, {
    hint: `guise explain ${quoted(profile)}`,
  })
}
