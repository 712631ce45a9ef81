import { GuiseError } from "../errors.ts"

const unitSeconds = { s: 1, m: 60, h: 3600, d: 86400 } as const

/**
 * Seconds from what people type: `90m`, `2h`, `1h30m`, `3600`. Limits are AWS's and are checked where the call is known.
 * Error: `usage`, naming the flag.
 */
export function parseDuration(text: string, flag: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  const parts = [...text.matchAll(/(\d+)([smhd])/g)]
  if (parts.length === 0 || parts.map(part => part[0]).join("") !== text) {
    throw new GuiseError(
      "usage",
      `${flag} wants a duration such as 90m, 2h or 3600 (seconds), and got ${JSON.stringify(text)}.`,
    )
  }
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * unitSeconds[unit as keyof typeof unitSeconds], 0)
}

/** `2h 5m`, `45 s`, `expired`: how long something still lasts. */
export function formatLeft(seconds: number): string {
  if (seconds <= 0) return "expired"
  if (seconds < 60) return `${Math.floor(seconds)}s`
  const minutes = Math.floor(seconds / 60)
  return minutes < 60 ? `${minutes}m` : `${Math.floor(minutes / 60)}h ${minutes % 60}m`
}
