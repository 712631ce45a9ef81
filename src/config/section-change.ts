import { GuiseError } from "../errors.ts"
import { binary } from "./ini.ts"
import { lineOf, linesOf, newSections } from "./new-section.ts"
import { type Standing, type StandingSetting, type Subject, settingsIn } from "./section-standing.ts"
import { checkValue } from "./section-words.ts"
import { cut, type Edit, isOpen, lineEndFor } from "./text-edits.ts"

/** What becomes of a section. Values are single lines; a key that is set is not unset. */
export interface SectionChange {
  readonly set?: Readonly<Record<string, string>>
  readonly unset?: readonly string[]
}

/** The edits that make a change of the sections of one name, which are those given. Errors: `usage` for a value that these files cannot hold. */
export function changeEdits(
  text: string,
  subject: Subject,
  standing: readonly Standing[],
  { set = {}, unset = [] }: SectionChange,
): readonly Edit[] {
  for (const [key, value] of Object.entries(set)) checkValue(key, value)
  const settings = standing.flatMap(settingsIn)
  const edits = unset.flatMap(key => settings.filter(each => each.key === key).flatMap(({ lines }) => lines.map(cut)))
  const fresh: (readonly [string, string])[] = []
  for (const [key, value] of Object.entries(set)) {
    // Of a key that comes twice the last one counts, in the AWS CLI as in guise.
    const setting = settings.findLast(each => each.key === key)
    if (setting === undefined) fresh.push([key, value])
    else edits.push(...replaced(setting, binary(value)))
  }
  const last = standing.at(-1)
  if (fresh.length > 0)
    edits.push(last === undefined ? newSections([{ subject, lines: linesOf(fresh) }], text) : added(fresh, text, last))
  return edits
}

function replaced({ key, value, lines, nested }: StandingSetting, text: string): readonly Edit[] {
  if (nested) throw new GuiseError("usage", `${key} holds settings of its own, so it takes no value.`)
  const blank = value.from === value.to ? " " : ""
  return [{ ...value, text: `${blank}${text}` }, ...lines.slice(1).map(cut)]
}

/** Behind the last setting, as far to the right as that one: deeper, they would continue it. */
function added(pairs: readonly (readonly [key: string, value: string])[], text: string, last: Standing): Edit {
  const end = lineEndFor(text)
  const setting = settingsIn(last).at(-1)
  const at = setting?.lines.at(-1)?.to ?? last.at + last.section.header.length
  const indent = setting?.indent ?? ""
  const lines = pairs.map(([key, value]) => `${indent}${lineOf(key, value)}${end}`).join("")
  const open = at === text.length && isOpen(text)
  return { from: at, to: at, text: open ? `${end}${lines.slice(0, -end.length)}` : lines }
}
