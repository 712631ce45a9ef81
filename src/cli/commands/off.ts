import { clearedChange } from "../../emit/off.ts"
import { GuiseError } from "../../errors.ts"
import { plainCommand } from "../flags.ts"
import { shellFor, shellNames } from "../formats.ts"
import type { Io } from "../io.ts"

/** `guise off --all`: statements that clear every AWS credential variable. Reads no file and calls nobody. */
export function command(io: Io) {
  return plainCommand("off", "Take off whatever is worn in this shell: clear every AWS credential variable.", [
    'eval "$(guise off --all)"',
    "guise off --all --format fish | source",
  ])
    .option("--all", "every AWS credential variable, whoever set it")
    .option("--format <name>", `one of ${shellNames.join(", ")} (default: the shell that asks)`)
    .action(flags => {
      const shell = shellFor(flags.format, io.env)
      if (flags.all !== true) {
        throw new GuiseError("usage", "guise off by itself needs the shell hook, which this guise does not have yet.", {
          hint: `to clear every AWS credential variable instead: ${shell.take("guise off --all")}`,
        })
      }
      const change = clearedChange(io.env)
      io.out(flags.json === true ? `${JSON.stringify(change)}\n` : shell.apply(change))
    })
}
