import { existsSync } from "node:fs"
import { ownWords } from "./own-words.ts"

const shell = "/bin/sh"

type Words = readonly [string, ...string[]]

/**
 * What to start instead of these words, so that the command gets the bytes that were typed: a file is not always named in
 * UTF-8, and neither runtime starts a child with any other bytes. A shell makes them again from their numbers and becomes
 * the command.
 */
export function withTheirBytes(words: Words): Words {
  const raw = ownWords(words)
  if (raw === undefined || !existsSync(shell)) return words
  // Positional parameters alone: a variable of this shell's could be one of the command's.
  const made = raw.map(word => `"$(printf %b '${octal(word)}.')"`)
  return [shell, "-c", `set -- ${made.join(" ")}; exec ${raw.map((_, at) => `"\${${at + 1}%.}"`).join(" ")}`, shell]
}

/** The dot behind it is for line ends: a shell takes the last ones off. */
function octal(word: Uint8Array): string {
  return Array.from(word.subarray(0, -1), byte => `\\0${byte.toString(8).padStart(3, "0")}`).join("")
}
