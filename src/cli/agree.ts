import { GuiseError } from "../errors.ts"
import type { RealWorld } from "../world.ts"

/**
 * Goes on after a yes at the terminal.
 * Errors: `prompt-refused` for anything else; `nobody-to-ask`, with the line to type.
 */
export async function agree(question: string, undone: string, hint: string, world: RealWorld): Promise<void> {
  if (!(await world.somebodyThere()))
    throw new GuiseError("nobody-to-ask", `${undone}: that wants a yes, and there is no terminal to ask on.`, { hint })
  if (!(await yesTo(question, world))) throw new GuiseError("prompt-refused", `${undone}.`)
}

/** True when somebody at the terminal says yes. Error: `cancelled`. */
export async function yesTo(question: string, { terminal }: Pick<RealWorld, "terminal">): Promise<boolean> {
  return /^y(es)?$/i.test((await terminal.ask(`${question} [y/N] `)).trim())
}
