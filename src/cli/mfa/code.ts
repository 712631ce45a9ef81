import { isatty } from "node:tty"
import { GuiseError } from "../../errors.ts"
import { serialNamed } from "../../mfa/device.ts"
import { type Driver, driversFor } from "../../mfa/drivers.ts"
import { shownCode } from "../../mfa/shown.ts"
import { storedCodes } from "../../mfa/totp.ts"
import { secondsToNext } from "../../mfa/used.ts"
import { write } from "../../sys/write.ts"
import type { RealWorld } from "../../world.ts"
import { devicesOf } from "./devices.ts"

/** The code that a device shows now, and for how many seconds more. */
export interface Shown {
  readonly serial: string
  readonly code: string
  readonly secondsLeft: number
}

/** Errors: `usage` without a device; those of `serialNamed` and `shownCode`. */
export async function codeNow(word: string | undefined, world: RealWorld): Promise<Shown> {
  const { serial, drivers } = deviceNamed(word, world)
  const code = await shownCode(serial, drivers, world)
  return { serial, code, secondsLeft: secondsToNext(world) }
}

/**
 * Shows the code and how long it lasts until Ctrl-C: drawn anew each second on a terminal, else a line for each code.
 * Only of a seed: whatever else answers wants a touch or a question each time.
 * Errors: as `codeNow`.
 */
export async function watchCode(
  word: string | undefined,
  world: RealWorld,
  lineOf: (shown: Shown) => string,
): Promise<void> {
  const { serial } = deviceNamed(word, world)
  const codes = await storedCodes(serial, world)
  if (codes instanceof GuiseError) throw codes
  const drawn = isatty(1)
  let last = ""
  for (;;) {
    const shown = { serial, code: codes(world.now() + world.skew), secondsLeft: secondsToNext(world) }
    const line = lineOf(shown)
    // Blanks over what is left of the number before; a reader that went away ends it.
    const text = drawn ? `\r${line}  ${shown.secondsLeft} s ` : shown.code === last ? "" : `${line}\n`
    if (!write(1, text)) return
    last = shown.code
    await world.sleep(1000 - ((world.now() * 1000) % 1000))
  }
}

function deviceNamed(word: string | undefined, world: RealWorld): { serial: string; drivers: readonly Driver[] } {
  if (word === undefined)
    throw new GuiseError("usage", "Which MFA device the code is of was not said.", { hint: "guise mfa list" })
  const devices = devicesOf(world)
  const serial = serialNamed(word, devices)
  // Settings speak for profiles: for the one that was named, else for the first with that device.
  const use = devices.uses.find(each => each.profile === word) ?? devices.uses.find(each => each.serial === serial)
  const chosen = world.mfa.chosen(use?.profile)
  return { serial, drivers: driversFor({ serial, chosen, seeds: devices.seeds, env: world.env }) }
}
