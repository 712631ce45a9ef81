import type { Credentials } from "../types.ts"

/**
 * Reads the document that a `credential_process` prints: `Version` (the number 1), `AccessKeyId`, `SecretAccessKey`,
 * and, where there are any, `SessionToken`, `Expiration`, `AccountId`. Answers the trouble in words that hold nothing
 * of the text, which is secret.
 */
export function readProcessOutput(text: string): Credentials | { readonly trouble: string } {
  const fields = parse(text)
  if (fields === undefined) return { trouble: "something that is not one JSON object" }
  if (fields.Version !== 1)
    return { trouble: `no Version that guise knows: it must be the number 1${foundVersion(fields)}` }
  const missing = ["AccessKeyId", "SecretAccessKey"].filter(name => textOf(fields[name]) === undefined)
  const accessKeyId = textOf(fields.AccessKeyId)
  const secretAccessKey = textOf(fields.SecretAccessKey)
  if (accessKeyId === undefined || secretAccessKey === undefined) return { trouble: `no ${missing.join(" and no ")}` }
  const sessionToken = textOf(fields.SessionToken)
  const expiresAt = instantOf(fields.Expiration)
  if (Number.isNaN(expiresAt)) return { trouble: "an Expiration that is no ISO 8601 time" }
  const accountId = textOf(fields.AccountId)
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(accountId === undefined ? {} : { accountId }),
  }
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ""))
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value)
    return isObject ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

function foundVersion({ Version }: Readonly<Record<string, unknown>>): string {
  if (Version === undefined) return ", and there is none"
  return typeof Version === "number" ? `, not ${Version}` : `, not a ${typeof Version}`
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined
}

/** Undefined when there is none, NaN when there is none that can be read. A time without a zone is UTC. */
function instantOf(value: unknown): number | undefined {
  if (value === undefined || value === null || value === "") return undefined
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d/.test(value)) return Number.NaN
  const zoned = /([Zz]|[+-]\d\d:?\d\d)$/.test(value) ? value : `${value}Z`
  return Math.floor(Date.parse(zoned) / 1000)
}
