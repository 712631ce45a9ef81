import { type Runnable, verbs } from "../src/cli/program.ts"

/** What a command says of itself: made from the very objects that print its `--help`. */
export interface Shown {
  readonly name: string
  readonly summary: string
  readonly description: string
  /** `[options] [profile] [-- CMD ARGS…]` */
  readonly usage: string
  readonly options: readonly { readonly flags: string; readonly description: string }[]
  /** Lines of `$ guise …`, and of words between them. */
  readonly examples: readonly string[]
}

/** Commands are built here, never run. */
export const silent = {
  env: {},
  child: undefined,
  caller: undefined,
  out: () => {},
  show: () => {},
  say: () => {},
  end: () => {},
}

/** Every command, in the order that help shows them. */
export async function shownCommands(): Promise<readonly Shown[]> {
  const shown: Shown[] = []
  for (const [name, { summary, load }] of Object.entries(verbs))
    shown.push({ name, summary, ...shownOf((await load()).command(silent), name) })
  return shown
}

function shownOf(command: Runnable, name: string): Omit<Shown, "name" | "summary"> {
  let help = ""
  command.configureOutput({ writeOut: text => (help += text), writeErr: () => {} })
  command.outputHelp()
  return {
    description: command.description(),
    usage: /^Usage: (.*)$/m.exec(help)?.[1]?.replace(`guise ${name}`, "").trim() ?? "",
    options: command.options.map(({ flags, description }) => ({ flags, description: description ?? "" })),
    examples: help
      .slice(help.indexOf("Examples:"))
      .split("\n")
      .slice(1)
      .filter(line => line !== "")
      .map(line => line.trim()),
  }
}
