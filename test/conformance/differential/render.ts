/** How a file is written; every choice here is one that the AWS CLI reads. */
export interface Style {
  readonly lineEnd: string
  readonly equals: string
  /** Of all lines in a section. */
  readonly indent: string
  readonly header: "plain" | "double" | "single"
  /** A whole line, set between others. */
  readonly comment: string
  readonly upperCase: boolean
  /** A line that makes the file malformed; empty for none. */
  readonly broken: string
  readonly lastLineEnd: boolean
}

export interface Section {
  readonly name: string
  /** `key = value`, with indented lines behind a line feed. */
  readonly lines: readonly string[]
}

/** The text of an AWS file with these sections. */
export function render(sections: readonly Section[], file: "config" | "credentials", style: Style): string {
  const written = sections.flatMap(section => [
    header(section.name, file, style),
    ...comment(style),
    ...section.lines.flatMap(line => property(line, style)),
    "",
  ])
  const lines = style.broken === "" || sections.length === 0 ? written : [...written, style.broken]
  const text = lines.join(style.lineEnd)
  return style.lastLineEnd ? text + style.lineEnd : text
}

function header(name: string, file: "config" | "credentials", { header }: Style): string {
  if (file === "credentials" || name === "default") return `[${name}]`
  const quote = header === "double" ? '"' : header === "single" || name.includes(" ") ? "'" : ""
  return `[profile ${quote}${name}${quote}]`
}

function comment({ comment, indent }: Style): readonly string[] {
  return comment === "" ? [] : [indent + comment]
}

function property(text: string, { indent, equals, upperCase }: Style): readonly string[] {
  const [first = "", ...deeper] = text.split("\n")
  const at = first.indexOf("=")
  const key = first.slice(0, at).trim()
  const value = first.slice(at + 1).trim()
  const line = `${indent}${upperCase ? key.toUpperCase() : key}${equals}${value}`
  return [value === "" ? line.trimEnd() : line, ...deeper.map(more => indent + more)]
}
