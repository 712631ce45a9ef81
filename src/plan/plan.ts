import { isRecord } from "../record.ts"
import type { Endpoint } from "../types.ts"
import { partitionOf } from "./partition.ts"
import type { Root } from "./roots.ts"

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

/** True where the plan hands out a long-lived pair as it stands: it never ends, and whoever takes it has it for good. */
export function isLongLived({ root, hops }: Pick<Plan, "root" | "hops">): boolean {
  return root.kind === "keys" && !root.temporary && hops.length === 0
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
  return JSON.stringify(sorted(value))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isRecord(value)) return value
  const result: Record<string, unknown> = {}
  for (const name of Object.keys(value).sort()) result[name] = sorted(value[name])
  return result
}
