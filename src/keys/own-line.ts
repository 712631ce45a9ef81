import { changeSection } from "../config/edit.ts"
import type { Profile } from "../config/profile.ts"
import { GuiseError } from "../errors.ts"
import { beforeProcess } from "../plan/alike.ts"
import { isOwnLine } from "../plan/process-line.ts"
import { quoted } from "../quoted.ts"
import type { KeysParts } from "./parts.ts"

/**
 * Leaves our `credential_process` in the config file's section of a profile, so that every other tool reaches the pair
 * that a store keeps for it. Errors: those of `checkReachable` and of `changeSection`.
 */
export async function writeOwnLine(profile: string, parts: KeysParts): Promise<void> {
  const files = parts.files()
  const section = files.profile(profile)
  if (section !== undefined) checkReachable(section)
  // A line that is there may run guise in a way of the person's own.
  if (section?.settings.has("credential_process")) return
  const set = { credential_process: parts.ownLineFor(profile) }
  await changeSection(files.paths.config, "config", profile, { set }, parts.env)
}

/** Takes our line away again; another program's line stays. */
export async function removeOwnLine(profile: string, parts: KeysParts): Promise<void> {
  const files = parts.files()
  const line = files.profile(profile)?.settings.get("credential_process")
  if (line === undefined || !isOwnLine(line.value, profile)) return
  const role = line.place.file === files.paths.credentials ? "credentials" : "config"
  await changeSection(line.place.file, role, profile, { unset: ["credential_process"] }, parts.env)
}

/**
 * Refuses a profile in which other tools would not come as far as a `credential_process`, or would find another one
 * there: what they get from it must not change. Errors: `profile-invalid`.
 */
export function checkReachable({ name, settings }: Profile): void {
  const process = settings.get("credential_process")
  const first =
    process !== undefined && !isOwnLine(process.value, name)
      ? "credential_process"
      : beforeProcess.find(key => settings.has(key))
  if (first === undefined) return
  const { file, line } = settings.get(first)?.place ?? { file: "", line: 0 }
  throw new GuiseError(
    "profile-invalid",
    `Profile ${JSON.stringify(name)} has ${first} (${file}:${line}), so other tools would not reach keys in a store through it.`,
    {
      hint: `keep the keys in a profile of their own: guise keys add NAME, and source_profile = NAME in ${quoted(name)}`,
    },
  )
}
