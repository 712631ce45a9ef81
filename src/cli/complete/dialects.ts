import { nu } from "../../shell/nu.ts"
import { type Answer, type Offer, offersIn } from "./answer.ts"
import { type BashLine, entryFor, readBashLine, untilPoint } from "./bash-line.ts"
import { joined } from "./fitting.ts"
import { bashForm, type Form, plainForm } from "./forms.ts"
import { type Bytes, textOf } from "./names-file.ts"
import { readFishToken, readNuWord } from "./open-words.ts"
import type { TypedWords } from "./place.ts"

/** What the shell said was typed, and how an answer is put for it. */
export interface Asked extends TypedWords {
  /** The form in which kept names are wanted. */
  readonly form: Form
  print(answer: Answer): Printed
}

/** Text, or bytes where names go out as they were kept. */
type Printed = string | Bytes

/** Reads what one shell's function passes after `--`; undefined when that makes no sense. */
type Dialect = (given: readonly string[]) => Asked | undefined

/** The shell's way of asking, by the name it gives itself (src/shell/completion). */
export function dialectNamed(name: string | undefined): Dialect | undefined {
  return name !== undefined && Object.hasOwn(dialects, name) ? dialects[name as keyof typeof dialects] : undefined
}

/**
 * A first line that says what follows (`words WHAT`, `files`, `command`, or nothing at all), then a word a line. Names
 * hold no control characters, so a line is a line and a tab is a tab.
 */
const dialects = {
  /** `VERSION POINT LINE REPLACED`: what bash has, untouched. Back come words as they are to stand in the line. */
  bash([version = "", point, line = "", replaced = ""]) {
    const read = readBashLine(untilPoint(line, Number(point), version), replaced)
    const form = read?.quote === "none" ? bashForm : plainForm
    return read && { ...read, form, print: answer => bashText(answer, read) }
  },
  /** `WORD:NOTE`, as `_describe` takes it. */
  zsh: given => inWords(given, ({ value, note = "" }) => `${zshEscaped(value)}:${note}\n`, zshRows),
  fish: given => inWords(withLast(given, readFishToken), tabbed),
  elvish: given => inWords(given, tabbed),
  /** JSON: a list of suggestions, or null, which for Nushell means files. */
  nu(given) {
    const words = given.map(readNuWord)
    const current = words.pop()
    return current === undefined ? undefined : { before: words, current, form: plainForm, print: nuText }
  },
  /**
   * One word, in base64: the words with zero bytes between them. PowerShell drops empty arguments, and quotes in others,
   * before 7.3; and reads output in the console's code page, so back comes JSON in ASCII.
   */
  pwsh([encoded = ""]) {
    const words = Buffer.from(encoded, "base64").toString("utf8").split("\0")
    const current = words.pop()
    return current === undefined ? undefined : { before: words, current, form: plainForm, print: pwshText }
  },
} as const satisfies Readonly<Record<string, Dialect>>

function inWords(
  given: readonly string[],
  row: (offer: Offer) => string,
  rowsOf?: (rows: string) => string,
): Asked | undefined {
  const current = given.at(-1)
  if (current === undefined) return undefined
  const print = (answer: Answer): Printed => {
    switch (answer.kind) {
      case "words":
        return headed(answer.what, answer.offers.map(row).join(""))
      case "names":
        if (rowsOf === undefined && answer.lead === "") return headedBytes(answer)
        return headed(answer.what, (rowsOf ?? same)(withLead(textOf(answer.rows), "", answer.lead)))
      default:
        return otherwise(answer)
    }
  }
  return { before: given.slice(0, -1), current, form: plainForm, print }
}

function withLast(given: readonly string[], read: (word: string) => string): readonly string[] {
  return given.map((word, at) => (at === given.length - 1 ? read(word) : word))
}

function headed(what: string, rows: string): string {
  return rows === "" ? "" : `words ${what}\n${rows}`
}

function headedBytes({ what, rows }: NamesAnswer): Bytes {
  return joined([new TextEncoder().encode(`words ${what}\n`), rows])
}

function same(rows: string): string {
  return rows
}

type NamesAnswer = Extract<Answer, { kind: "names" }>

function otherwise({ kind }: Answer): string {
  return kind === "nothing" ? "" : `${kind}\n`
}

/** Each row with `lead` before it, and without `taken`, one of which is empty. All at once: there may be thousands. */
function withLead(rows: string, taken: string, lead: string): string {
  return lead === taken
    ? rows
    : `\n${rows}`.replaceAll(`\n${taken}`, `\n${lead}`).slice(1, lead === "" ? undefined : -lead.length)
}

/** Of the flag and the name (`--profile=NAME`), what stands before the text that readline replaces is left out. */
function bashNames(answer: NamesAnswer, standing: string): Printed {
  const { what, rows, lead } = answer
  if (standing === lead) return headedBytes(answer)
  const inName = standing.slice(lead.length)
  const before = inName === "" ? bashForm.spell(lead.slice(standing.length)) : ""
  return headed(what, withLead(textOf(rows), bashForm.spell(inName), before))
}

function bashText(answer: Answer, line: BashLine): Printed {
  if (answer.kind !== "words" && answer.kind !== "names") return otherwise(answer)
  if (answer.kind === "names" && line.quote === "none") return bashNames(answer, line.lead)
  const offers = answer.kind === "words" ? answer.offers : offersIn(answer.rows, answer.lead)
  const entries = offers.flatMap(({ value }) => entryFor(value, line) ?? [])
  return headed(answer.what, entries.map(entry => `${entry}\n`).join(""))
}

function tabbed({ value, note = "" }: Offer): string {
  return `${value}\t${note}\n`
}

function zshEscaped(value: string): string {
  return value.replace(/[\\:]/g, "\\$&")
}

/** The same for all rows at once: in a note of kept names there is nothing to escape. */
function zshRows(rows: string): string {
  return rows.replaceAll("\\", "\\\\").replaceAll(":", "\\:").replaceAll("\t", ":")
}

function offersOf(answer: Answer): readonly Offer[] | undefined {
  if (answer.kind === "words") return answer.offers
  return answer.kind === "names" ? offersIn(answer.rows, answer.lead) : undefined
}

function nuText(answer: Answer): string {
  const offers = offersOf(answer)
  if (offers === undefined) return answer.kind === "nothing" ? "[]\n" : "null\n"
  return `${JSON.stringify(offers.map(({ value, note }) => ({ value: nuWord(value), description: note ?? "" })))}\n`
}

/** Nushell puts suggestions into the line as they are. What could be a number, a date or a keyword to it is quoted. */
function nuWord(value: string): string {
  return /^(--?)?[A-Za-z_]([\w:@./=+-]*\w)?[:=]?$/.test(value) && !/^(true|false|null|nan|inf\w*)$/i.test(value)
    ? value
    : nu.quote(value)
}

function pwshText(answer: Answer): string {
  const text = JSON.stringify({ kind: answer.kind, offers: offersOf(answer) })
  return `${text.replace(/[^\x20-\x7e]/g, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`)}\n`
}
