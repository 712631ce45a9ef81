import { assumedRoleArn, type Caller, userOf } from "./caller.ts"
import { type Context, holds, matchesPattern } from "./condition.ts"
import type { Principal, Role, Statement } from "./state.ts"

/** How a statement's principal names the caller: by itself, or only by its account. */
type Match = "direct" | "account"

/**
 * True when this role's trust policy and the caller's own policies let the caller do `action` to the role. A trust that
 * names the account leaves the choice to the caller's policies; so does every call from another account; one that names
 * the caller itself, in its own account, is enough. Source: IAM User Guide, "Policy evaluation logic".
 */
export function mayAct(role: Role, action: string, caller: Caller, context: Context): boolean {
  const matches = role.trust.flatMap(statement => {
    const match = matchOf(statement, caller)
    return match !== undefined && applies(statement, action, context) ? [{ effect: statement.effect, match }] : []
  })
  if (matches.some(({ effect }) => effect === "Deny")) return false
  if (matches.length === 0) return false
  const named = matches.some(({ match }) => match === "direct") && accountOf(caller) === role.account
  return named || ownPoliciesAllow(caller, role.arn)
}

/** True when this role's trust policy lets tokens of this identity provider in. */
export function mayFederate(role: Role, providerArn: string, context: Context): boolean {
  const matching = role.trust.filter(
    statement =>
      statement.principals.some(({ kind, value }) => kind === "Federated" && value === providerArn) &&
      applies(statement, "sts:AssumeRoleWithWebIdentity", context),
  )
  return matching.length > 0 && matching.every(({ effect }) => effect === "Allow")
}

function applies(statement: Statement, action: string, context: Context): boolean {
  return (
    statement.actions.some(pattern => matchesPattern(action.toLowerCase(), pattern.toLowerCase())) &&
    statement.conditions.every(condition => holds(condition, context))
  )
}

function matchOf(statement: Statement, caller: Caller): Match | undefined {
  const matches = statement.principals.map(principal => matchPrincipal(principal, caller))
  return matches.find(match => match === "direct") ?? matches.find(match => match === "account")
}

function matchPrincipal({ kind, value }: Principal, caller: Caller): Match | undefined {
  if (kind !== "AWS") return undefined
  if (value === "*" || arnsOf(caller).includes(value)) return "direct"
  const account = /^\d{12}$/.test(value) ? value : /^arn:[\w-]+:iam::(\d{12}):root$/.exec(value)?.[1]
  return account === accountOf(caller) ? "account" : undefined
}

/** A session of a role is both: the role, and that one session. An MFA session is its user. */
function arnsOf(caller: Caller): readonly string[] {
  const user = userOf(caller)
  if (user !== undefined) return [user.arn]
  if (caller.kind === "keys" || caller.session.owner.kind !== "role") return []
  const { role, sessionName } = caller.session.owner
  return [role.arn, assumedRoleArn(role.arn, role.name, sessionName)]
}

function accountOf(caller: Caller): string | undefined {
  if (caller.kind === "keys") return caller.user.account
  const { owner } = caller.session
  return owner.kind === "role" ? owner.role.account : owner.user.account
}

function ownPoliciesAllow(caller: Caller, roleArn: string): boolean {
  const user = userOf(caller)
  const owner = caller.kind === "session" ? caller.session.owner : undefined
  const patterns = user?.assume ?? (owner?.kind === "role" ? owner.role.assume : undefined)
  return patterns === undefined || patterns.some(pattern => matchesPattern(roleArn, pattern))
}
