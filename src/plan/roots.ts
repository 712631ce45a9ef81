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

/** The roots whose words do not say whose credentials they give: what they give is asked for before anything is looked up. */
export type OpenRoot = ProcessRoot | WebIdentityRoot | ContainerRoot | ImdsRoot

const openKinds: ReadonlySet<Root["kind"]> = new Set<OpenRoot["kind"]>(["process", "web-identity", "container", "imds"])

export function isOpen(root: Root): root is OpenRoot {
  return openKinds.has(root.kind)
}
