/**
 * Up to `limit` of `names` that a person who typed `wanted` may have meant, best first: the same but for case, a name
 * that one is the beginning of, or one a few slips of the finger away.
 */
export function nearest(wanted: string, names: readonly string[], limit = 3): readonly string[] {
  const typed = wanted.toLowerCase()
  return names
    .filter(name => name !== wanted)
    .map(name => ({ name, score: scoreOf(typed, name.toLowerCase()) }))
    .filter(({ score }) => score <= tolerance(typed))
    .sort((a, b) => a.score - b.score || (a.name < b.name ? -1 : 1))
    .slice(0, limit)
    .map(({ name }) => name)
}

/** A clause to end an error with: ` Nearest: "prod", "prod-ro".`, or nothing. */
export function nearestClause(wanted: string, names: readonly string[]): string {
  const found = nearest(wanted, names)
  return found.length === 0 ? "" : ` Nearest: ${found.map(name => JSON.stringify(name)).join(", ")}.`
}

/** A third of the letters may be wrong, two at least: below that, every short name is near every other. */
function tolerance(typed: string): number {
  return Math.max(2, Math.floor(typed.length / 3))
}

function scoreOf(typed: string, name: string): number {
  if (typed.length >= 2 && (name.startsWith(typed) || typed.startsWith(name))) return 1
  if (typed.length >= 3 && name.includes(typed)) return 1.5
  return distance(typed, name)
}

/** Optimal string alignment distance: insertions, deletions, replacements, and two neighbours swapped, each 1. */
function distance(a: string, b: string): number {
  let before: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const line = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      line[column] = Math.min(
        at(line, column - 1) + 1,
        at(above, column) + 1,
        at(above, column - 1) + (same ? 0 : 1),
        swapped ? at(before, column - 2) + 1 : Number.POSITIVE_INFINITY,
      )
    }
    before = above
    above = line
  }
  return at(above, b.length)
}

function at(line: readonly number[], column: number): number {
  return line[column] ?? Number.POSITIVE_INFINITY
}
