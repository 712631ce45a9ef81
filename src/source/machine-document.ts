import { accountOfArn } from "../arn.ts"
import { GuiseError } from "../errors.ts"
import { isoTime } from "../instant.ts"
import { type Fields, recordIn, textIn } from "../record.ts"
import type { Credentials, World } from "../types.ts"
import { timeOf } from "./document.ts"

/** What stands in an answer that holds no credentials; in words that hold no secret. */
export type NoCredentials =
  | { readonly trouble: string }
  /** AWS's own word for why there are none. */
  | { readonly refused: string }

/**
 * Reads what the credentials endpoints of containers and instances answer: `AccessKeyId`, `SecretAccessKey`, `Token`
 * and `Expiration`, all of them, and `AccountId` or `RoleArn` where there is one. An empty `Token` says that there is
 * none, as to every SDK: who serves long-lived keys has no other way. A `Code` that is not "Success" comes
 * with an HTTP status of 200.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 */
export function readMachineDocument(text: string): Credentials | NoCredentials {
  const fields = recordIn(text)
  if (fields === undefined) return { trouble: "something that is not one JSON object" }
  const { Code: code } = fields
  if (typeof code === "string" && code !== "Success") return { refused: wordOf(code) }
  const [accessKeyId, secretAccessKey] = [textIn(fields.AccessKeyId), textIn(fields.SecretAccessKey)]
  const sessionToken = fields.Token === "" ? "" : textIn(fields.Token)
  if (accessKeyId === undefined || secretAccessKey === undefined || sessionToken === undefined) {
    const found = { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Token: sessionToken }
    const missing = Object.entries(found).flatMap(([name, value]) => (value === undefined ? [name] : []))
    return { trouble: `no ${missing.join(" and no ")}` }
  }
  // They go into headers, environments and files, where such a character ends the value and begins something else.
  if ([accessKeyId, secretAccessKey, sessionToken].some(value => /\p{Cc}/u.test(value)))
    return { trouble: "a key or a token with control characters in it" }
  const expiresAt = timeOf(fields.Expiration)
  if (expiresAt === undefined || expiresAt === "unreadable")
    return { trouble: "no Expiration that is an ISO 8601 time" }
  const accountId = accountOf(fields)
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === "" ? {} : { sessionToken }),
    expiresAt,
    ...(accountId === undefined ? {} : { accountId }),
  }
}

/** Seconds for which an instance's ended credentials are served on: a `credential_process` with less is run at each call. */
const servedOnFor = 20 * 60

/**
 * An instance's credentials, ended or not. Where EC2 cannot make new ones AWS goes on taking the old, and every SDK
 * serves them on with a later end of its own: without one, whoever is handed them would refuse them ("static stability").
 */
export function servedOn(made: Credentials, giver: string, world: Pick<World, "now" | "skew" | "notice">): Credentials {
  const { expiresAt } = made
  const now = world.now() + world.skew
  if (expiresAt === undefined || expiresAt > now) return made
  world.notice(
    `${giver} gives credentials that ended at ${isoTime(expiresAt)}, and no newer ones: they are served on, since AWS may still take them.`,
  )
  return { ...made, expiresAt: now + servedOnFor }
}

/** A container's credentials, unless they have ended: there AWS promises nothing. Error: `credentials-expired`. */
export function stillGood(made: Credentials, giver: string, world: Pick<World, "now" | "skew">): Credentials {
  const { expiresAt } = made
  if (expiresAt === undefined || expiresAt > world.now() + world.skew) return made
  const end = isoTime(expiresAt)
  throw new GuiseError("credentials-expired", `${giver} gives credentials that ended at ${end}, and no newer ones.`, {
    hint: "check this machine's clock, then try again in a few minutes: AWS is late with new ones",
  })
}

/** One word of an answer, fit for a sentence. */
export function wordOf(text: string): string {
  return /^[\w.-]{1,60}$/.test(text) ? text : "an error without a name"
}

/** Named outright, or in the role's ARN. */
function accountOf({ AccountId, RoleArn }: Fields): string | undefined {
  const account = textIn(AccountId) ?? accountOfArn(textIn(RoleArn) ?? "")
  return account !== undefined && /^\d{12}$/.test(account) ? account : undefined
}
