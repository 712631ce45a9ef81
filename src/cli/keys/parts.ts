import { filesAtRest } from "../../config/edit.ts"
import { awsPaths } from "../../config/files.ts"
import { loadProfiles } from "../../config/profiles.ts"
import { processLine } from "../../emit/process-line.ts"
import type { KeysParts, Place } from "../../keys/parts.ts"
import { storeKindOf } from "../../store/choice.ts"
import { selfWords } from "../../sys/self.ts"
import type { RealWorld } from "../../world.ts"

/** What handling key pairs needs, out of this process's World. `store`: the flag. Error: `usage` for no store's name. */
export function keysParts(store: string | undefined, world: RealWorld): KeysParts {
  const flagged = store === undefined ? undefined : placeAsked(store)
  return {
    env: world.env,
    vault: world.vault,
    host: world.storeHost,
    files: () => loadProfiles(world.env),
    ownLineFor: profile => processLine([...selfWords(), "process", ...nameWords(profile)]),
    asked: profile => flagged ?? world.storeFor(profile),
  }
}

/** `keysParts` once both AWS files are whole: the AWS CLI empties a file before it fills it. Errors: as `keysParts`. */
export async function editingParts(store: string | undefined, world: RealWorld): Promise<KeysParts> {
  const { config, credentials } = awsPaths(world.env)
  await filesAtRest([config, credentials])
  return keysParts(store, world)
}

/** The place that a flag names: a store, or the credentials file. Error: `usage`. */
export function placeAsked(name: string): Place {
  return name === "credentials" ? name : storeKindOf(name)
}

/** A name that looks like a flag is said to be none. */
function nameWords(profile: string): readonly string[] {
  return profile.startsWith("-") ? [`--profile=${profile}`] : [profile]
}
