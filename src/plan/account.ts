import type { Plan } from "./plan.ts"

/** The account that the plan's credentials are of, where the plan alone tells. */
export function accountOf({ root, hops }: Plan): string | undefined {
  const last = hops[hops.length - 1]
  if (last !== undefined) return accountIn(last.roleArn)
  switch (root.kind) {
    case "session":
      return root.keys.accountId ?? /^arn:aws[a-z-]*:iam::(\d{12}):/.exec(root.mfaSerial)?.[1]
    case "web-identity":
      return accountIn(root.roleArn)
    case "login":
      return /^arn:[^:]*:[^:]*::(\d{12}):/.exec(root.session)?.[1]
    case "keys":
    case "process":
    case "sso":
      return root.accountId
    default:
      return undefined
  }
}

/** `arn:aws:iam::ACCOUNT:role/PATH/NAME`: a plan holds no other. */
function accountIn(roleArn: string): string | undefined {
  return roleArn.split(":")[4]
}
