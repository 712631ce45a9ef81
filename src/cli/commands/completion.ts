import { GuiseError } from "../../errors.ts"
import { completedShells, completionAlone } from "../../shell/completion.ts"
import { shellNamed } from "../../shell/shell.ts"
import { plainCommand } from "../flags.ts"
import { ofAskingShell } from "../hook/asking-shell.ts"
import type { Io } from "../io.ts"

/** `guise completion [SHELL]`: text that teaches a shell to complete guise. */
export function command(io: Io) {
  return plainCommand(
    "completion",
    "Print what teaches a shell to complete guise: commands, flags, profiles and all else that guise can know. Where the hook of guise is loaded, it is there already.",
    ['eval "$(guise completion bash)"', "guise completion fish | source"],
  )
    .argument("[shell]", `one of ${completedShells.join(", ")} (default: the shell that asks)`)
    .action((shell, flags) => {
      const name =
        shell ?? ofAskingShell(io.env, known => (shellNamed(known) === undefined ? undefined : known)) ?? "sh"
      const text = completionAlone(name)
      if (text === undefined) throw noCompletion(name)
      io.out(flags.json === true ? `${JSON.stringify({ text })}\n` : text)
    })
}

function noCompletion(name: string): GuiseError {
  return new GuiseError("usage", `There is no completion for ${JSON.stringify(name)}.`, {
    hint: `guise completion ${completedShells.join("|")}`,
  })
}
