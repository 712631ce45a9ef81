import { GuiseError } from "../errors.ts"
import { nearest, nearestClause } from "../nearest.ts"
import { quoted } from "../quoted.ts"
import type { Profiles } from "./profile.ts"

/** Error: `profile-unknown`, with the nearest names. */
export function unknownProfile(name: string, profiles: Pick<Profiles, "names">): GuiseError {
  const names = profiles.names()
  const [best] = nearest(name, names, 1)
  return new GuiseError(
    "profile-unknown",
    `There is no profile ${JSON.stringify(name)} in the AWS files.${nearestClause(name, names)}`,
    { hint: best === undefined ? "guise list" : `guise get ${quoted(best)}` },
  )
}
