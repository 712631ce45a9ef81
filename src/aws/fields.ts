/**
 * A word of an answer, as it goes into headers, environments and files; undefined for anything else. The SDKs hand on
 * whatever stands in an answer, of whatever type, and a control character would end the value and begin something else.
 */
export function wordIn(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" && !/\p{Cc}/u.test(value) ? value : undefined
}

/** A whole number from 1 to `most`, larger ones brought down to that; undefined for anything else. */
export function numberIn(value: unknown, most: number): number | undefined {
  if (typeof value !== "number" || !(value >= 1)) return undefined
  return Math.floor(Math.min(value, most))
}

/** The end of the year 9999 in Unix seconds: the last instant that every AWS tool can read. */
export const lastInstant = 253_402_300_799
