import { GuiseError } from "../../errors.ts"
import type { Io } from "../io.ts"
import type { Words } from "../words.ts"
import type { Answer, Candidate } from "./answer.ts"
import { answerWith, askedIn } from "./complete.ts"
import type { Asked } from "./dialects.ts"
import { flagsOf } from "./flags.ts"
import { commandWords, secondCommandWords, wordsOf } from "./lists.ts"
import { makeNames } from "./names.ts"
import type { Names } from "./names-file.ts"
import { type Place, placeOf } from "./place.ts"
import { isListKind } from "./values.ts"

/**
 * `guise complete SHELL -- …`, for whatever the warm road (complete.ts) has no answer to. What is wrong with the AWS files
 * is no news to bring to somebody who types: then nothing is offered. Error: `usage` when no shell asks.
 */
export async function completeLong(words: Words, io: Io): Promise<void> {
  const asked = askedIn(words)
  if (asked === undefined)
    throw new GuiseError("usage", "guise complete is what the shells' completion calls, and this was none of them.", {
      hint: "guise completion --help",
    })
  io.out(asked.print(await answerTo(placeOf(asked), asked, io)))
}

async function answerTo(place: Place, asked: Asked, io: Io): Promise<Answer> {
  switch (place.kind) {
    case "verb":
      return fitting("command", place.of === undefined ? commandWords() : secondCommandWords(place.of), place.typed)
    case "flag": {
      const flags = await flagsOf(place.verb, place.used, io)
      // Every flag has a long name that says more, so the short ones are for who asks for them.
      const shown = place.typed === "" ? flags.filter(({ value }) => value.startsWith("--")) : flags
      return fitting("flag", shown, place.typed)
    }
    case "value":
      if (isListKind(place.value)) return fitting(place.value, wordsOf(place.value, io.env), place.typed, place.lead)
  }
  return answerWith(place, asked, () => namesOrNone(io)) ?? { kind: "nothing" }
}

function fitting(what: string, offers: readonly Candidate[], typed: string, lead = ""): Answer {
  const found = offers.filter(({ value }) => value.startsWith(typed))
  if (found.length === 0) return { kind: "nothing" }
  return { kind: "words", what, offers: lead === "" ? found : found.map(one => ({ ...one, value: lead + one.value })) }
}

function namesOrNone({ env }: Io): Names | undefined {
  try {
    return makeNames(env)
  } catch {
    return undefined
  }
}
