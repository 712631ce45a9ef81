import { isGuiseError } from "../../errors.ts"
import { afterLogin } from "../../fresh/after-login.ts"
import { outcomeText } from "../../fresh/words.ts"
import type { Plan } from "../../plan/plan.ts"
import type { RealWorld } from "../../world.ts"

/** Brings written sections up to date with a session, and says which. That it could not be done undoes no login. */
export async function sayWritten(plan: Plan, world: RealWorld): Promise<void> {
  try {
    for (const outcome of await afterLogin(plan, world)) {
      const text = outcomeText(outcome)
      if (text !== undefined) world.notice(text)
    }
  } catch (error) {
    if (!isGuiseError(error)) throw error
    world.notice(`the session is not in the credentials file: ${error.message}`)
  }
}
