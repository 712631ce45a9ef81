import { nameInArn } from "../arn.ts"
import type { Plan } from "../plan/plan.ts"
import type { Root } from "../plan/roots.ts"

/** `alice → admin → chained`: the names on the way to a step, those of roles where no profile names one. */
export function wayTo({ root, hops }: Plan, depth: number): string {
  return [startOf(root), ...hops.slice(0, depth).map(({ profile, roleArn }) => profile ?? nameInArn(roleArn))].join(
    " → ",
  )
}

function startOf(root: Root): string {
  switch (root.kind) {
    case "keys":
      return root.profile ?? "the environment"
    case "session":
      return `${root.keys.profile ?? "the environment"} (MFA session)`
    case "process":
    case "login":
      return root.profile
    case "sso":
      return root.profile ?? root.roleName
    case "web-identity":
      return nameInArn(root.roleArn)
    case "container":
      return "the container"
    case "imds":
      return "this machine"
  }
}
