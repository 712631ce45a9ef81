import { type NameTrap, trapIn } from "../../profiles/names.ts"
import type { RealWorld } from "../../world.ts"

/**
 * The name that a profile is to have: the one that was said, or, where some SDK would not read that, the safe one if the
 * person takes it. Whoever cannot be asked is warned. Errors: `usage` for a name that no file can hold; `cancelled`.
 */
export async function agreedName(name: string, looksOnly: boolean, world: RealWorld): Promise<string> {
  const trap = sayTrap(name, world)
  if (trap === undefined) return name
  if (looksOnly || !(await world.somebodyThere())) return name
  const answer = await world.terminal.ask(`Call it ${trap.safe} instead? [Y/n] `)
  return /^\s*(y(es)?)?\s*$/i.test(answer) ? trap.safe : name
}

/** Warns of a name that some SDK would not read. Error: `usage` for a name that no file can hold. */
export function sayTrap(name: string, world: Pick<RealWorld, "files" | "notice">): NameTrap | undefined {
  const trap = trapIn(name, world.files)
  if (trap !== undefined) world.notice(`${JSON.stringify(name)}: ${trap.why}. A name that all read: ${trap.safe}`)
  return trap
}
