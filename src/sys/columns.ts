/** Columns that a text takes on a terminal, near enough to lay it out and to rub it out. */
export function columnsOf(text: string): number {
  if (ascii.test(text)) return text.length
  return [...text].reduce((sum, character) => sum + widthOf(character), 0)
}

/** The text with blanks behind it, up to so many columns. */
export function paddedTo(columns: number, text: string): string {
  return text + " ".repeat(Math.max(0, columns - columnsOf(text)))
}

/** As much of the text as so many columns hold, with `…` for the rest. */
export function cutTo(columns: number, text: string): string {
  if (columnsOf(text) <= columns) return text
  let kept = ""
  let taken = 1
  for (const character of text) {
    taken += widthOf(character)
    if (taken > columns) break
    kept += character
  }
  return `${kept}…`
}

const ascii = /^[\x20-\x7e]*$/

/** Marks stand on the letter before them; letters of East Asia and pictures are twice as wide (Unicode, annex 11). */
function widthOf(character: string): number {
  if (/^\p{M}$/u.test(character)) return 0
  return /^[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(
    character,
  )
    ? 2
    : 1
}
