import { readAuthorization } from "./authorization.ts"
import { AwsError, invalidClientToken } from "./errors.ts"
import type { HttpRequest } from "./http.ts"
import type { SandboxWorld } from "./sandbox-world.ts"
import type { Session } from "./sessions.ts"
import { checkScope, checkSignature } from "./sigv4.ts"
import type { User } from "./state.ts"

/** Who signed a request: a user by its own keys, or whoever a session was given to. */
export type Caller =
  | { readonly kind: "keys"; readonly user: User; readonly keyId: string }
  | { readonly kind: "session"; readonly session: Session; readonly keyId: string }

/**
 * Proves who calls. Errors: MissingAuthenticationToken, IncompleteSignature, SignatureDoesNotMatch,
 * InvalidClientTokenId (no such key, or a session token that is not this key's), ExpiredToken.
 */
export async function authenticate(request: HttpRequest, service: string, world: SandboxWorld): Promise<Caller> {
  const authorization = readAuthorization(request)
  checkScope(authorization, service, world.clock.signingTimes())
  const { keyId, token } = authorization
  const session = world.sessions.find(keyId)
  if (session !== undefined) {
    if (token !== session.token) throw invalidClientToken()
    await checkSignature(request, authorization, session.secret)
    if (world.clock.now() >= session.expiresAt) {
      throw new AwsError("ExpiredToken", "The security token included in the request is expired")
    }
    checkOwner(session, service, world)
    return { kind: "session", session, keyId }
  }
  const key = world.iam.key(keyId)
  if (key?.active !== true || token !== undefined || world.clock.now() < key.knownFrom) throw invalidClientToken()
  await checkSignature(request, authorization, key.secret)
  key.lastUsed = { at: Math.floor(world.clock.now()), service, region: authorization.scope.region }
  return { kind: "keys", user: key.user, keyId }
}

/**
 * A session of a key that was switched off ends with it; one that nobody proved MFA for opens nothing of IAM.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
 */
function checkOwner({ owner }: Session, service: string, { iam }: SandboxWorld): void {
  if (owner.kind !== "user") return
  if (owner.madeWith !== undefined && iam.key(owner.madeWith)?.active !== true) throw invalidClientToken()
  if (service === "iam" && owner.mfaAt === undefined) throw invalidClientToken()
}

/**
 * A federated session opens nothing of IAM, and of STS only GetCallerIdentity. Errors: InvalidClientTokenId, AccessDenied.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
 */
export function refuseFederated(caller: Caller, service: string, action: string): void {
  if (caller.kind === "keys" || caller.session.owner.kind !== "federated" || action === "GetCallerIdentity") return
  if (service === "iam") throw invalidClientToken()
  throw new AwsError("AccessDenied", `Cannot call ${action} with federation credentials`)
}

/** The caller as GetCallerIdentity names it. */
export function identityOf(caller: Caller): {
  readonly arn: string
  readonly userId: string
  readonly account: string
} {
  if (caller.kind === "session" && caller.session.owner.kind === "role") {
    const { role, sessionName } = caller.session.owner
    return {
      arn: assumedRoleArn(role.arn, role.name, sessionName),
      userId: `${role.id}:${sessionName}`,
      account: role.account,
    }
  }
  if (caller.kind === "session" && caller.session.owner.kind === "federated") {
    const { user, name } = caller.session.owner
    const [, partition] = user.arn.split(":")
    return {
      arn: `arn:${partition}:sts::${user.account}:federated-user/${name}`,
      userId: `${user.account}:${name}`,
      account: user.account,
    }
  }
  const user = userOf(caller)
  if (user === undefined) throw invalidClientToken()
  return { arn: user.arn, userId: user.id, account: user.account }
}

/** The user behind the caller's keys or MFA session; nothing for a role. */
export function userOf(caller: Caller): User | undefined {
  if (caller.kind === "keys") return caller.user
  return caller.session.owner.kind === "user" ? caller.session.owner.user : undefined
}

/** `arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION`: without the role's path. */
export function assumedRoleArn(roleArn: string, roleName: string, sessionName: string): string {
  const [, partition, , , account] = roleArn.split(":")
  return `arn:${partition}:sts::${account}:assumed-role/${roleName}/${sessionName}`
}
