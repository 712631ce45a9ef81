import { type Group, groups, type Verdict } from "../../doctor/check.ts"
import { type Examined, summaryOf, worstOf } from "../../doctor/examine.ts"
import type { Program } from "../../doctor/facts.ts"
import { type Grouped, grouped } from "../../doctor/group.ts"
import { wrap } from "../../plan/wrap.ts"
import { printable } from "../../printable.ts"

/** Places of one trouble that are named, and troubles of one check that are told; JSON has all of them. */
const most = { cases: 3, names: 6, troubles: 4 } as const

/** How much to tell, and to whom. */
export interface Telling {
  /** Tell what is in order too, and every place. */
  readonly all: boolean
  /** The home folder, which is written ~ in places. */
  readonly home: string
}

/** The report for a person, 80 columns wide: what is not in order, by groups; under `all` also what is. */
export function diagnosisText(examined: readonly Examined[], program: Program, telling: Telling): string {
  const told = groups.filter(group => isTold(group, examined, telling))
  const fine = groups.filter(group => !told.includes(group) && isMade(group, examined))
  const blocks = [
    `guise ${program.version} (${program.path})`,
    ...told.map(group => groupText(group, examined, telling)),
    ...(fine.length === 0 ? [] : [wrap("In order: ", `${fine.join(", ")}.`)]),
    summaryText(examined, telling),
  ]
  // Names come from files, and may hold what would move the cursor.
  return printable(`${blocks.join("\n\n")}\n`)
}

/** The report as one line of JSON; findings are not grouped. */
export function diagnosisJson(examined: readonly Examined[], program: Program): string {
  const checks = examined.map(({ check: { id, group, title }, verdict, findings, leftOut }) =>
    leftOut === undefined ? { id, group, title, verdict, findings } : { id, group, title, leftOut },
  )
  return `${JSON.stringify({ guise: program, summary: summaryOf(examined), checks })}\n`
}

function isTold(group: Group, examined: readonly Examined[], { all }: Telling): boolean {
  return examined.some(({ check, verdict }) => check.group === group && (all || verdict !== "ok"))
}

function isMade(group: Group, examined: readonly Examined[]): boolean {
  return examined.some(({ check, leftOut }) => check.group === group && leftOut === undefined)
}

function groupText(group: Group, examined: readonly Examined[], telling: Telling): string {
  const own = examined.filter(({ check, verdict }) => check.group === group && (telling.all || verdict !== "ok"))
  return [group, ...own.flatMap(each => checkLines(each, telling))].join("\n")
}

function checkLines({ check, verdict, findings, leftOut }: Examined, telling: Telling): readonly string[] {
  if (leftOut !== undefined) return [wrap(leadOf("-"), `left out (${leftOut}): ${check.title}`)]
  if (verdict === "ok") {
    const said = findings.map(({ text, about }) => (about === undefined ? text : `${about}: ${text}`))
    return (said.length === 0 ? [check.title] : said).map(text => wrap(leadOf("ok"), text))
  }
  const troubles = grouped(findings.filter(found => found.verdict !== "ok"))
  const shown = telling.all ? troubles : troubles.slice(0, most.troubles)
  const rest = troubles.slice(shown.length)
  return [
    ...shown.flatMap((trouble, index) => [
      ...troubleLines(trouble, telling),
      // What helps against several in a row is said once, after the last.
      ...(trouble.remedy === undefined || trouble.remedy === shown[index + 1]?.remedy
        ? []
        : [wrap(`${indent}→ `, trouble.remedy)]),
    ]),
    ...(rest.length === 0
      ? []
      : [wrap(leadOf(worstOf(rest.map(each => each.verdict))), `${rest.length} more like that (--verbose, --json)`)]),
  ]
}

function troubleLines({ verdict, text, cases }: Grouped, { all, home }: Telling): readonly string[] {
  const names = [...new Set(cases.flatMap(({ about }) => (about === undefined ? [] : [about])))]
  if (verdict === "note" && names.length > 1 && !all)
    return [wrap(leadOf(verdict), text), wrap(indent, someOf(names, most.names).join(", "))]
  const places = cases.flatMap(each => caseText(each, text, home))
  return [wrap(leadOf(verdict), text), ...(all ? places : someOf(places, most.cases)).map(place => wrap(indent, place))]
}

function someOf(all: readonly string[], limit: number): readonly string[] {
  return all.length <= limit + 1 ? all : [...all.slice(0, limit), `and ${all.length - limit} more`]
}

const indent = " ".repeat(11)

function leadOf(word: Verdict | "-"): string {
  return `  ${word.padEnd(indent.length - 2)}`
}

/** What the sentence itself has said already is not said again. */
function caseText({ about, place }: Grouped["cases"][number], text: string, home: string): readonly string[] {
  const where = place === undefined ? undefined : place.line === undefined ? place.file : `${place.file}:${place.line}`
  const which = about === undefined || text.includes(about) ? "" : about
  if (where === undefined || text.includes(where)) return which === "" ? [] : [which]
  const short = where.startsWith(`${home}/`) ? `~${where.slice(home.length)}` : where
  return [which === "" ? short : `${short} (${which})`]
}

function summaryText(examined: readonly Examined[], { all }: Telling): string {
  const { ok, note, warning, fault, leftOut } = summaryOf(examined)
  const worse = [count(fault, "fault"), count(warning, "warning"), count(note, "note")].filter(Boolean)
  const head = worse.length === 0 ? "Nothing amiss" : worse.join(", ")
  const left = leftOut === 0 ? "" : `, ${leftOut} left out`
  const more = all ? "" : " (--verbose lists them)"
  return wrap("", `${head}; ${count(ok, "check") || "no check"} in order${more}${left}.`)
}

function count(number: number, noun: string): string {
  return number === 0 ? "" : `${number} ${noun}${number === 1 ? "" : "s"}`
}
