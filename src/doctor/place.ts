import type { Place } from "../config/profile.ts"

/** The first line of one of these files that a sentence names, as `file:7` or `file, line 7`. */
export function placeIn(sentence: string, files: readonly string[]): Place | undefined {
  const found = files.flatMap(file => [lineAfter(sentence, file, ":"), lineAfter(sentence, file, ", line ")])
  const [first] = found.filter(each => each !== undefined).sort((a, b) => a.at - b.at)
  return first === undefined ? undefined : { file: first.file, line: first.line }
}

function lineAfter(sentence: string, file: string, mark: string) {
  for (let at = sentence.indexOf(file + mark); at >= 0; at = sentence.indexOf(file + mark, at + 1)) {
    const digits = /^\d+/.exec(sentence.slice(at + file.length + mark.length))?.[0]
    if (digits !== undefined) return { file, line: Number(digits), at }
  }
  return undefined
}
