import { plainCommand } from "../flags.ts"
import { shellNames } from "../formats.ts"
import { takeOff } from "../hook/off.ts"
import type { Io } from "../io.ts"

/** `guise off`: statements that take off what is worn. Reads no AWS file, opens no store and calls nobody. */
export function command(io: Io) {
  return plainCommand("off", "Put this shell back as it was before the first guise use; needs guise hook.", [
    "guise off",
    'eval "$(guise off --all)"',
  ])
    .option("--all", "every AWS credential variable, whoever set it; works without the hook, evaluated")
    .option("--format <name>", `one of ${shellNames.join(", ")} (default: the shell that asks)`)
    .action(async flags => {
      const { change, shell } = await takeOff(flags, io.env)
      io.out(flags.json === true ? `${JSON.stringify(change)}\n` : shell.apply(change))
    })
}
