import { readAccounts } from "../../config/sso-accounts.ts"
import { GuiseError } from "../../errors.ts"
import { withTerminalStreams } from "../../sys/streams.ts"
import type { RealWorld } from "../../world.ts"
import { choicesOf } from "./choices.ts"
import { picker } from "./prompt.ts"
import { noteUse, useOfProfiles } from "./usage.ts"

/** More make nobody faster. */
const mostRows = 15
/** The question above and the line below: what does not fit the window scrolls away, the choice that is marked too. */
const otherLines = 2

/**
 * Lets the person choose a profile. Drawn on the terminal only, and taken off it again when it is over, however it ends.
 * Errors: `no-credentials` when there is nothing to choose from, `nobody-to-ask`, `cancelled` (Ctrl-C).
 */
export async function pickProfile(world: RealWorld): Promise<string> {
  const choices = choicesOf(world.files, useOfProfiles(world.env, world.now()), readAccounts(world.env))
  if (choices.length === 0) {
    throw new GuiseError("no-credentials", "There is no profile with credentials to choose from.", {
      hint: "guise doctor",
    })
  }
  const picked = await withTerminalStreams(({ input, output, columns, lines }) => {
    const rows = Math.max(1, Math.min(mostRows, lines - otherLines))
    return picker(
      { message: "Which profile?", choices, rows, columns },
      { input, output, clearPromptOnDone: true },
    ).catch(leave)
  })
  noteUse(picked, world.env, world.now())
  return picked
}

/** Ctrl-C, or the end of the terminal. */
function leave(error: unknown): never {
  if (error instanceof Error && error.name === "ExitPromptError")
    throw new GuiseError("cancelled", "No profile was chosen.")
  throw error
}
