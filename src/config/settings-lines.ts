import { parse } from "smol-toml"

/** Names and numbers that lead to a value of the document: `["profile", 1, "confirm"]`. */
export type Path = readonly (string | number)[]

/** One statement of a TOML document with the lines it stands on, as numbers from 1; blanks and comments are none. */
export interface Statement {
  readonly kind: "header" | "value"
  readonly path: Path
  readonly first: number
  readonly last: number
}

/**
 * The statements of a document that is known to parse. The parser itself says where each ends: a statement that goes on
 * over several lines (a text in three quotes, a list) does not parse before its last one.
 */
export function statementsOf(text: string): readonly Statement[] {
  const lines = text.split("\n")
  const statements: Statement[] = []
  const counts = new Map<string, number>()
  let table: Path = []
  for (let first = 0; first < lines.length; first++) {
    let last = first
    let found = parsed(lines[first] ?? "")
    while (found === undefined && last + 1 < lines.length) found = parsed(lines.slice(first, ++last + 1).join("\n"))
    const path = pathIn(found)
    if (path.length > 0) {
      const header = lines[first]?.trimStart().startsWith("[") === true
      if (header) table = counted(path, counts)
      statements.push({
        kind: header ? "header" : "value",
        path: header ? table : [...table, ...path],
        first: first + 1,
        last: last + 1,
      })
    }
    first = last
  }
  return statements
}

/** The line on which the value at `path` stands, or else the nearest that leads to it; 1 when nothing does. */
export function lineOf(text: string, path: Path): number {
  const statements = statementsOf(text)
  for (let length = path.length; length > 0; length--) {
    const wanted = JSON.stringify(path.slice(0, length))
    const found = statements.find(({ path: own }) => JSON.stringify(own.slice(0, length)) === wanted)
    if (found !== undefined) return found.first
  }
  return 1
}

function parsed(text: string): object | undefined {
  try {
    return parse(text.replace(/\r$/, ""))
  } catch {
    return undefined
  }
}

/** The one way down through a statement's own document; an inline table is a value, as far as lines are concerned. */
function pathIn(found: unknown): Path {
  if (typeof found !== "object" || found === null || found instanceof Date) return []
  const entries = Array.isArray(found) ? found.map((value, index) => [index, value] as const) : Object.entries(found)
  const [entry, other] = entries
  if (entry === undefined || other !== undefined) return []
  const [key, value] = entry
  return [key, ...pathIn(value)]
}

/** Numbers the tables of an array of tables: `[[profile]]` is the next one, `[profile.env]` belongs to the last. */
function counted(path: Path, counts: Map<string, number>): Path {
  const at = path.indexOf(0)
  const name = JSON.stringify(at === -1 ? path.slice(0, 1) : path.slice(0, at))
  const before = counts.get(name)
  if (at === -1) return before === undefined ? path : [...path.slice(0, 1), before, ...path.slice(1)]
  const index = before === undefined ? 0 : before + 1
  counts.set(name, index)
  return [...path.slice(0, at), index, ...path.slice(at + 1)]
}
