import { type Fields, recordIn, textIn } from "../record.ts"
import type { Credentials } from "../types.ts"
import { timeOf } from "./document.ts"

/**
 * Reads the document that a `credential_process` prints: `Version` (the number 1), `AccessKeyId`, `SecretAccessKey`,
 * and, where there are any, `SessionToken`, `Expiration`, `AccountId`. Answers the trouble in words that hold nothing
 * of the text, which is secret.
 */
export function readProcessOutput(text: string): Credentials | { readonly trouble: string } {
  const fields = recordIn(text)
  if (fields === undefined) return { trouble: "something that is not one JSON object" }
  if (fields.Version !== 1)
    return { trouble: `no Version that guise knows: it must be the number 1${foundVersion(fields)}` }
  const missing = ["AccessKeyId", "SecretAccessKey"].filter(name => textIn(fields[name]) === undefined)
  const accessKeyId = textIn(fields.AccessKeyId)
  const secretAccessKey = textIn(fields.SecretAccessKey)
  if (accessKeyId === undefined || secretAccessKey === undefined) return { trouble: `no ${missing.join(" and no ")}` }
  const sessionToken = textIn(fields.SessionToken)
  // They go into headers, environments and files, where such a character ends the value and begins something else.
  if ([accessKeyId, secretAccessKey, sessionToken ?? ""].some(text => hasControl.test(text)))
    return { trouble: "a key or a token with control characters in it" }
  const expiresAt = timeOf(fields.Expiration)
  if (expiresAt === "unreadable") return { trouble: "an Expiration that is no ISO 8601 time" }
  const accountId = textIn(fields.AccountId)
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(accountId === undefined ? {} : { accountId }),
  }
}

const hasControl = /\p{Cc}/u

function foundVersion({ Version }: Fields): string {
  if (Version === undefined) return ", and there is none"
  return typeof Version === "number" ? `, not ${Version}` : `, not a ${typeof Version}`
}
