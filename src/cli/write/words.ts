import { leftOf } from "../../fresh/due.ts"
import type { Entry } from "../../fresh/written.ts"
import type { World } from "../../types.ts"
import { formatLeft } from "../lines/duration.ts"

/** What was written where, and for how long. */
export function writtenText(entry: Entry, world: Pick<World, "now">): string {
  const { section, files } = entry
  return `[${section}] in ${files.credentials} has the credentials now: ${leftText(entry, world.now())}`
}

/** `59m left`, `expired`. */
export function leftText(entry: Entry, now: number): string {
  const left = leftOf(entry, now)
  if (left === undefined) return "nobody knows for how long"
  return left > 0 ? `${formatLeft(left)} left` : "expired"
}
