import { checkConstraints } from "../constraints.ts"
import { AwsError } from "../errors.ts"
import { accountOfKeyId } from "../ids.ts"
import type { XmlElements } from "../xml.ts"
import type { Call } from "./call.ts"

/** The account an access key belongs to, whether the key still works or not. */
export function getAccessKeyInfo({ params, caller, world }: Call): XmlElements {
  checkConstraints(params, [{ name: "AccessKeyId", required: true, length: [16, 128], pattern: [/^\w*$/, "[\\w]*"] }])
  // An MFA session may call nothing of STS but AssumeRole and GetCallerIdentity.
  if (caller.kind === "session" && caller.session.owner.kind === "user") {
    throw new AwsError("AccessDenied", "Cannot call GetAccessKeyInfo with session credentials")
  }
  const keyId = params.get("AccessKeyId") ?? ""
  const account = world.iam.key(keyId)?.user.account ?? accountOfKeyId(keyId)
  if (account === undefined) throw new AwsError("ValidationError", "Invalid Access Key ID")
  return { Account: account }
}
