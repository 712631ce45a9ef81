import { accountOfArn } from "../arn.ts"
import type { Plan } from "./plan.ts"

/** The account that the plan's credentials are of, where the plan alone tells. */
export function accountOf({ root, hops }: Plan): string | undefined {
  const last = hops[hops.length - 1]
  if (last !== undefined) return accountOfArn(last.roleArn)
  switch (root.kind) {
    case "session":
      return root.keys.accountId ?? accountOfArn(root.mfaSerial)
    case "web-identity":
      return accountOfArn(root.roleArn)
    case "login":
      return accountOfArn(root.session)
    case "keys":
    case "process":
    case "sso":
      return root.accountId
    default:
      return undefined
  }
}
