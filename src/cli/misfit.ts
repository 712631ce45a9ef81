/** The errors (`usage`) about words that fit no command, or not the one that was typed; each with what to type instead. */
import type { CommanderError } from "@commander-js/extra-typings"
import { GuiseError, isGuiseError } from "../errors.ts"
import { nearest } from "../nearest.ts"
import { withChild } from "./complete/values.ts"
import { flagHabits, habitOf, profileHabits, wordHabits } from "./habits.ts"
import { verbs } from "./program.ts"
import { isProfileFlag, type Words } from "./words.ts"

/** Where no command was named: flags alone, or what is to be run and not by what. */
export function noCommand(child: Words["child"]): GuiseError {
  return new GuiseError("usage", "No command of guise was named.", {
    hint: child === undefined ? "guise --help lists the commands" : "guise exec PROFILE -- CMD",
  })
}

/** For a word that is no command: the nearest one, or what guise calls what other tools call so. */
export function unknownCommand(word: string): GuiseError {
  const habit = habitOf(word, wordHabits)
  if (habit === undefined && word.length > 1 && word.startsWith("-"))
    return new GuiseError("usage", `The flag ${word} stands where a command belongs.`, {
      hint: "guise --help lists the commands, and guise COMMAND --help their flags, which stand behind it",
    })
  const close = nearest(word, Object.keys(verbs))[0]
  const meant = close === undefined ? "guise --help lists the commands" : `did you mean guise ${close}?`
  return new GuiseError("usage", `There is no command ${JSON.stringify(word)}.`, { hint: habit ?? meant })
}

/** Words that do not fit are explained by the help of their own command, of which only dispatch knows both words. */
export function withHelp(word: string, error: unknown): unknown {
  if (!isGuiseError(error, "usage") || error.hint !== undefined) return error
  return new GuiseError("usage", error.message, { hint: `guise ${word} --help`, cause: error })
}

/** What the parser of a command's words has to say about them. */
export function usageError(word: string, error: CommanderError): GuiseError {
  if (isProfileFlag(flagIn(error))) return noProfileHere(word)
  return new GuiseError("usage", withoutWords(error), { hint: hintFor(word, error) ?? `guise ${word} --help` })
}

function hintFor(word: string, { code, message }: CommanderError): string | undefined {
  if (code === "commander.excessArguments" && withChild.includes(word))
    return `a command to run stands after two dashes: guise ${word} … -- CMD`
  const habit = habitOf(flagIn({ code, message }), flagHabits)
  return habit && `in guise that is ${habit}`
}

/** The flag that the command does not have, where that is the trouble. */
function flagIn({ code, message }: Pick<CommanderError, "code" | "message">): string {
  return code === "commander.unknownOption" ? (/'(-[^'=]*)/.exec(message)?.[1] ?? "") : ""
}

/** `-p NAME` stands before any command, as with the AWS CLI; to some it says nothing. */
function noProfileHere(word: string): GuiseError {
  const instead = habitOf(word, profileHabits)
  return new GuiseError("usage", `guise ${word} is not about one profile: --profile says nothing to it.`, {
    hint: `leave it out${instead === undefined ? "" : `, or say ${instead}`}; more under guise ${word} --help`,
  })
}

/** What was typed where nothing belongs may be a secret; the parser would repeat it. */
function withoutWords({ code, message }: CommanderError): string {
  const said = message.replace(/^error: /, "").replaceAll("\n", " ")
  if (code === "commander.excessArguments") return said.replace(/: .*$/s, ".")
  return code === "commander.unknownOption" ? said.replace(/^(unknown option '--[^'=]*)=.*?'(?= \(|$)/s, "$1'") : said
}
