import { differingLines, type Marked } from "./line-diff.ts"

/**
 * What differs between two texts as a unified diff with three lines of context, for a person; empty when nothing does.
 * Values of secrets are masked, in context too. Texts are binary, as files are read; the diff is for people.
 */
export function unifiedDiff(file: string, before: string, after: string): string {
  const marked = differingLines(linesOf(before), linesOf(after))
  const near = marked.map((_line, at) => marked.slice(Math.max(0, at - 3), at + 4).some(([mark]) => mark !== " "))
  const shown = maskedLines(marked)
  const hunks: string[] = []
  for (let from = near.indexOf(true); from >= 0; ) {
    const end = near.indexOf(false, from)
    const to = end < 0 ? near.length : end
    hunks.push(`@@ -${rangeOf(marked, from, to, "+")} +${rangeOf(marked, from, to, "-")} @@`, ...shown.slice(from, to))
    from = near.indexOf(true, to)
  }
  const text = Buffer.from(hunks.join("\n"), "latin1").toString("utf8")
  return text === "" ? "" : `--- ${file}\n+++ ${file}\n${text}\n`
}

/** `START,COUNT` of one side: of all lines but those that are only on the other. */
function rangeOf(marked: readonly Marked[], from: number, to: number, other: "+" | "-"): string {
  const here = ([mark]: Marked) => mark !== other
  const count = marked.slice(from, to).filter(here).length
  const before = marked.slice(0, from).filter(here).length
  return `${count === 0 ? before : before + 1},${count}`
}

/** Each line with its end, which may be what differs. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g) ?? []
}

/** The key stays, so that one sees what happens; four stars say nothing about the value, not even how long it is. */
function maskedLines(marked: readonly Marked[]): readonly string[] {
  let inSecret = false
  return marked.map(([mark, line]) => {
    const text = line.replace(/[\r\n]+$/, "")
    const note = text === line ? "\n\\ No newline at end of file" : ""
    const key = secretKey.exec(text)?.[0]
    // Blank lines and comments end no value, and are none.
    if (/^\s*(?:[#;]|$)/.test(text)) return `${mark}${text}${note}`
    // What continues a secret is part of it.
    inSecret = key !== undefined || (inSecret && /^[ \t]/.test(text))
    return `${mark}${inSecret ? `${key ?? ""}****` : text}${note}`
  })
}

/** As the files' readers tell a secret by its key. */
const secretKey = /^\s*(?:[^\s=]*(?:secret|password|seed)[^\s=]*|[^\s=]*_token)\s*=\s*/i
