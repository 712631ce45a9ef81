/** Profiles that are seen to in one go: those that start together end together, and AWS counts calls. */
const atOnce = 8

/** Does something with each, so many at once, in the order that they stand in. */
export async function forEachAtOnce<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const waiting = all.values()
  await Promise.all(Array.from({ length: atOnce }, () => inTurn(waiting, work)))
}

async function inTurn<T>(waiting: Iterable<T>, work: (one: T) => Promise<void>): Promise<void> {
  for (const one of waiting) await work(one)
}
