import { CommanderError } from "@commander-js/extra-typings"
import { version } from "../../package.json"
import { GuiseError, isGuiseError } from "../errors.ts"
import { nearest } from "../nearest.ts"
import { withChild } from "./complete/values.ts"
import { flagHabits, habitOf, wordHabits } from "./habits.ts"
import type { Io } from "./io.ts"
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

function noCommand(child: Words["child"]): GuiseError {
  return new GuiseError("usage", "No command of guise was named.", {
    hint: child === undefined ? "guise --help lists the commands" : "guise exec PROFILE -- CMD",
  })
}

function unknownCommand(word: string): GuiseError {
  const habit = habitOf(word, wordHabits)
  if (habit === undefined && word.length > 1 && word.startsWith("-"))
    return new GuiseError("usage", `The flag ${word} stands where a command belongs.`, {
      hint: "guise --help lists the commands, and guise COMMAND --help their flags, which stand behind it",
    })
  const close = nearest(word, Object.keys(verbs))[0]
  const meant = close === undefined ? "guise --help lists the commands" : `did you mean guise ${close}?`
  return new GuiseError("usage", `There is no command ${JSON.stringify(word)}.`, { hint: habit ?? meant })
}

/** Words that do not fit are explained by the help of their own command, of which only this file knows both words. */
function withHelp(word: string, error: unknown): unknown {
  if (!isGuiseError(error, "usage") || error.hint !== undefined) return error
  return new GuiseError("usage", error.message, { hint: `guise ${word} --help`, cause: error })
}

function usageError(word: string, error: CommanderError): GuiseError {
  return new GuiseError("usage", withoutWords(error), { hint: hintFor(word, error) ?? `guise ${word} --help` })
}

function hintFor(word: string, { code, message }: CommanderError): string | undefined {
  if (code === "commander.excessArguments" && withChild.includes(word))
    return `a command to run stands after two dashes: guise ${word} … -- CMD`
  if (code !== "commander.unknownOption") return undefined
  const habit = habitOf(/'(-[^']*)'/.exec(message)?.[1] ?? "", flagHabits)
  return habit && `in guise that is ${habit}`
}

/** What was typed where nothing belongs may be a secret; the parser would repeat it. */
function withoutWords({ code, message }: CommanderError): string {
  const said = message.replace(/^error: /, "").replaceAll("\n", " ")
  if (code === "commander.excessArguments") return said.replace(/: .*$/s, ".")
  return code === "commander.unknownOption" ? said.replace(/^(unknown option '--[^'=]*)=.*?'(?= \(|$)/s, "$1'") : said
}
