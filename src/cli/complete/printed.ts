import { nu } from "../../shell/nu.ts"
import { type Answer, type Candidate, candidatesIn } from "./answer.ts"
import { type BashLine, entryFor } from "./bash-line.ts"
import { joined } from "./fitting.ts"
import { bashForm } from "./forms.ts"
import { type Bytes, textOf } from "./names-file.ts"

/**
 * Text, or bytes where names go out as they were kept. In lines: a first one that says what follows (`words WHAT`,
 * `files`, `command`, or nothing at all), then a word a line. Names hold no control characters, so a line is a line and
 * a tab is a tab.
 */
export type Printed = string | Bytes

/** `WORD<TAB>NOTE`. */
export function tabbedText(answer: Answer): Printed {
  switch (answer.kind) {
    case "words":
      return headed(answer.what, answer.offers.map(({ value, note = "" }) => `${value}\t${note}\n`).join(""))
    case "names":
      return answer.lead === "" ? headedBytes(answer) : headed(answer.what, ledRows(answer))
    default:
      return otherwise(answer)
  }
}

/** `WORD:NOTE`. Of rows, all at once: in a note of kept names there is nothing to escape. */
export function zshText(answer: Answer): string {
  switch (answer.kind) {
    case "words":
      return headed(
        answer.what,
        answer.offers.map(({ value, note = "" }) => `${value.replace(/[\\:]/g, "\\$&")}:${note}\n`).join(""),
      )
    case "names":
      return headed(answer.what, ledRows(answer).replaceAll("\\", "\\\\").replaceAll(":", "\\:").replaceAll("\t", ":"))
    default:
      return otherwise(answer)
  }
}

/** Words as they are to stand in the line. */
export function bashText(answer: Answer, line: BashLine): Printed {
  if (answer.kind !== "words" && answer.kind !== "names") return otherwise(answer)
  if (answer.kind === "names" && line.quote === "none") return bashNames(answer, line.lead)
  const offers = answer.kind === "words" ? answer.offers : candidatesIn(answer.rows, answer.lead)
  const entries = offers.flatMap(({ value }) => entryFor(value, line) ?? [])
  return headed(answer.what, entries.map(entry => `${entry}\n`).join(""))
}

/** Suggestions as JSON; null means file names, of the command after `--` as well. */
export function nuText(answer: Answer): string {
  const offers = candidatesOf(answer)
  if (offers === undefined) return answer.kind === "nothing" ? "[]\n" : "null\n"
  return `${JSON.stringify(offers.map(({ value, note }) => ({ value: nuWord(value), description: note ?? "" })))}\n`
}

/** JSON in ASCII. */
export function pwshText(answer: Answer): string {
  const text = JSON.stringify({ kind: answer.kind, offers: candidatesOf(answer) })
  return `${text.replace(/[^\x20-\x7e]/g, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`)}\n`
}

type NamesAnswer = Extract<Answer, { kind: "names" }>

function ledRows({ rows, lead }: NamesAnswer): string {
  return withLead(textOf(rows), "", lead)
}

function headed(what: string, rows: string): string {
  return rows === "" ? "" : `words ${what}\n${rows}`
}

function headedBytes({ what, rows }: NamesAnswer): Bytes {
  return joined([new TextEncoder().encode(`words ${what}\n`), rows])
}

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

function candidatesOf(answer: Answer): readonly Candidate[] | undefined {
  if (answer.kind === "words") return answer.offers
  return answer.kind === "names" ? candidatesIn(answer.rows, answer.lead) : undefined
}

/** Nushell puts suggestions into the line as they are. What could be a number, a date or a keyword to it is quoted. */
function nuWord(value: string): string {
  return /^(--?)?[A-Za-z_]([\w:@./=+-]*\w)?[:=]?$/.test(value) && !/^(true|false|null|nan|inf\w*)$/i.test(value)
    ? value
    : nu.quote(value)
}
