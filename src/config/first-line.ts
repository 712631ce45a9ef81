/** A key id and a seed are one line: what an indented line glued to them may be a secret. */
export function firstLine(value: string): string {
  const end = value.indexOf("\n")
  return end < 0 ? value : value.slice(0, end)
}
