/** Seconds in which the same refusal is not said again: whoever knocks a thousand times fills no log. */
const quietFor = 60

/** Says why requests were turned away: each reason once a minute, with how often it was meanwhile. */
export function sayRefusals(say: (text: string) => void): (reason: string) => void {
  const told = new Map<string, { at: number; more: number }>()
  return reason => {
    const before = told.get(reason)
    const now = performance.now() / 1000
    if (before !== undefined && now - before.at < quietFor) before.more += 1
    else {
      const times = before === undefined || before.more === 0 ? "" : ` (and ${before.more} more since the last time)`
      told.set(reason, { at: now, more: 0 })
      say(`turned a request away: ${reason}${times}`)
    }
  }
}
