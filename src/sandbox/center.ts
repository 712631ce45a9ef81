import { createHash } from "node:crypto"
import { uniqueId } from "./ids.ts"
import type { Role } from "./state.ts"

/** IAM Identity Center as the state has it. Times are seconds. */
export interface IdentityCenter {
  /** Where its users sign in; absent: there is no Identity Center, and no start URL is right. */
  readonly startUrl?: string
  readonly region: string
  /** How long a client's registration is good for. */
  readonly registrationLifetime: number
  readonly deviceCodeLifetime: number
  /** How long a client must wait between two polls. */
  readonly pollInterval: number
  readonly tokenLifetime: number
  /** How long a person stays signed in: no refresh reaches beyond it. */
  readonly sessionDuration: number
  /** Whether a refresh token may be used again. */
  readonly refreshTokens: "reusable" | "single-use"
  /** What the portal takes from everybody together; absent: all. */
  readonly callsPerSecond?: number
  readonly permissionSets: ReadonlyMap<string, PermissionSet>
  readonly users: ReadonlyMap<string, CenterUser>
}

export interface PermissionSet {
  readonly name: string
  readonly sessionDuration: number
  /** Patterns of role ARNs its policies allow to assume; absent: every role. */
  readonly assume?: readonly string[]
}

export interface CenterUser {
  readonly name: string
  /** Account numbers to the names of permission sets. */
  readonly assignments: ReadonlyMap<string, readonly string[]>
}

/**
 * The role that Identity Center keeps in an account for a permission set. Nobody takes it by AssumeRole; the trust
 * policies of other roles may name it. Its sixteen letters are the same at every start.
 * https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
 */
export function reservedRole(partition: string, region: string, account: string, set: PermissionSet): Role {
  const letters = createHash("sha256").update(`${account}/${set.name}`).digest("hex").slice(0, 16)
  const name = `AWSReservedSSO_${set.name}_${letters}`
  // Only outside of us-east-1 the path names the region.
  const path = region === "us-east-1" ? "" : `${region}/`
  const arn = `arn:${partition}:iam::${account}:role/aws-reserved/sso.amazonaws.com/${path}${name}`
  return {
    arn,
    id: uniqueId("AROA", arn),
    account,
    name,
    maxSessionDuration: 43200,
    trust: [],
    ...(set.assume === undefined ? {} : { assume: set.assume }),
  }
}

/** True for this Identity Center's own address, in the forms in which people copy it. */
export function isStartUrl(center: IdentityCenter, url: string): boolean {
  const bare = (text: string): string => text.replace(/[/#]+$/, "").toLowerCase()
  return center.startUrl !== undefined && bare(url) === bare(center.startUrl)
}
