import type { Devices } from "../../mfa/device.ts"
import type { RealWorld } from "../../world.ts"

/** The devices that profiles name and stores keep seeds of. Errors: those of the AWS files and of the stores' index. */
export function devicesOf({ files, vault }: RealWorld): Devices {
  const profiles = files.names()
  const uses = profiles.flatMap(profile => {
    const settings = files.profile(profile)?.settings
    const serial = (settings?.get("mfa_serial") ?? settings?.get("mfa_device_arn"))?.value
    return serial === undefined ? [] : [{ profile, serial }]
  })
  return { profiles, uses, seeds: vault.known().seeds }
}
