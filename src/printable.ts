/**
 * Text fit for a terminal: names from configuration files, and words from AWS, must not move the cursor, rename the
 * window, or turn the reading order round (https://trojansource.codes). Line ends and tabs stay.
 */
export function printable(text: string): string {
  // Looked at first: to compile classes of Unicode takes longer than all the rest of a warm `guise exec`.
  return plain.test(text) ? text : text.replace(/[^\P{Cc}\n\t]|[\p{Cf}\p{Zl}\p{Zp}]/gu, escaped)
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
 * Letters of Europe, without the controls (0x80 to 0x9f) and the soft hyphen among them; dashes, quotes and arrows,
 * which our own tables are made of.
 */
const plain = /^[\n\t\x20-\x7e\xa0-\xac\xae-\u05ff\u2010-\u2027\u2190-\u21ff]*$/

function escaped(char: string): string {
  return `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`
}
