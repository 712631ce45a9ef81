import { GuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"
import type { Answer, Asking } from "./answer.ts"
import type { Driver } from "./drivers.ts"

/**
 * The six digits that a device shows now, for somebody who types them elsewhere: nobody's, and not kept as used. The
 * first driver that has one gives it; the person is not asked, who could read it off as well.
 * Errors: those of the store; why the first driver has none; `no-credentials` when nobody but the person answers.
 */
export async function shownCode(
  serial: string,
  drivers: readonly Driver[],
  world: Pick<Asking, "env" | "mfa" | "now" | "skew">,
): Promise<string> {
  for (const driver of drivers) {
    const answer = await shownBy(driver, serial, world)
    if (answer === undefined) continue
    if ("unable" in answer) throw answer.unable
    return answer.code
  }
  throw new GuiseError(
    "no-credentials",
    `No store keeps an MFA seed for ${serial}, and the setting mfa names nobody who could answer for it.`,
    { hint: `guise mfa add ${quoted(serial)}` },
  )
}

async function shownBy(
  driver: Driver,
  serial: string,
  world: Pick<Asking, "env" | "mfa" | "now" | "skew">,
): Promise<Answer | undefined> {
  switch (driver.kind) {
    case "ask":
      return undefined
    case "totp": {
      const codes = await (await import("./totp.ts")).storedCodes(serial, world)
      return codes instanceof GuiseError ? { unable: codes } : { code: codes(world.now() + world.skew) }
    }
    case "command": {
      const { commandOf, printedBy } = await import("./command.ts")
      return printedBy(commandOf(driver, serial), serial, world)
    }
    case "yubikey": {
      const { printedBy } = await import("./command.ts")
      return printedBy((await import("./yubikey.ts")).ykman(driver, world), serial, world)
    }
  }
}
