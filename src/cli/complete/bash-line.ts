/** A bash command line as far as the cursor. */
export interface BashLine {
  /** The words after the command, as bash would pass them. */
  readonly before: readonly string[]
  /** The one the cursor is in, up to there. */
  readonly current: string
  /** What of the word stands before the text that readline replaces, and what is open there. */
  readonly lead: string
  readonly quote: Quote
}

/** What to put in place of the text that readline replaces, so that the whole word becomes `value`. */
export function entryFor(value: string, { lead, quote }: BashLine): string | undefined {
  if (!value.startsWith(lead)) return undefined
  const entry = escapes[quote](value.slice(lead.length))
  // Readline adds the closing quote, unless it takes the last character for one.
  return quote !== "none" && entry.endsWith(marks[quote]) ? entry + marks[quote] : entry
}

/**
 * Reads the line, instead of the words that bash splits it into: those fall apart at colons and equals signs (in bash 4
 * and later), keep their quotes, and leave one guessing where the text begins that a completion replaces. That text is
 * known: it is `replaced`, the function's second argument, and the line ends with it.
 */
export function readBashLine(line: string, replaced: string): BashLine | undefined {
  const words = wordsOf(line)
  while (words.length > 1 && isAssignment(words[0])) words.shift()
  const [, ...typed] = words
  const last = typed.pop()
  if (last === undefined) return undefined
  const raw = line.slice(last.start)
  const from = raw.endsWith(replaced) ? raw.length - replaced.length : 0
  const { text: lead, quote } = wordsOf(raw.slice(0, from)).at(-1) ?? last
  return {
    before: typed.map(({ text }) => text),
    current: last.text,
    lead,
    quote,
  }
}

/** A value as one word where no quote is open: every character by itself, so that a beginning stays one. */
export function bareWord(value: string): string {
  return /^[\w@%+=:,./-]*$/.test(value) ? value : value.replace(/[^\w@%+=:,./\u0080-\u{10ffff}-]/gu, "\\$&")
}

/** The part of a line before the cursor. Before 4.3 bash counted bytes, and characters since. */
export function untilPoint(line: string, point: number, version: string): string {
  const [major = 0, minor = 0] = version.split(".").map(Number)
  if (major > 4 || (major === 4 && minor >= 3)) return [...line].slice(0, point).join("")
  return new TextDecoder().decode(new TextEncoder().encode(line).subarray(0, point))
}

type Quote = "none" | "single" | "double"

interface Word {
  readonly start: number
  readonly text: string
  /** What is open at its end. */
  readonly quote: Quote
}

const marks = { none: "", single: "'", double: '"' } as const satisfies Readonly<Record<Quote, string>>

/** The words of a line; the last one, which may be empty, goes on at its end. POSIX, Shell Command Language 2.2 and 2.3. */
function wordsOf(line: string): Word[] {
  const words: Word[] = []
  let word = { start: 0, text: "", quote: "none" as Quote, begun: false }
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at)
    if (char === marks[word.quote]) word.quote = "none"
    else if (char === "\\" && word.quote !== "single") {
      at += 1
      const next = line.charAt(at)
      const kept = word.quote === "double" && next !== "" && !'"$`\\\n'.includes(next)
      word.text += kept ? `\\${next}` : next === "\n" ? "" : next
    } else if (word.quote === "none" && char === "'") word.quote = "single"
    else if (word.quote === "none" && char === '"') word.quote = "double"
    else if (word.quote === "none" && " \t\n".includes(char)) {
      if (word.begun) words.push(word)
      word = { start: at + 1, text: "", quote: "none", begun: false }
      continue
    } else word.text += char
    word.begun = true
  }
  words.push(word)
  return words
}

function isAssignment(word: Word | undefined): boolean {
  return word !== undefined && /^[A-Za-z_]\w*\+?=/.test(word.text)
}

/** A value as it has to be written where a quote of that kind is open. */
const escapes: Readonly<Record<Quote, (value: string) => string>> = {
  none: bareWord,
  single: value => value.replaceAll("'", "'\\''"),
  // No backslash takes the meaning of an exclamation mark inside double quotes and goes away itself.
  double: value => value.replace(/["$`\\]/g, "\\$&").replaceAll("!", `"'!'"`),
}
