import type { Devices } from "../../mfa/device.ts"
import { mfaSerialOf } from "../../plan/words.ts"
import type { RealWorld } from "../../world.ts"

/** The devices that profiles name and stores keep seeds of. Errors: those of the AWS files and of the stores' index. */
export function devicesOf({ files, vault }: RealWorld): Devices {
  const profiles = files.names()
  const uses = profiles.flatMap(name => {
    const profile = files.profile(name)
    const serial = profile && mfaSerialOf(profile)
    return serial === undefined ? [] : [{ profile: name, serial }]
  })
  return { profiles, uses, seeds: vault.known().seeds }
}
