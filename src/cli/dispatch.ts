import { CommanderError } from "@commander-js/extra-typings"
import { version } from "../../package.json"
import { GuiseError } from "../errors.ts"
import { nearest } from "../nearest.ts"
import type { Io } from "./io.ts"
import { verbs } from "./program.ts"
import type { Words } from "./words.ts"

/** Commands that take a command of their own after `--`. */
const withChild: readonly string[] = ["exec", "sandbox"]

/** Builds the one command that was typed and runs it. Error: `usage`. */
export async function dispatchVerb({ command: word, rest, child }: Words, io: Io): Promise<void> {
  if (word === undefined || word === "--help" || word === "-h" || (word === "help" && rest[0] === undefined))
    return io.out(overview())
  if (word === "--version" || word === "-V") return io.out(`${version}\n`)
  if (word === "help") return dispatchVerb({ command: rest[0], rest: ["--help"], child }, io)
  if (!Object.hasOwn(verbs, word)) throw unknownCommand(word)
  if (child !== undefined && !withChild.includes(word))
    throw new GuiseError("usage", `guise ${word} runs no command: there is nothing to do after --.`)
  const built = (await verbs[word]?.load())?.command(io)
  built?.exitOverride().configureOutput({ writeOut: text => io.out(text), writeErr: () => {} })
  try {
    await built?.parseAsync(rest, { from: "user" })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode !== 0) throw usageError(word, error)
  }
}

function overview(): string {
  const width = Math.max(...Object.keys(verbs).map(verb => verb.length))
  const lines = Object.entries(verbs).map(([verb, { summary }]) => `  ${verb.padEnd(width)}  ${summary}`)
  return [
    "guise: many AWS identities, one person. Assume a guise, do the work, take it off.",
    "",
    "Usage: guise COMMAND [PROFILE] [flags] [-- CMD ARGS…]",
    "",
    "Commands:",
    ...lines,
    "",
    "Examples:",
    "  $ guise exec prod-admin -- aws s3 ls",
    "  $ guise explain prod-admin",
    "",
    "guise COMMAND --help says more. guise --version says which one this is.",
    "",
  ].join("\n")
}

function unknownCommand(word: string): GuiseError {
  const close = nearest(word, Object.keys(verbs))[0]
  return new GuiseError("usage", `There is no command ${JSON.stringify(word)}.`, {
    hint: close === undefined ? "guise --help lists the commands" : `did you mean guise ${close}?`,
  })
}

function usageError(word: string, error: CommanderError): GuiseError {
  const message = error.message.replace(/^error: /, "").replaceAll("\n", " ")
  const tooMany = error.code === "commander.excessArguments" && withChild.includes(word)
  return new GuiseError("usage", message, {
    hint: tooMany ? `a command to run stands after two dashes: guise ${word} … -- CMD` : `guise ${word} --help`,
  })
}
