import { GuiseError } from "../errors.ts"
import { quoted } from "../quoted.ts"
import type { ListedKey } from "./rotation-shapes.ts"

/** Whom a refusal, or a line to type, is about. */
export interface Whom {
  readonly user: string
  readonly profile: string
}

interface Then extends Whom {
  /** Unix seconds, by AWS's clock. */
  readonly now: number
}

/**
 * AWS allows a user two keys, so there is no room for a new one; which of the two may go is not ours to say.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export function twoKeys(other: ListedKey, whom: Then): GuiseError {
  return new GuiseError(
    "aws-refused",
    `User ${whom.user} has a second access key, ${described(other, whom.now)}. AWS allows two, and a rotation needs room for a new one. Nothing was changed.`,
    { hint: makeRoom(other, whom) },
  )
}

/** A key that still works may be at work somewhere: deactivating can be taken back, deleting cannot. */
export function otherStillActive(other: ListedKey, whom: Then): GuiseError {
  return new GuiseError(
    "usage",
    `--delete-other takes a key that was deactivated first, and this one is not: ${described(other, whom.now)}. Nothing was changed.`,
    { hint: makeRoom(other, whom) },
  )
}

export function noSuchOther(named: string, user: string, others: readonly ListedKey[]): GuiseError {
  const found = others.map(({ keyId }) => keyId).join(", ")
  const has = found === "" ? "no key beside the one in the profile" : `beside the one in the profile ${found}`
  return new GuiseError("usage", `--delete-other names ${named}, and user ${user} has ${has}. Nothing was changed.`, {
    hint: found === "" ? "leave --delete-other out" : `--delete-other ${found}`,
  })
}

/** The key signs, and IAM does not list it: an answer to build nothing on. */
export function notListed(keyId: string, whom: Whom): GuiseError {
  return new GuiseError(
    "aws-refused",
    `AWS accepts the key ${keyId} of user ${whom.user}, and does not list it among that user's keys. Nothing was changed.`,
    { hint: `wait a minute, then: ${iamLine("list-access-keys", whom)}` },
  )
}

function makeRoom({ keyId, active }: ListedKey, whom: Then): string {
  const again = `guise keys rotate ${quoted(whom.profile)} --delete-other ${keyId}`
  return active ? `${statusLine(keyId, "Inactive", whom)}, and when nothing misses it: ${again}` : again
}

/** `AKIA… (active, made 400 days ago, last used 3 days ago)`. */
function described({ keyId, active, createdAt, lastUsed }: ListedKey, now: number): string {
  const use =
    lastUsed === "never"
      ? "never used"
      : lastUsed === "unknown"
        ? "its last use not told by AWS"
        : `last used ${ago(now - lastUsed)}`
  return `${keyId} (${active ? "active" : "inactive"}, made ${ago(now - createdAt)}, ${use})`
}

/** Whole days; AWS tells the last use hours late. */
function ago(seconds: number): string {
  const days = Math.floor(seconds / 86_400)
  if (days <= 0) return "less than a day ago"
  return days === 1 ? "1 day ago" : `${days} days ago`
}

/** The line that deactivates a key, or makes it active again. */
export function statusLine(keyId: string, status: "Active" | "Inactive", whom: Whom): string {
  return `${iamLine("update-access-key", whom)} --access-key-id ${keyId} --status ${status}`
}

/** The line that deletes a key. */
export function deleteLine(keyId: string, whom: Whom): string {
  return `${iamLine("delete-access-key", whom)} --access-key-id ${keyId}`
}

/** As the profile: whatever the AWS CLI would use by itself may be somebody else. */
function iamLine(verb: string, { user, profile }: Whom): string {
  return `guise exec ${quoted(profile)} -- aws iam ${verb} --user-name ${quoted(user)}`
}
