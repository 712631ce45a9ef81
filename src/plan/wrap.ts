/**
 * Lines of at most `width` columns: the first begins with `lead`, the others with as many blanks. Breaks only at blanks:
 * what is to be copied (an ARN, a path) stays in one piece, over the edge if need be.
 */
export function wrap(lead: string, text: string, width = 80): string {
  const blank = " ".repeat(lead.length)
  const lines = [""]
  for (const word of text.split(/\s+/)) {
    const last = lines[lines.length - 1] ?? ""
    const longer = last === "" ? word : `${last} ${word}`
    if (last !== "" && lead.length + longer.length > width) lines.push(word)
    else lines[lines.length - 1] = longer
  }
  return lines.map((line, index) => `${index === 0 ? lead : blank}${line}`.trimEnd()).join("\n")
}
