import { plainCommand } from "../flags.ts"
import { hookFor, hookText } from "../hook/hook.ts"
import type { Io } from "../io.ts"

/** `guise hook SHELL`: text that makes a shell able to wear a guise. Reads no AWS file and calls nobody. */
export function command(io: Io) {
  return plainCommand("hook", "Print what sets a shell up for guise use: functions, prompt, completion.", [
    `eval "$(guise hook bash)"`,
    "guise hook fish | source",
  ])
    .argument("[shell]", "the shell (default: the one that asks)")
    .action(async (shell, flags) => {
      const hook = await hookText(hookFor(shell, io.env), io)
      io.out(flags.json === true ? `${JSON.stringify(hook)}\n` : hook.text)
    })
}
