import { type Fields, isRecord } from "../record.ts"
import type { Endpoint } from "../types.ts"

/** Where a chain of credentials starts. Plain data without a secret: a key id is a name, not a key. */
export type Root =
  | KeysRoot
  | SessionRoot
  | WebIdentityRoot
  | ProcessRoot
  | SsoRoot
  | LoginRoot
  | ContainerRoot
  | ImdsRoot

/** A key pair as it stands: in the environment, in a profile's section of one of the AWS files, or in a store. */
export interface KeysRoot {
  readonly kind: "keys"
  readonly from: "environment" | "credentials" | "config" | "store"
  /** Which store (`keyring`, `file`, …); present for pairs in one. Shapes no key. */
  readonly store?: string
  /** The profile whose pair it is; absent for the environment. */
  readonly profile?: string
  readonly keyId: string
  /** The pair comes with a session token: it is temporary, so a role after it is a chained one. */
  readonly temporary: boolean
  readonly accountId?: string
}

/** GetSessionToken from a long-lived pair, with MFA: one code, many roles. */
export interface SessionRoot {
  readonly kind: "session"
  readonly keys: KeysRoot
  readonly mfaSerial: string
  /** Seconds, 900 to 129600. */
  readonly duration: number
  readonly sts: Endpoint
  /** The duration was asked for by flag, for this one time. Shapes no key. */
  readonly asked?: boolean
  /** Ask for a new one even though one is cached: AWS may have denied the old one for its age. Shapes no key. */
  readonly renew?: boolean
}

/** AssumeRoleWithWebIdentity: an unsigned call with a token from a file. */
export interface WebIdentityRoot {
  readonly kind: "web-identity"
  readonly roleArn: string
  readonly tokenFile: string
  readonly sessionName?: string
  readonly duration?: number
  readonly policy?: string
  readonly policyArns?: readonly string[]
  readonly sts: Endpoint
  /** Which token stands in the file: a hash of it, put in when the plan is carried out. */
  readonly bearer?: string
}

/** What a `credential_process` prints. */
export interface ProcessRoot {
  readonly kind: "process"
  readonly profile: string
  readonly command: string
  /** The profile's `aws_account_id`, for a process that prints none. */
  readonly accountId?: string
  /** Whose credentials it printed: their key id, put in when the plan is carried out. */
  readonly bearer?: string
}

/** A sign-in to IAM Identity Center: one token for many accounts and roles. */
export interface SsoSignIn {
  /** The profile that leads to it; absent for flags alone. Shapes no key. */
  readonly profile?: string
  /** The `[sso-session]`; absent where the start URL stands in the profile itself. */
  readonly session?: string
  readonly startUrl: string
  /** As it is written: one region, or several, of which the first that answers is taken. */
  readonly ssoRegion: string
  /** `sso_registration_scopes`. They shape the token and no role's credentials. */
  readonly scopes?: readonly string[]
  /** Where one signs in, in the first region. */
  readonly oidc: Endpoint
  /** Where role credentials come from, likewise. */
  readonly portal: Endpoint
}

export interface SsoRoot extends SsoSignIn {
  readonly kind: "sso"
  readonly accountId: string
  readonly roleName: string
}

/** Whoever signed in with `aws login` or `guise login`. */
export interface LoginRoot {
  readonly kind: "login"
  readonly profile: string
  /** Whose sign-in it is: the ARN of a user, of a role's session, or of root. */
  readonly session: string
  /** Where one signs in. It is renewed where it began: in the region that stands beside it, where one does. */
  readonly signin: Endpoint
}

export interface ContainerRoot {
  readonly kind: "container"
  /** Where the environment says it answers: a path on AWS's own address, or a URL. */
  readonly uri?: string
  /** Whose credentials it gave: their key id, put in when the plan is carried out. */
  readonly bearer?: string
}

export interface ImdsRoot {
  readonly kind: "imds"
  /** Where it answers, when not at AWS's own address. */
  readonly endpoint?: string
  /** Never asked without a session token, as IMDSv1 was. Shapes no key, as the two below. */
  readonly v2Only?: true
  /** Seconds that one answer is waited for; 1 when absent. */
  readonly timeout?: number
  /** Tries of each question; 1 when absent. */
  readonly attempts?: number
  /** As of a container. */
  readonly bearer?: string
}

/** One AssumeRole. Only what is asked for is there; AWS's own defaults stay AWS's. */
export interface Hop {
  readonly roleArn: string
  /** The profile that asked for this role; absent for a role named by flag. Shapes no key. */
  readonly profile?: string
  readonly sessionName?: string
  readonly externalId?: string
  readonly duration?: number
  /** Sent with a code in this very call. Absent when an MFA session already stands behind the chain. */
  readonly mfaSerial?: string
  readonly policy?: string
  readonly policyArns?: readonly string[]
  readonly tags?: readonly (readonly [key: string, value: string])[]
  readonly transitiveTags?: readonly string[]
  readonly sourceIdentity?: string
  readonly sts: Endpoint
}

/** What will be done to get credentials, decided before anything is done. Printable, comparable, without a secret. */
export interface Plan {
  /** The profile asked for; absent when there was none (environment, container, flags alone). */
  readonly profile?: string
  /** The region a command under this guise works in. */
  readonly region?: string
  readonly root: Root
  readonly hops: readonly Hop[]
  /** Tried once when AWS denies a hop of this plan. */
  readonly ifDenied?: Plan
  /** Why each step is as it is; step 0 is the root. Printed by `explain`, shapes no key. */
  readonly reasons: readonly Reason[]
  /** What a person should know before it runs: a duration cut to a cap, a setting that had no effect. */
  readonly notices: readonly string[]
  /** Durations asked for and cut to what AWS allows at that step. Shapes no key: the hop carries what is left. */
  readonly caps?: readonly Cap[]
}

export interface Cap {
  readonly step: number
  /** Seconds. */
  readonly asked: number
  /** Seconds. */
  readonly given: number
}

export interface Reason {
  readonly step: number
  readonly text: string
}

/**
 * The text that names what `plan` yields after its first `depth` hops: every field that shapes those credentials and
 * nothing else. Two profiles that lead to the same role by the same road share an entry; an edited profile never meets
 * an old one. The region is left out on purpose: the tokens of regional endpoints are valid in every region of their
 * partition, and keying on it would ask for an MFA code once per region. An explicit endpoint URL is in.
 */
export function keyOf(plan: Plan, depth: number = plan.hops.length): string {
  const hops = plan.hops.slice(0, depth).map(({ profile: _name, sts, ...shape }) => ({ ...shape, sts: place(sts) }))
  return canonical({ v: 1, root: rootShape(plan.root), hops })
}

function rootShape(root: Root): object {
  switch (root.kind) {
    case "session": {
      const { renew: _once, asked: _how, keys, sts, ...shape } = root
      return { ...shape, keys: rootShape(keys), sts: place(sts) }
    }
    case "keys":
      return { kind: root.kind, keyId: root.keyId }
    case "web-identity":
      return { ...root, sts: place(root.sts) }
    case "sso": {
      const { profile: _name, scopes: _token, oidc: _signIn, portal, ...shape } = root
      return portal.url === undefined ? shape : { ...shape, portal: portal.url }
    }
    case "imds": {
      const { v2Only: _way, timeout: _wait, attempts: _tries, ...shape } = root
      return shape
    }
    case "login":
      return { kind: root.kind, session: root.session, signin: place(root.signin) }
    case "process": {
      const { profile: _name, ...shape } = root
      return shape
    }
    default:
      return root
  }
}

function place(endpoint: Endpoint): string {
  return endpoint.url ?? partitionOf(endpoint.region)
}

/** JSON with sorted keys and without absent fields, so that equal shapes are equal texts. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (isRecord(part) ? sorted(part) : part))
}

function sorted(fields: Fields): Fields {
  const result: Record<string, unknown> = {}
  for (const name of Object.keys(fields).sort()) result[name] = fields[name]
  return result
}

const partitions: readonly (readonly [prefix: string, partition: string, defaultRegion: string])[] = [
  ["cn-", "aws-cn", "cn-northwest-1"],
  ["us-gov-", "aws-us-gov", "us-gov-west-1"],
  ["eusc-", "aws-eusc", "eusc-de-east-1"],
  ["us-iso-", "aws-iso", "us-iso-east-1"],
  ["us-isob-", "aws-iso-b", "us-isob-east-1"],
  ["eu-isoe-", "aws-iso-e", "eu-isoe-west-1"],
  ["us-isof-", "aws-iso-f", "us-isof-south-1"],
]

/** The partition a region lies in (`aws`, `aws-cn`, …), by AWS's region name prefixes. */
export function partitionOf(region: string): string {
  return partitions.find(([prefix]) => region.startsWith(prefix))?.[1] ?? "aws"
}

/** The region STS is called in when nobody named one: the partition's first. */
export function defaultRegionOf(partition: string): string {
  return partitions.find(([, name]) => name === partition)?.[2] ?? "us-east-1"
}
