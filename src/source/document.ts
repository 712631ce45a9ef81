import { instantOf } from "../instant.ts"

/** A JSON object that came from elsewhere: nothing is known of its fields. */
export type Fields = Readonly<Record<string, unknown>>

/** The one JSON object that `text` is, with or without a byte order mark; undefined when it is anything else. */
export function parseObject(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ""))
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

export function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

/** Unix seconds of an ISO 8601 time, undefined where there is none. */
export function timeOf(value: unknown): number | undefined | "unreadable" {
  if (value === undefined || value === null || value === "") return undefined
  return (typeof value === "string" ? instantOf(value) : undefined) ?? "unreadable"
}
