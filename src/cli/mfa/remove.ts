import { GuiseError } from "../../errors.ts"
import { serialNamed } from "../../mfa/device.ts"
import { quoted } from "../../quoted.ts"
import type { RealWorld } from "../../world.ts"
import { agree } from "../agree.ts"
import { devicesOf } from "./devices.ts"

/**
 * Forgets the seed of a device, after a yes unless that was said already; answers whose it was.
 * Errors: `usage` without a device, `no-credentials` when none is kept, `prompt-refused`, those of the store.
 */
export async function removeSeed(word: string | undefined, yes: boolean, world: RealWorld): Promise<string> {
  if (word === undefined)
    throw new GuiseError("usage", "Which MFA device's seed is to go was not said.", { hint: "guise mfa list" })
  const devices = devicesOf(world)
  const serial = serialNamed(word, devices)
  const seed = Object.hasOwn(devices.seeds, serial) ? devices.seeds[serial] : undefined
  if (seed === undefined)
    throw new GuiseError("no-credentials", `No store keeps an MFA seed for ${serial}.`, { hint: "guise mfa list" })
  const question = `Forget the seed of ${serial} in the ${seed.store} store? AWS still wants its codes, and shows the seed to nobody again.`
  if (!yes) await agree(question, "Nothing was forgotten", `guise mfa remove ${quoted(serial)} --yes`, world)
  await world.vault.dropSeed(serial)
  return serial
}
