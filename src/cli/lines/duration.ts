import { secondsOf } from "../../config/duration.ts"
import { GuiseError } from "../../errors.ts"

/**
 * Seconds from what people type: `90m`, `2h`, `1h30m`, `3600`. Limits are AWS's and are checked where the call is known.
 * Error: `usage`, naming the flag.
 */
export function parseDuration(text: string, flag: string): number {
  const seconds = secondsOf(text)
  if (seconds !== undefined) return seconds
  throw new GuiseError(
    "usage",
    `${flag} wants a duration such as 90m, 2h or 3600 (seconds), and got ${JSON.stringify(text)}.`,
  )
}

/** `2h 5m`, `45 s`, `expired`: how long something still lasts. */
export function formatLeft(seconds: number): string {
  if (seconds <= 0) return "expired"
  if (seconds < 60) return `${seconds - (seconds % 1)}s`
  const minutes = (seconds - (seconds % 60)) / 60
  return minutes < 60 ? `${minutes}m` : `${(minutes - (minutes % 60)) / 60}h ${minutes % 60}m`
}
