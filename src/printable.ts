/**
 * Text fit for a terminal: names from configuration files, and words from AWS, must not move the cursor, rename the
 * window, or turn the reading order round (https://trojansource.codes). Line ends and tabs stay.
 */
export function printable(text: string): string {
  return isPlain(text) ? text : text.replace(/[^\P{Cc}\n\t]|[\p{Cf}\p{Zl}\p{Zp}]/gu, escaped)
}

/** The same for a name within a line: a folder's name may hold line ends, and what follows them must not pass for ours. */
export function onOneLine(text: string): string {
  return printable(text).replaceAll("\n", "\\u{a}").replaceAll("\t", "\\u{9}")
}

/** A line for the person, as it goes to stderr. */
export function noticeLine(text: string, look?: "dim"): string {
  const line = `guise: ${printable(text)}`
  return look === "dim" ? `\x1b[2m${line}\x1b[22m\n` : `${line}\n`
}

/**
 * True for letters of Europe, without the controls (0x80 to 0x9f) and the soft hyphen among them, and for dashes, quotes
 * and arrows, which our own tables are made of. Looked at letter by letter, before any regular expression: to compile
 * one takes longer than most of what a warm `guise exec` does.
 */
function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    const isAscii = (code >= 0x20 && code <= 0x7e) || code === LINE_END || code === TAB
    const isLetter = code >= 0xa0 && code <= 0x5ff && code !== SOFT_HYPHEN
    const isSign = (code >= 0x2010 && code <= 0x2027) || (code >= 0x2190 && code <= 0x21ff)
    if (!isAscii && !isLetter && !isSign) return false
  }
  return true
}

const TAB = 0x09
const LINE_END = 0x0a
const SOFT_HYPHEN = 0xad

function escaped(char: string): string {
  return `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`
}
