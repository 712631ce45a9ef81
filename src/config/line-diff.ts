export type Marked = readonly [mark: " " | "-" | "+", text: string]

/**
 * The lines of two texts, each marked as being in both, in the first alone or in the second alone: as few of the latter
 * as can be. E. W. Myers, An O(ND) Difference Algorithm and Its Variations (1986); what both begin and end with, which
 * is nearly all of a file that one edit touched, is set aside first.
 */
export function differingLines(before: readonly string[], after: readonly string[]): readonly Marked[] {
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1
  let end = 0
  const most = Math.min(before.length, after.length) - start
  while (end < most && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1
  const same = (text: string): Marked => [" ", text]
  return [
    ...before.slice(0, start).map(same),
    ...shortest(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...before.slice(before.length - end).map(same),
  ]
}

/** More than this many differing lines would take too long to find the fewest. */
const mostDifferences = 400

/** How far each diagonal was followed, one entry for every number of differences. */
type Reach = ReadonlyMap<number, number>

function shortest(before: readonly string[], after: readonly string[]): readonly Marked[] {
  const reaches: Reach[] = []
  for (let differences = 0; differences <= mostDifferences; differences += 1) {
    const reach = furthest(before, after, differences, reaches.at(-1))
    reaches.push(reach)
    if ((reach.get(before.length - after.length) ?? -1) >= before.length) return walkedBack(before, after, reaches)
  }
  return aroundAnchors(before, after)
}

/**
 * Split at the lines that stand once in either text and in the same order, as the headers of sections do: what is between
 * them is short. B. Cohen's patience diff.
 */
function aroundAnchors(before: readonly string[], after: readonly string[]): readonly Marked[] {
  const there = new Map(once(after))
  const common = once(before).flatMap(([text, at]) => {
    const to = there.get(text)
    return to === undefined ? [] : [{ at, to }]
  })
  const anchors = longestRising(common)
  if (anchors.length === 0) return lineByLine(before, after)
  const marked: Marked[] = []
  let [at, to] = [0, 0]
  for (const anchor of [...anchors, { at: before.length, to: after.length }]) {
    for (const line of differingLines(before.slice(at, anchor.at), after.slice(to, anchor.to))) marked.push(line)
    if (anchor.at < before.length) marked.push([" ", before[anchor.at] ?? ""])
    at = anchor.at + 1
    to = anchor.to + 1
  }
  return marked
}

/** The lines that come once, with their places, in their order. */
function once(lines: readonly string[]): readonly (readonly [text: string, at: number])[] {
  const places = new Map<string, number>()
  lines.forEach((text, at) => {
    places.set(text, places.has(text) ? -1 : at)
  })
  return [...places].filter(([, at]) => at >= 0)
}

interface Anchor {
  readonly at: number
  readonly to: number
}

/** As many of them as go upwards in both texts; they come in the order of the first. */
function longestRising(common: readonly Anchor[]): readonly Anchor[] {
  interface Pile extends Anchor {
    readonly below: Pile | undefined
  }
  const tops: Pile[] = []
  for (const each of common) {
    let [low, high] = [0, tops.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((tops[middle]?.to ?? 0) < each.to) low = middle + 1
      else high = middle
    }
    tops[low] = { ...each, below: tops[low - 1] }
  }
  const rising: Anchor[] = []
  for (let pile = tops.at(-1); pile !== undefined; pile = pile.below) rising.push(pile)
  return rising.reverse()
}

/** Of texts with as many lines each the lines that differ; of others all of them. */
function lineByLine(before: readonly string[], after: readonly string[]): readonly Marked[] {
  const alike = before.length === after.length
  const marked = before.flatMap((text, at): Marked[] => {
    if (!alike) return [["-", text]]
    return text === after[at]
      ? [[" ", text]]
      : [
          ["-", text],
          ["+", after[at] ?? ""],
        ]
  })
  return alike ? marked : [...marked, ...after.map((text): Marked => ["+", text])]
}

function furthest(before: readonly string[], after: readonly string[], differences: number, last?: Reach): Reach {
  const reach = new Map<number, number>()
  for (let diagonal = -differences; diagonal <= differences; diagonal += 2) {
    let x = last === undefined ? 0 : startOn(diagonal, last)
    let y = x - diagonal
    if (y < 0 || x > before.length || y > after.length) continue
    while (x < before.length && y < after.length && before[x] === after[y]) {
      x += 1
      y += 1
    }
    reach.set(diagonal, x)
  }
  return reach
}

/** One line down (an added line) or one to the right (a removed one), whichever gets further. */
function startOn(diagonal: number, last: Reach): number {
  return Math.max(last.get(diagonal + 1) ?? -1, (last.get(diagonal - 1) ?? -2) + 1)
}

function walkedBack(before: readonly string[], after: readonly string[], reaches: readonly Reach[]): readonly Marked[] {
  const marked: Marked[] = []
  let x = before.length
  let y = after.length
  const keep = (until: number) => {
    for (; x > until; y -= 1) marked.push([" ", before[--x] ?? ""])
  }
  for (let differences = reaches.length - 1; differences > 0; differences -= 1) {
    const last = reaches[differences - 1] ?? new Map<number, number>()
    const diagonal = x - y
    const from = startOn(diagonal, last)
    keep(from)
    if (from === last.get(diagonal + 1)) marked.push(["+", after[--y] ?? ""])
    else marked.push(["-", before[--x] ?? ""])
  }
  keep(0)
  return marked.reverse()
}
