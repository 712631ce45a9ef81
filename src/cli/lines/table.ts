/** Rows under their headings, each column as wide as its widest cell; columns that are empty in every row are left out. */
export function tableText(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const kept = headings.flatMap((_heading, column) => (rows.some(row => row[column]) ? [column] : []))
  const lines = [headings, ...rows].map(row => kept.map(column => row[column] ?? ""))
  const widths = kept.map((_column, index) => Math.max(...lines.map(line => width(line[index] ?? ""))))
  return lines
    .map(
      line =>
        `${line
          .map((cell, index) => pad(cell, widths[index] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("")
}

function pad(cell: string, to: number): string {
  return cell + " ".repeat(Math.max(0, to - width(cell)))
}

const ascii = /^[\x20-\x7e]*$/

function width(cell: string): number {
  return ascii.test(cell) ? cell.length : Array.from(cell).length
}
