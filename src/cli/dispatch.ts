import { CommanderError } from "@commander-js/extra-typings"
import { version } from "../../package.json"
import { GuiseError } from "../errors.ts"
import { withChild } from "./complete/values.ts"
import type { Io } from "./io.ts"
import { noCommand, unknownCommand, usageError, withHelp } from "./misfit.ts"
import { firstScreen, overview } from "./overview.ts"
import { verbs } from "./program.ts"
import { isFlagForAll, type Words } from "./words.ts"

/** Builds the one command that was typed and runs it. Error: `usage`. */
export async function dispatchVerb(words: Words, io: Io): Promise<void> {
  const { command: word, rest, child } = joined(words)
  if (word === undefined && (child !== undefined || !rest.every(isFlagForAll))) throw noCommand(child)
  if (word === undefined) return io.out(firstScreen())
  if (word === "--help" || word === "-h" || (word === "help" && rest[0] === undefined)) return io.out(overview())
  if (word === "--version" || word === "-V") return io.out(`${version}\n`)
  if (word === "help") return dispatchVerb({ command: rest[0], rest: [...rest.slice(1), "--help"], child }, io)
  if (familyOf(word).length > 0) {
    if (rest.includes("--help") || rest.includes("-h")) return io.out(familyOverview(word))
    throw new GuiseError("usage", `What of ${word} was not said.`, { hint: `guise ${word} --help lists what there is` })
  }
  if (!Object.hasOwn(verbs, word)) throw unknownCommand(word)
  if (child !== undefined && !withChild.includes(word))
    throw new GuiseError("usage", `guise ${word} runs no command: there is nothing to do after --.`)
  const built = (await verbs[word]?.load())?.command(io)
  built?.exitOverride().configureOutput({ writeOut: text => io.out(text), writeErr: () => {} })
  try {
    await built?.parseAsync(rest, { from: "user" })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw withHelp(word, error)
    if (error.exitCode !== 0) throw usageError(word, error)
  }
}

/** A command of two words (`keys add`) is one word from here on; flags of all may stand between the two. */
function joined(words: Words): Words {
  const at = words.rest.findIndex(word => !isFlagForAll(word))
  const second = words.rest[at]
  if (words.command === undefined || second === undefined || second.startsWith("-")) return words
  if (familyOf(words.command).length === 0) return words
  return { ...words, command: `${words.command} ${second}`, rest: words.rest.toSpliced(at, 1) }
}

/** The commands that begin with this word and have a second one. */
function familyOf(word: string): readonly string[] {
  return Object.keys(verbs).filter(verb => verb.startsWith(`${word} `))
}

function familyOverview(word: string): string {
  const lines = familyOf(word).map(verb => `  guise ${verb.padEnd(14)} ${verbs[verb]?.summary}\n`)
  return `Usage: guise ${word} WHAT [flags]\n\n${lines.join("")}\nguise ${word} WHAT --help says more.\n`
}
