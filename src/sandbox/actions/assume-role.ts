import { assumedRoleArn, type Caller, identityOf, userOf } from "../caller.ts"
import type { Context } from "../condition.ts"
import { checkConstraints, duration, shared } from "../constraints.ts"
import { AwsError, notAuthorized, validation } from "../errors.ts"
import { mfaTime } from "../mfa.ts"
import { recordsParam } from "../query.ts"
import { packedPolicySize } from "../session-policy.ts"
import { findRole, type Role } from "../state.ts"
import { type SessionTags, sessionTags } from "../tags.ts"
import { mayAct } from "../trust.ts"
import type { XmlElements } from "../xml.ts"
import { type Call, credentialsElement } from "./call.ts"

const chainLimit = 3600

/**
 * Credentials of a role, for 900 seconds to the role's maximum. From any temporary credentials an hour is the most:
 * AWS counts MFA sessions as chaining too.
 */
export function assumeRole({ params, caller, world }: Call): XmlElements {
  checkConstraints(params, [
    shared.roleArn,
    shared.roleSessionName,
    { name: "DurationSeconds", range: [900, 43200] },
    shared.externalId,
    shared.serialNumber,
    shared.tokenCode,
    shared.sourceIdentity,
    shared.policy,
  ])
  const parent = caller.kind === "session" && caller.session.owner.kind === "role" ? caller.session.owner : undefined
  const tags = sessionTags(params, parent?.transitiveTags ?? new Map())
  const packed = packedPolicySize(params, tags.all)
  const seconds = duration(params, 3600)
  refuseBeforehand(caller, params.get("RoleArn") ?? "", seconds)
  const mfaAt = mfaTime(params, caller, world)
  const sourceIdentity = params.get("SourceIdentity") ?? parent?.sourceIdentity
  const context = contextOf({ params, caller, world }, mfaAt, tags, sourceIdentity)
  const role = trustedRole({ params, caller, world }, context, tags, sourceIdentity)
  if (seconds > role.maxSessionDuration) {
    throw validation("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
  }
  const sessionName = params.get("RoleSessionName") ?? ""
  const session = world.sessions.create(
    {
      kind: "role",
      role,
      sessionName,
      chained: caller.kind === "session",
      tags: tags.all,
      transitiveTags: tags.transitive,
      ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
    },
    seconds,
  )
  return {
    AssumedRoleUser: {
      AssumedRoleId: `${role.id}:${sessionName}`,
      Arn: assumedRoleArn(role.arn, role.name, sessionName),
    },
    Credentials: credentialsElement(session),
    PackedPolicySize: packed,
    SourceIdentity: sourceIdentity,
  }
}

function refuseBeforehand(caller: Caller, roleArn: string, seconds: number): void {
  if (userOf(caller)?.root) throw new AwsError("AccessDenied", "Roles may not be assumed by root accounts.")
  if (!/^arn:[\w-]+:iam::\d{12}:role\/\S+$/.test(roleArn)) throw validation("Request ARN is invalid")
  if (caller.kind === "session" && seconds > chainLimit) {
    throw validation(
      "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
    )
  }
}

function trustedRole(
  { params, caller, world }: Call,
  context: Context,
  tags: SessionTags,
  sourceIdentity: string | undefined,
): Role {
  const arn = params.get("RoleArn") ?? ""
  const role = findRole(world.state, arn)
  const needed = [
    "sts:AssumeRole",
    ...(tags.all.size > 0 ? ["sts:TagSession"] : []),
    // A source identity sticks: it is set again at every hop of a chain, and each hop has to allow that.
    ...(sourceIdentity === undefined ? [] : ["sts:SetSourceIdentity"]),
    ...(recordsParam(params, "ProvidedContexts").length > 0 ? ["sts:SetContext"] : []),
  ]
  const principal = identityOf(caller).arn
  if (role === undefined) throw notAuthorized(principal, "sts:AssumeRole", arn)
  for (const action of needed) if (!mayAct(role, action, caller, context)) throw notAuthorized(principal, action, arn)
  const before = context.get("aws:sourceidentity")
  if (before !== undefined && before !== sourceIdentity) throw notAuthorized(principal, "sts:SetSourceIdentity", arn)
  return role
}

function contextOf(
  { params, caller, world }: Call,
  mfaAt: number | undefined,
  tags: SessionTags,
  sourceIdentity: string | undefined,
): Context {
  const identity = identityOf(caller)
  const parent = caller.kind === "session" && caller.session.owner.kind === "role" ? caller.session.owner : undefined
  const entries: readonly (readonly [string, string | undefined])[] = [
    ["aws:principalarn", parent?.role.arn ?? identity.arn],
    ["aws:principalaccount", identity.account],
    ["aws:userid", identity.userId],
    ["aws:username", userOf(caller)?.name],
    ["aws:sourceidentity", parent?.sourceIdentity],
    ["sts:sourceidentity", sourceIdentity],
    ["sts:externalid", params.get("ExternalId")],
    ["sts:rolesessionname", params.get("RoleSessionName")],
    // Long-lived keys without a code carry no such key at all, which `BoolIfExists` lets pass and `Bool` does not.
    [
      "aws:multifactorauthpresent",
      mfaAt === undefined && caller.kind === "keys" ? undefined : String(mfaAt !== undefined),
    ],
    ["aws:multifactorauthage", mfaAt === undefined ? undefined : String(Math.floor(world.clock.now() - mfaAt))],
    ...[...tags.all].map(([key, value]) => [`aws:requesttag/${key.toLowerCase()}`, value] as const),
    ...[...(parent?.tags ?? [])].map(([key, value]) => [`aws:principaltag/${key.toLowerCase()}`, value] as const),
  ]
  return new Map(entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])))
}
