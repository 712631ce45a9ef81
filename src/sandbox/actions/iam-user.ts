import { identityOf, userOf } from "../caller.ts"
import { AwsError, notAuthorized } from "../errors.ts"
import { longAgo } from "../iam-state.ts"
import type { User } from "../state.ts"
import type { XmlElements } from "../xml.ts"
import type { Call } from "./call.ts"

/**
 * The user that an IAM call is about: the one it names, else the caller's own. Users may manage themselves unless the
 * state says otherwise; roles may not manage anybody here. Errors: AccessDenied, NoSuchEntity, ValidationError.
 */
export function subjectOf(call: Call, action: string): User {
  const { params, caller, world } = call
  const own = userOf(caller)
  const name = params.get("UserName")
  if (own === undefined) throw denied(call, action, name)
  if (name === undefined || name === own.name) {
    if (own.iam === "deny") throw denied(call, action, own.name)
    return own
  }
  if (!own.root) throw denied(call, action, name)
  const user = world.state.accounts.get(own.account)?.users.get(name)
  if (user !== undefined) return user
  throw new AwsError("NoSuchEntity", `The user with name ${name} cannot be found.`)
}

function denied({ caller }: Call, action: string, name = ""): AwsError {
  const { arn, account } = identityOf(caller)
  const partition = arn.split(":")[1] ?? "aws"
  return notAuthorized(
    arn,
    `iam:${action}`,
    `user ${name === "" ? arn : `arn:${partition}:iam::${account}:user/${name}`} because no identity-based policy allows the iam:${action} action`,
  )
}

/** A user, as every answer that has one names it. */
export function userElement({ path, name, id, arn }: User): XmlElements {
  return { Path: path, UserName: name, UserId: id, Arn: arn, CreateDate: instant(longAgo) }
}

/** `2026-01-02T03:04:05Z`. */
export function instant(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/\.\d+/, "")
}
