/**
 * Text fit for a terminal: names from configuration files, and words from AWS, must not move the cursor, rename the
 * window, or turn the reading order round (https://trojansource.codes). Line ends and tabs stay.
 */
export function printable(text: string): string {
  return unprintable.test(text) ? text.replace(everyUnprintable, escaped) : text
}

const unprintable = /[^\P{Cc}\n\t]|[\p{Cf}\p{Zl}\p{Zp}]/u
const everyUnprintable = new RegExp(unprintable, "gu")

function escaped(char: string): string {
  return `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`
}
