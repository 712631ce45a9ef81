import { columnsOf, paddedTo } from "../../sys/columns.ts"

/** Rows under their headings, each column as wide as its widest cell; columns that are empty in every row are left out. */
export function tableText(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const kept = headings.flatMap((_heading, column) => (rows.some(row => row[column]) ? [column] : []))
  const lines = [headings, ...rows].map(row => kept.map(column => row[column] ?? ""))
  const widths = kept.map((_column, index) => Math.max(...lines.map(line => columnsOf(line[index] ?? ""))))
  return lines
    .map(
      line =>
        `${line
          .map((cell, index) => paddedTo(widths[index] ?? 0, cell))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("")
}
