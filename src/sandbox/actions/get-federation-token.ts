import { identityOf } from "../caller.ts"
import { checkConstraints, duration, shared } from "../constraints.ts"
import { AwsError } from "../errors.ts"
import { packedPolicySize } from "../session-policy.ts"
import { sessionTags } from "../tags.ts"
import type { XmlElements } from "../xml.ts"
import { type Call, credentialsElement } from "./call.ts"

const rootLimit = 3600

/**
 * Temporary credentials under a name of the caller's choice, for 900 to 129600 seconds (12 hours unless asked otherwise;
 * an hour for root), for whoever has long-lived keys. They open the console, and nothing of IAM.
 */
export function getFederationToken({ params, caller, world }: Call): XmlElements {
  checkConstraints(params, [
    { ...shared.sourceIdentity, name: "Name", required: true, length: [2, 32] },
    { name: "DurationSeconds", range: [900, 129600] },
    shared.policy,
  ])
  if (caller.kind !== "keys") {
    throw new AwsError("AccessDenied", "Cannot call GetFederationToken with session credentials")
  }
  const tags = sessionTags(params, new Map())
  const packed = packedPolicySize(params, tags.all)
  const { user } = caller
  const asked = duration(params, 43200)
  const name = params.get("Name") ?? ""
  const seconds = user.root ? Math.min(asked, rootLimit) : asked
  const session = world.sessions.create({ kind: "federated", user, name }, seconds)
  const { arn, userId } = identityOf({ kind: "session", session, keyId: session.accessKeyId })
  return {
    Credentials: credentialsElement(session),
    FederatedUser: { FederatedUserId: userId, Arn: arn },
    PackedPolicySize: packed,
  }
}
