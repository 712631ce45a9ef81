const unitSeconds = { s: 1, m: 60, h: 3600, d: 86400 } as const

/** Seconds from what people write: `90m`, `2h`, `1h30m`, `3600`; undefined for what is no duration. */
export function secondsOf(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text)
  if (!/^(?:\d+[smhd])+$/.test(text)) return undefined
  const parts = text.matchAll(/(\d+)([smhd])/g)
  return [...parts].reduce(
    (sum, [, count, unit]) => sum + Number(count) * unitSeconds[unit as keyof typeof unitSeconds],
    0,
  )
}

/** Seconds as people write them, in a form that `secondsOf` reads: `36h`, `1h30m`, `45s`. */
export function durationText(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 3600), "h"],
    [Math.floor((seconds % 3600) / 60), "m"],
    [seconds % 60, "s"],
  ] as const
  const text = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count}${unit}`)
  return text.length === 0 ? "0s" : text.join("")
}
