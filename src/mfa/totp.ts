import { GuiseError, isGuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"
import type { Answerer, Asking } from "./answer.ts"
import { type Codes, codesOf } from "./seed.ts"
import { claim } from "./used.ts"
import { mostWindows, nextWindow } from "./window.ts"

/**
 * The code of the seed that a store keeps, for AWS's clock as it was last measured. One that was used is not given
 * again: the next window is waited for.
 * Unable when no seed is kept, or what is kept is none. Errors: those of the store; a store that is locked or broken
 * is no store without a seed.
 */
export const answerBySeed: Answerer<"totp"> = async (_driver, { serial }, world) => {
  const codes = await storedCodes(serial, world)
  if (codes instanceof GuiseError) return { unable: codes }
  for (let window = 1; ; window++) {
    const code = codes(world.now() + world.skew)
    if (await claim(serial, code, world)) return { code }
    if (window === mostWindows) return { unable: taken(serial) }
    await nextWindow(serial, world, world.skew)
  }
}

/** The codes of a device's stored seed, or why there are none. Errors: those of the store. */
export async function storedCodes(serial: string, { mfa }: Pick<Asking, "mfa">): Promise<Codes | GuiseError> {
  try {
    const seed = await mfa?.seedOf(serial)
    return seed === undefined ? missing(serial) : await codesOf(seed, serial)
  } catch (error) {
    // The index names a seed that the store no longer has, or that is damaged.
    if (isGuiseError(error, "no-credentials")) return error
    throw error
  }
}

function missing(serial: string): GuiseError {
  return new GuiseError("no-credentials", `No store keeps an MFA seed for ${serial}.`, {
    hint: `guise mfa add ${quoted(serial)}`,
  })
}

function taken(serial: string): GuiseError {
  return new GuiseError(
    "mfa-code-used",
    `Others used each code of ${serial} in the last ${mostWindows} half minutes.`,
    {
      hint: "run the command again",
    },
  )
}
