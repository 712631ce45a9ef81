import type { Color } from "../../types.ts"

/** The number that turns text this color on a terminal (ECMA-48, "Select graphic rendition"). */
export function sgr(color: Color): number {
  return numbers[color]
}

const numbers: Readonly<Record<Color, number>> = {
  black: 30,
  red: 31,
  green: 32,
  yellow: 33,
  blue: 34,
  magenta: 35,
  cyan: 36,
  white: 37,
}
