/**
 * What differs between two texts as a unified diff with three lines of context, for a person; empty when nothing does.
 * Values of secrets are masked, in context too.
 */
export function unifiedDiff(file: string, before: string, after: string): string {
  const marked = compared(linesOf(before), linesOf(after))
  const near = marked.map((_line, at) => marked.slice(Math.max(0, at - 3), at + 4).some(([mark]) => mark !== " "))
  const hunks: string[] = []
  for (let at = 0; at < marked.length; at += 1) {
    if (near[at] !== true) continue
    if (near[at - 1] !== true) hunks.push(`@@ line ${numberOf(marked, at)} @@`)
    const [mark, text] = marked[at] ?? [" ", ""]
    hunks.push(`${mark}${masked(text)}`)
  }
  return hunks.length === 0 ? "" : `--- ${file}\n+++ ${file}\n${hunks.join("\n")}\n`
}

type Marked = readonly [mark: " " | "-" | "+", text: string]

/** Edits of one section lie together: what both texts begin and end with is the same, and between is the difference. */
function compared(before: readonly string[], after: readonly string[]): readonly Marked[] {
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1
  let end = 0
  while (
    end < before.length - start &&
    end < after.length - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  )
    end += 1
  return [
    ...before.slice(0, start).map((text): Marked => [" ", text]),
    ...before.slice(start, before.length - end).map((text): Marked => ["-", text]),
    ...after.slice(start, after.length - end).map((text): Marked => ["+", text]),
    ...before.slice(before.length - end).map((text): Marked => [" ", text]),
  ]
}

function numberOf(marked: readonly Marked[], at: number): number {
  return marked.slice(0, at).filter(([mark]) => mark !== "+").length + 1
}

function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r\n|\n|\r/)
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines
}

/** The key stays, so that one sees what happens; four stars say nothing about the value, not even how long it is. */
function masked(line: string): string {
  return line.replace(/^(\s*(?:aws_secret_access_key|aws_session_token|aws_security_token)\s*=\s*).*$/i, "$1****")
}
