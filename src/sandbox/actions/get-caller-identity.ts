import { identityOf } from "../caller.ts"
import type { XmlElements } from "../xml.ts"
import type { Call } from "./call.ts"

/** Who signed the request. Needs no permission: no policy can deny it. */
export function getCallerIdentity({ caller }: Call): XmlElements {
  const { arn, userId, account } = identityOf(caller)
  return { Arn: arn, UserId: userId, Account: account }
}
