import { loadProfiles } from "../config/profiles.ts"
import { hookLine } from "../emit/hook-line.ts"
import { placeOf } from "../keys/move.ts"
import type { KeysParts, Place } from "../keys/parts.ts"
import { storeKindOf } from "../store/choice.ts"
import { selfWords } from "../sys/self.ts"
import type { RealWorld } from "../world.ts"

/** What handling key pairs needs, out of this process's World. `store`: the flag. Error: `usage` for no store's name. */
export function keysParts(store: string | undefined, world: RealWorld): KeysParts {
  const flagged = store === undefined ? undefined : placeAsked(store)
  return {
    env: world.env,
    vault: world.vault,
    host: world.storeHost,
    files: () => loadProfiles(world.env),
    hookFor: profile => hookLine([...selfWords(), "process", ...nameWords(profile)]),
    asked: profile => flagged ?? world.storeFor(profile),
  }
}

/** The place that a flag names. Error: `usage`. */
export function placeAsked(name: string): Place {
  return placeOf(name, storeKindOf)
}

/** A name that looks like a flag is said to be none. */
function nameWords(profile: string): readonly string[] {
  return profile.startsWith("-") ? [`--profile=${profile}`] : [profile]
}
