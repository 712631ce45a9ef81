import { isoTime } from "../../instant.ts"
import { isPasskey } from "../../mfa/device.ts"
import { driversFor, driverText } from "../../mfa/drivers.ts"
import type { StoreKind } from "../../store/store.ts"
import type { RealWorld } from "../../world.ts"
import { devicesOf } from "./devices.ts"

/** One MFA device that a profile names or a store keeps a seed of. No secret. */
export interface DeviceLine {
  readonly serial: string
  /** Where its seed is; absent: nowhere. */
  readonly store?: StoreKind
  readonly since?: string
  /** Who answers, in words; more than one where settings say so per profile. */
  readonly answeredBy: readonly string[]
  /** Those whose own section names it. */
  readonly profiles: readonly string[]
}

/** Every device, those of profiles first, in the order of the files. */
export function deviceLines(world: RealWorld): readonly DeviceLine[] {
  const { uses, seeds } = devicesOf(world)
  const { chosen } = world.mfa
  const serials = new Set([...uses.map(({ serial }) => serial), ...Object.keys(seeds)])
  return [...serials].map(serial => {
    const profiles = uses.filter(use => use.serial === serial).map(({ profile }) => profile)
    const asking = profiles.length === 0 ? [undefined] : profiles
    const answers = asking.map(profile =>
      isPasskey(serial)
        ? "nobody: STS takes no passkeys"
        : driverText(driversFor({ serial, chosen: chosen(profile), seeds, env: world.env })),
    )
    const seed = Object.hasOwn(seeds, serial) ? seeds[serial] : undefined
    const kept = seed === undefined ? {} : { store: seed.store, since: isoTime(seed.since) }
    return { serial, ...kept, answeredBy: [...new Set(answers)], profiles }
  })
}
