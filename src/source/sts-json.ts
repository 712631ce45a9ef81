import { accountOfArn } from "../arn.ts"
import { type Fields, isRecord, recordIn } from "../record.ts"
import type { Credentials } from "../types.ts"
import { timeOf } from "./document.ts"

/**
 * Reads credentials out of the JSON that AWS's own tools print: the response of any STS call that makes some, its
 * `Credentials` object alone, a `credential_process` document, `roleCredentials` of `aws sso get-role-credentials`, and
 * what a container's or an instance's endpoint answers. Answers the trouble in words that hold nothing of the text,
 * which is secret.
 */
export function readStsJson(text: string): Credentials | { readonly trouble: string } {
  if (text.trim() === "") return { trouble: "nothing at all" }
  const document = recordIn(text)
  if (document === undefined) return { trouble: "something that is not one JSON object" }
  const fields = [document.Credentials, document.roleCredentials, document].find(isRecord) ?? document
  const accessKeyId = textOf(fields, "AccessKeyId", "accessKeyId")
  const secretAccessKey = textOf(fields, "SecretAccessKey", "secretAccessKey")
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    return { trouble: `a JSON object without ${accessKeyId === undefined ? "AccessKeyId" : "SecretAccessKey"}` }
  }
  const sessionToken = textOf(fields, "SessionToken", "sessionToken", "Token")
  const expiresAt = expiryOf(fields.Expiration ?? fields.expiration)
  const trouble = troubleIn({ accessKeyId, secretAccessKey, sessionToken })
  if (trouble !== undefined) return { trouble }
  if (expiresAt === "unreadable") return { trouble: "an Expiration that is no time" }
  const accountId = accountOf(document, fields)
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(accountId === undefined ? {} : { accountId }),
  }
}

function textOf(fields: Fields, ...names: readonly string[]): string | undefined {
  return names.map(name => fields[name]).find(value => typeof value === "string" && value !== "") as string | undefined
}

interface Parts {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string | undefined
}

/** Source: STS API reference, Credentials: `AccessKeyId` is 16 to 128 word characters; ids of temporary keys begin with ASIA. */
function troubleIn({ accessKeyId, secretAccessKey, sessionToken }: Parts): string | undefined {
  if (!/^\w{16,128}$/.test(accessKeyId)) return "an AccessKeyId that is none"
  if (!isPrintable(secretAccessKey)) return "a SecretAccessKey with characters that no key has"
  if (sessionToken !== undefined && !isPrintable(sessionToken))
    return "a SessionToken with characters that no token has"
  return accessKeyId.startsWith("ASIA") && sessionToken === undefined
    ? "temporary keys without their SessionToken"
    : undefined
}

function isPrintable(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text)
}

/** SSO gives Unix time, in milliseconds. */
function expiryOf(value: unknown): ReturnType<typeof timeOf> {
  return typeof value === "number" ? Math.floor(value > 1e11 ? value / 1000 : value) : timeOf(value)
}

/** Named outright, or the account in the ARN of who the credentials are (every SDK reads it there). */
function accountOf(document: Fields, fields: Fields): string | undefined {
  const who = [document.AssumedRoleUser, document.FederatedUser].find(isRecord)
  const named = textOf(fields, "AccountId", "accountId") ?? accountOfArn((who && textOf(who, "Arn")) ?? "")
  return named !== undefined && /^\d{12}$/.test(named) ? named : undefined
}
