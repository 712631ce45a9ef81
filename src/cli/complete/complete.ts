import type { Io } from "../io.ts"
import type { Words } from "../words.ts"
import type { Answer } from "./answer.ts"
import { type Asked, dialectNamed } from "./dialects.ts"
import { rowsFitting } from "./fitting.ts"
import type { Form } from "./forms.ts"
import { keptNames, type Names } from "./names-file.ts"
import { type Place, placeOf } from "./place.ts"
import { isNameKind, type NameKind } from "./values.ts"

/** `guise complete SHELL -- …`. Error: `usage` when no shell asks. */
export async function complete(words: Words, io: Io): Promise<void> {
  if (completeWarmly(words, io)) return
  const { completeLong } = await import("./long.ts")
  await completeLong(words, io)
}

/** What the kept names and the table of values are enough for. False when it takes more; nothing was done then. */
function completeWarmly(words: Words, io: Io): boolean {
  const asked = askedIn(words)
  const answer = asked && answerWith(placeOf(asked), asked, () => keptNames(io.env))
  if (asked === undefined || answer === undefined) return false
  io.out(asked.print(answer))
  return true
}

/** `SHELL -- WHAT ITS FUNCTION PASSES`; undefined when that makes no sense. */
export function askedIn({ rest, child }: Words): Asked | undefined {
  const [shell, excess] = rest
  return excess === undefined && child !== undefined ? dialectNamed(shell)?.(child) : undefined
}

/** The answer to whatever needs no more than names; undefined for the rest, and where there are no names to be had. */
export function answerWith(place: Place, { form }: Asked, names: () => Names | undefined): Answer | undefined {
  switch (place.kind) {
    case "child":
      return { kind: "command" }
    case "nothing":
      return { kind: "nothing" }
    case "verb":
    case "flag":
      return undefined
    case "value":
      if (place.value === "file") return { kind: "files" }
      if (place.value === "text" || place.value === "nothing") return { kind: "nothing" }
      if (!isNameKind(place.value)) return undefined
      return namesAnswer(place, place.value, form, names())
  }
}

function namesAnswer(
  { lead, typed, isArgument }: Extract<Place, { kind: "value" }>,
  kind: NameKind,
  form: Form,
  names: Names | undefined,
): Answer | undefined {
  if (names === undefined) return undefined
  const rows = rowsFitting(names, { kind, typed, form, dashes: !isArgument })
  return rows.length === 0 ? { kind: "nothing" } : { kind: "names", what: kind, rows, lead }
}
