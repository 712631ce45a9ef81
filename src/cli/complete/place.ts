import { countLeading, isFlagForAll, isProfileFlag } from "../words.ts"
import { argumentsOf, families, manyArguments, type Value, valueOfFlag, withChild } from "./values.ts"

/** What belongs where the cursor is. */
export type Place =
  /** A command, or the second word of one (`of`). */
  | { readonly kind: "verb"; readonly of?: string; readonly typed: string }
  /** A flag of a command; of none, those that every command takes. */
  | { readonly kind: "flag"; readonly verb?: string; readonly used: readonly string[]; readonly typed: string }
  /** A value, an argument's or a flag's; `lead` is what stands before it in the same word (`--region=`). */
  | {
      readonly kind: "value"
      readonly value: Value
      readonly isArgument: boolean
      readonly lead: string
      readonly typed: string
    }
  /** The command that guise is to run. */
  | { readonly kind: "child" }
  | { readonly kind: "nothing" }

/** The words after `guise`, as the shell would pass them: those before the one the cursor is in, and that one up to the cursor. */
export interface TypedWords {
  readonly before: readonly string[]
  readonly current: string
}

/** Reads the words as `cutWords` and the parser of flags would, as far as they go. */
export function placeOf({ before, current }: TypedWords): Place {
  const at = countLeading(before)
  const [word, ...behind] = before.slice(at)
  const rest = [...before.slice(0, at), ...behind]
  if (word === undefined && isProfileFlag(before.at(-1) ?? "") && !isProfileFlag(before.at(-2) ?? ""))
    return { kind: "value", value: "profile", isArgument: false, lead: "", typed: current }
  if (word === undefined)
    return current.startsWith("-") ? { kind: "flag", used: before, typed: current } : { kind: "verb", typed: current }
  if (word === "help") return placeAfterHelp(behind, current)
  if (!families.includes(word)) return placeIn(word, rest, current)
  const second = behind.findIndex(each => !isFlagForAll(each))
  if (second === -1) return { kind: "verb", of: word, typed: current }
  return placeIn(`${word} ${behind[second]}`, rest.toSpliced(at + second, 1), current)
}

function placeAfterHelp([first, second]: readonly string[], typed: string): Place {
  if (first === undefined) return { kind: "verb", typed }
  if (second !== undefined || !families.includes(first)) return { kind: "nothing" }
  return { kind: "verb", of: first, typed }
}

function placeIn(verb: string, before: readonly string[], current: string): Place {
  const used: string[] = []
  let open: Value | undefined
  let count = 0
  for (const word of before) {
    // As argv is cut: at the first two dashes, even where a flag wants a value.
    if (word === "--") return withChild.includes(verb) ? { kind: "child" } : { kind: "nothing" }
    if (open !== undefined) open = undefined
    else if (word.startsWith("-")) {
      const { flag, attached, value } = flagIn(word, verb)
      used.push(flag)
      if (attached === undefined && takesValue(value)) open = value
    } else count += 1
  }
  if (open !== undefined) return { kind: "value", value: open, isArgument: false, lead: "", typed: current }
  if (current.startsWith("-")) return flagPlace(verb, used, current)
  const value = argumentAt(count, verb, used)
  if (value !== undefined) return { kind: "value", value, isArgument: true, lead: "", typed: current }
  return current === "" ? { kind: "flag", verb, used, typed: "" } : { kind: "nothing" }
}

function flagPlace(verb: string, used: readonly string[], current: string): Place {
  const { attached, value } = flagIn(current, verb)
  if (attached === undefined) return { kind: "flag", verb, used, typed: current }
  if (value === undefined || value === "nothing") return { kind: "nothing" }
  const lead = current.slice(0, current.length - attached.length)
  return { kind: "value", value, isArgument: false, lead, typed: attached }
}

/** `--flag`, `--flag=value`, `-f`, `-fvalue`. */
function flagIn(word: string, verb: string): { flag: string; attached?: string; value: Value | undefined } {
  const cut = word.startsWith("--") ? word.indexOf("=") : word.length > 2 ? 2 : -1
  const flag = cut < 0 ? word : word.slice(0, cut)
  const value = valueOfFlag(flag, verb)
  if (cut < 0) return { flag, value }
  return { flag, attached: word.slice(word.startsWith("--") ? cut + 1 : cut), value }
}

/** The profile may be named by flag as well: then no argument is left for it. */
function argumentAt(count: number, verb: string, used: readonly string[]): Value | undefined {
  const all = argumentsOf(verb, used) ?? []
  const byFlag = (used.includes("-p") || used.includes("--profile")) && !used.includes("--settings")
  const values = byFlag ? all.slice(1) : all
  return values[count] ?? (manyArguments.includes(verb) ? values.at(-1) : undefined)
}

function takesValue(value: Value | undefined): boolean {
  return value !== undefined && value !== "nothing"
}
