import { assumedRoleArn } from "../caller.ts"
import { checkConstraints, duration, shared } from "../constraints.ts"
import { AwsError, validation } from "../errors.ts"
import { verifyToken } from "../jwt.ts"
import type { Params } from "../query.ts"
import type { SandboxWorld } from "../sandbox-world.ts"
import { packedPolicySize } from "../session-policy.ts"
import { findRole } from "../state.ts"
import { mayFederate } from "../trust.ts"
import type { XmlElements } from "../xml.ts"
import { credentialsElement } from "./call.ts"

/** Credentials of a role for the bearer of an identity provider's token. The request itself is not signed. */
export function assumeRoleWithWebIdentity(params: Params, world: SandboxWorld): XmlElements {
  checkConstraints(params, [
    shared.roleArn,
    shared.roleSessionName,
    { name: "DurationSeconds", range: [900, 43200] },
    shared.policy,
  ])
  const token = params.get("WebIdentityToken") ?? ""
  if (token.length < 4 || token.length > 20000) {
    const rule = token.length < 4 ? "greater than or equal to 4" : "less than or equal to 20000"
    throw validation(
      `1 validation error detected: Value at 'webIdentityToken' failed to satisfy constraint: Member must have length ${rule}`,
    )
  }
  const packed = packedPolicySize(params, new Map())
  const roleArn = params.get("RoleArn") ?? ""
  const account = /^arn:[\w-]+:iam::(\d{12}):role\/\S+$/.exec(roleArn)?.[1]
  if (account === undefined) throw validation("Request ARN is invalid")
  const { provider, claims } = verifyToken(token, world.state.accounts.get(account), world.clock.now())
  const issuer = provider.url.slice("https://".length).toLowerCase()
  const sessionName = params.get("RoleSessionName") ?? ""
  const context = new Map([
    ...[...claims.all].map(([name, value]) => [`${issuer}:${name.toLowerCase()}`, value] as const),
    ["sts:rolesessionname", sessionName] as const,
  ])
  const role = findRole(world.state, roleArn)
  if (role === undefined || !mayFederate(role, provider.arn, context)) {
    throw new AwsError("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity")
  }
  const seconds = duration(params, 3600)
  if (seconds > role.maxSessionDuration) {
    throw validation("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
  }
  const owner = { kind: "role", role, sessionName, chained: false, transitiveTags: new Map() } as const
  const session = world.sessions.create(owner, seconds)
  return {
    Audience: claims.audience,
    AssumedRoleUser: {
      AssumedRoleId: `${role.id}:${sessionName}`,
      Arn: assumedRoleArn(role.arn, role.name, sessionName),
    },
    Provider: provider.arn,
    Credentials: credentialsElement(session),
    SubjectFromWebIdentityToken: claims.subject,
    PackedPolicySize: packed,
  }
}
