/** Something to pick: what it is called, and the other words it may be found by. */
export interface Findable {
  readonly name: string
  /** Account, role, region, tags …, in lower case. */
  readonly words: string
  /** How much it is used; more is nearer the top. */
  readonly use: number
}

/**
 * Those that match what was typed, best first: every word typed must be found, in the name or in the other words, its
 * letters in order though not side by side. A match nearer the beginning of the name, and in one piece, counts more; at
 * equal matches use decides, then the order in the files.
 */
export function ranked<T extends Findable>(all: readonly T[], typed: string): readonly T[] {
  const wanted = typed
    .toLowerCase()
    .split(/\s+/)
    .filter(word => word !== "")
  const found = all.flatMap((item, order) => {
    const score = scoreOf(item, wanted)
    return score === undefined ? [] : [{ item, score, order }]
  })
  found.sort((a, b) => b.score - a.score || b.item.use - a.item.use || a.order - b.order)
  return found.map(({ item }) => item)
}

function scoreOf({ name, words }: Findable, wanted: readonly string[]): number | undefined {
  const lower = name.toLowerCase()
  let sum = 0
  for (const word of wanted) {
    const score = inName(lower, word) ?? inWords(words, word)
    if (score === undefined) return undefined
    sum += score
  }
  return sum
}

const scores = { whole: 100, start: 80, afterMark: 60, inside: 40, word: 30, letters: 10 } as const

function inName(name: string, word: string): number | undefined {
  const at = name.indexOf(word)
  if (at === 0) return name.length === word.length ? scores.whole : scores.start
  if (at > 0) return isMark(name[at - 1]) ? scores.afterMark : scores.inside
  return hasLettersOf(name, word) ? scores.letters : undefined
}

function inWords(words: string, word: string): number | undefined {
  return words.includes(word) ? scores.word : undefined
}

function isMark(char: string | undefined): boolean {
  return char !== undefined && "-_.:/@ ".includes(char)
}

function hasLettersOf(name: string, word: string): boolean {
  let at = -1
  for (const letter of word) {
    at = name.indexOf(letter, at + 1)
    if (at === -1) return false
  }
  return true
}
