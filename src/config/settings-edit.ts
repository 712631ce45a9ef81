import { parse } from "smol-toml"
import { GuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"
import type { SettingKey } from "./settings.ts"
import { type Path, type Statement, statementsOf } from "./settings-lines.ts"

/** What is to change: one key, at the head of the file or in the table of one pattern. */
export interface Change {
  readonly key: SettingKey
  /** In words that TOML takes; undefined takes the line out. */
  readonly value: string | undefined
  readonly match?: string | undefined
}

/**
 * The text of the settings file with one setting changed; every line that does not say it stays as it was, comments
 * behind the value too. A new one stands below its own commented-out line, else below its neighbours. The text must be
 * one that `layersOf` takes. Error: `settings-invalid` for a setting that is spread over a table of its own.
 */
export function withSetting(file: string, text: string, change: Change): string {
  const document: Document = {
    lines: text.split("\n"),
    statements: statementsOf(text),
    end: text.includes("\r\n") ? "\r" : "",
  }
  const table = tableOf(text, change.match)
  if (table === undefined) return change.value === undefined ? text : withTable(document, change, change.value)
  const path = JSON.stringify([...table, change.key]).slice(0, -1)
  const [found, other] = document.statements.filter(statement =>
    `${JSON.stringify(statement.path).slice(0, -1)},`.startsWith(`${path},`),
  )
  if (found === undefined)
    return change.value === undefined ? text : inserted(document, table, change.key, change.value)
  const head = /^\s*(?:[\w-]+|"[^"]*"|'[^']*')\s*=\s*/.exec(document.lines[found.first - 1] ?? "")?.[0]
  if (other !== undefined || found.kind === "header" || head === undefined) {
    throw new GuiseError(
      "settings-invalid",
      `${file}:${found.first}: ${change.key} is not said on one line here, and stays for an editor.`,
      {
        hint: `\${EDITOR:-vi} ${quoted(file)}`,
      },
    )
  }
  const line = change.value === undefined ? [] : [`${head}${change.value}${commentOf(document, found)}`]
  return document.lines.toSpliced(found.first - 1, found.last - found.first + 1, ...line).join("\n")
}

interface Document {
  readonly lines: readonly string[]
  readonly statements: readonly Statement[]
  /** What stands before each line feed. */
  readonly end: string
}

/** Of several tables for one pattern the last one wins, so that is the one to change. */
function tableOf(text: string, match: string | undefined): Path | undefined {
  if (match === undefined) return []
  const { profile } = parse(text)
  const index = Array.isArray(profile)
    ? profile.findLastIndex(table => typeof table === "object" && "match" in table && table.match === match)
    : -1
  return index === -1 ? undefined : ["profile", index]
}

/** A comment behind the value: what is left of the last line where the statement is complete without it. */
function commentOf({ lines, end }: Document, { first, last }: Statement): string {
  const whole = lines.slice(first - 1, last).join("\n")
  for (let at = whole.lastIndexOf("\n") + 1; ; at++) {
    at = whole.indexOf("#", at)
    if (at === -1) return end
    if (parses(whole.slice(0, at))) return whole.slice(0, at).match(/[ \t]*$/)?.[0] + whole.slice(at)
  }
}

function parses(text: string): boolean {
  try {
    return Object.keys(parse(text)).length > 0
  } catch {
    return false
  }
}

function withTable({ lines, end }: Document, { key, match }: Change, value: string): string {
  const before = lines.join("\n")
  const table = ["[[profile]]", `match = ${JSON.stringify(match)}`, `${key} = ${value}`, ""].join(`${end}\n`)
  if (before === "") return table
  const ended = before.endsWith("\n") ? before : `${before}${end}\n`
  return /\n\r?\n$/.test(ended) ? `${ended}${table}` : `${ended}${end}\n${table}`
}

function inserted({ lines, statements, end }: Document, table: Path, key: SettingKey, value: string): string {
  const from = table.length === 0 ? undefined : headerOf(statements, table)
  const start = from?.last ?? 0
  const next = statements.find(({ kind, first }) => kind === "header" && first > start)
  const neighbours = statements.filter(({ first }) => first > start && (next === undefined || first < next.first))
  const stop = next === undefined ? lines.length : next.first - 1
  const example = lines.findIndex((line, at) => at >= start && at < stop && isExample(line, key))
  const below = example === -1 ? neighbours.at(-1)?.last : example + 1
  const line = `${key} = ${value}${end}`
  if (below !== undefined) return lines.toSpliced(below, 0, line).join("\n")
  if (from !== undefined) return lines.toSpliced(start, 0, line).join("\n")
  return next === undefined
    ? appended(lines, line)
    : lines.toSpliced(aboveComments(lines, stop), 0, line, end).join("\n")
}

function headerOf(statements: readonly Statement[], table: Path): Statement | undefined {
  return statements.find(({ kind, path }) => kind === "header" && JSON.stringify(path) === JSON.stringify(table))
}

function isExample(line: string, key: SettingKey): boolean {
  return new RegExp(`^\\s*#\\s*${key}\\s*=`).test(line)
}

function appended(lines: readonly string[], line: string): string {
  const text = lines.join("\n")
  return `${text === "" || text.endsWith("\n") ? text : `${text}\n`}${line}\n`
}

/** A comment right above a header belongs to it. */
function aboveComments(lines: readonly string[], header: number): number {
  let at = header
  while (at > 0 && lines[at - 1]?.trimStart().startsWith("#")) at--
  return at
}
