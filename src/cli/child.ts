import { GuiseError } from "../errors.ts"
import type { Caller } from "../sys/caller.ts"
import type { Command } from "../sys/exec.ts"
import type { Io } from "./io.ts"

const nobody: Caller = { descriptors: [], ignored: [] }

/** What stands after `--`; without one, the user's shell. Error: `usage` when nothing stands after it. */
export function commandToRun({
  child,
  env,
  caller = nobody,
}: Io): Pick<Command, "words" | "ours"> & { readonly caller: Caller } {
  if (child === undefined) return { words: [env.SHELL || "/bin/sh"], ours: false, caller }
  const [name, ...args] = child
  if (name === undefined)
    throw new GuiseError("usage", "No command stands after --.", { hint: "guise exec PROFILE -- CMD" })
  return { words: [name, ...args], ours: true, caller }
}
