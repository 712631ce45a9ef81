/** The profile that plain words name, or that they name none. */
export interface PlainWords {
  readonly name: string | undefined
}

/**
 * Reads the words that need no parser: `NAME`, `-p NAME`, `--profile NAME`, or none at all. Undefined for everything
 * else: building the parser takes as long as all the rest of a warm `guise process`.
 */
export function plainWords(words: readonly string[]): PlainWords | undefined {
  const [first, second] = words
  if (words.length === 2 && (first === "-p" || first === "--profile")) return named(second)
  return words.length < 2 ? named(first) : undefined
}

function named(word: string | undefined): PlainWords | undefined {
  return word?.startsWith("-") || word === "" ? undefined : { name: word }
}
