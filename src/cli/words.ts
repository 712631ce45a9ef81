/** What was typed, cut into the parts that different people read. */
export interface Words {
  /** The command word, if any. */
  readonly command: string | undefined
  /** Its own words, with the flags that stood before it moved behind it. */
  readonly rest: readonly string[]
  /** Everything after the first `--`, untouched; undefined when there was no `--`. */
  readonly child: readonly string[] | undefined
}

/** Flags that may stand before the command too, whatever the command. */
export const flagsForAll = ["--quiet", "-q", "--verbose", "-v", "--json"] as const

/**
 * Cuts argv at the first `--` before any parser sees it: commander drops the mark, and `exec -p prod -- ls` would
 * become the profile `ls`.
 */
export function cutWords(argv: readonly string[]): Words {
  const cut = argv.indexOf("--")
  const own = cut === -1 ? argv : argv.slice(0, cut)
  const child = cut === -1 ? undefined : argv.slice(cut + 1)
  const at = countLeading(own)
  return { command: own[at], rest: [...own.slice(at + 1), ...own.slice(0, at)], child }
}

/** How many words stand before the command: flags of all, and the profile, as in `aws --profile NAME …`. */
export function countLeading(words: readonly string[]): number {
  let at = 0
  for (let word = words[at]; word?.startsWith("-"); word = words[at]) {
    if (isProfileFlag(word) && words[at + 1] !== undefined) at += 2
    else if (isProfileFlag(word) || isFlagForAll(word) || isNamedProfile(word)) at += 1
    else break
  }
  return at
}

/** The flag whose value is the next word. */
export function isProfileFlag(word: string): boolean {
  return word === "-p" || word === "--profile"
}

function isNamedProfile(word: string): boolean {
  return word.startsWith("--profile=") || (word.startsWith("-p") && word.length > 2)
}

export function isFlagForAll(word: string): boolean {
  return (flagsForAll as readonly string[]).includes(word) || word === "-qv" || word === "-vq"
}
