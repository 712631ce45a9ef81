/** What was typed, cut into the parts that different people read. */
export interface Words {
  /** The command word, if any. */
  readonly command: string | undefined
  /** Its own words, with the flags that stood before it moved behind it. */
  readonly rest: readonly string[]
  /** Everything after the first `--`, untouched; undefined when there was no `--`. */
  readonly child: readonly string[] | undefined
}

/** Flags that may stand before the command too. */
export const flagsForAll = ["--quiet", "-q", "--verbose", "-v", "--json"] as const

/**
 * Cuts argv at the first `--` before any parser sees it: commander drops the mark, and `exec -p prod -- ls` would
 * become the profile `ls`.
 */
export function cutWords(argv: readonly string[]): Words {
  const cut = argv.indexOf("--")
  const own = cut === -1 ? argv : argv.slice(0, cut)
  const child = cut === -1 ? undefined : argv.slice(cut + 1)
  let at = 0
  for (const word of own) {
    if (!isFlagForAll(word)) break
    at += 1
  }
  return { command: own[at], rest: [...own.slice(at + 1), ...own.slice(0, at)], child }
}

function isFlagForAll(word: string): boolean {
  return (flagsForAll as readonly string[]).includes(word)
}
