/**
 * What a fish token means, whose quotes may still be open: fish hands the one the cursor is in over as it was typed.
 * https://fishshell.com/docs/current/language.html#quotes
 */
export function readFishToken(token: string): string {
  let text = ""
  let quote = ""
  for (let at = 0; at < token.length; at += 1) {
    const char = token.charAt(at)
    const next = token.charAt(at + 1)
    if (char === quote) quote = ""
    else if (quote === "" && (char === "'" || char === '"')) quote = char
    else if (char === "\\" && (quote === "" || next === quote || next === "\\" || (quote === '"' && next === "$"))) {
      text += next
      at += 1
    } else text += char
  }
  return text
}

/**
 * The same for Nushell, which hands every word over as it was typed. Nothing is special in its single quotes and
 * backquotes. https://www.nushell.sh/book/working_with_strings.html
 */
export function readNuWord(word: string): string {
  const quote = word.charAt(0)
  if (quote === "'" || quote === "`") return word.endsWith(quote) ? word.slice(1, -1) : word.slice(1)
  if (quote !== '"') return word
  const open = word.replace(/^"((?:\\.|[^"\\])*)"?.*$/s, "$1")
  return open.replace(/\\(u\{([0-9a-f]{1,6})\}|.?)/gis, (_all, char: string, code?: string) =>
    code === undefined
      ? (nuEscapes[char] ?? char)
      : String.fromCodePoint(Math.min(Number.parseInt(code, 16), 0x10ffff)),
  )
}

const nuEscapes: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  e: "\x1b",
  a: "\x07",
  b: "\b",
  f: "\f",
}
