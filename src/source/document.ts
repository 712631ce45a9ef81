import { instantOf } from "../instant.ts"

/** Unix seconds of an ISO 8601 time, undefined where there is none. */
export function timeOf(value: unknown): number | undefined | "unreadable" {
  if (value === undefined || value === null || value === "") return undefined
  return (typeof value === "string" ? instantOf(value) : undefined) ?? "unreadable"
}
