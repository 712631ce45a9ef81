import type { IdentityCenter } from "./center.ts"

/** What the sandbox knows before anybody calls: accounts with their users, roles and identity providers; Identity Center. */
export interface State {
  readonly partition: string
  /** Seconds until a new access key is known to every service. */
  readonly propagation: number
  /** By account number, twelve digits. */
  readonly accounts: ReadonlyMap<string, Account>
  readonly identityCenter: IdentityCenter
}

export interface Account {
  readonly id: string
  /** As Identity Center lists it. */
  readonly name?: string
  readonly email?: string
  readonly users: ReadonlyMap<string, User>
  readonly roles: ReadonlyMap<string, Role>
  /** By issuer URL. */
  readonly providers: ReadonlyMap<string, Provider>
}

export interface User {
  readonly arn: string
  /** Of the ARN: `/`, or `/team/`. */
  readonly path: string
  readonly id: string
  readonly account: string
  readonly name: string
  /** The account's root user: may not assume roles, and its sessions last an hour at most. */
  readonly root: boolean
  readonly keys: readonly UserKey[]
  readonly mfa: readonly { readonly serial: string; readonly seed: string }[]
  /** "deny": the user's policies allow nothing of IAM; absent: what concerns the user itself. */
  readonly iam?: "deny"
  /** "deny": the user's policies do not let it have tokens of `aws login`. */
  readonly signIn?: "deny"
  /** Patterns of role ARNs the user's own policies let it assume; absent: every role. */
  readonly assume?: readonly string[]
}

/** An access key as the state has it. SECRET. */
export interface UserKey {
  readonly id: string
  readonly secret: string
  readonly active?: boolean
  /** Unix seconds. */
  readonly createdAt?: number
}

export interface Role {
  readonly arn: string
  readonly id: string
  readonly account: string
  readonly name: string
  /** Seconds, 3600 to 43200. */
  readonly maxSessionDuration: number
  readonly trust: readonly Statement[]
  readonly assume?: readonly string[]
}

/** One statement of a trust policy. */
export interface Statement {
  readonly effect: "Allow" | "Deny"
  readonly actions: readonly string[]
  readonly principals: readonly Principal[]
  readonly conditions: readonly Condition[]
}

export interface Principal {
  readonly kind: "AWS" | "Federated" | "Service"
  readonly value: string
}

/** One line of a condition block: all lines must hold; of the values one is enough. */
export interface Condition {
  readonly operator: string
  readonly key: string
  readonly values: readonly string[]
}

export interface Provider {
  readonly url: string
  readonly arn: string
  readonly audiences: readonly string[]
  readonly keys: readonly ProviderKey[]
  /** There when the sandbox made the key itself: then it can mint tokens too. */
  readonly signingKey?: SigningKey
}

/** A public key in JWK form. */
export interface ProviderKey {
  readonly kid?: string
  readonly jwk: Readonly<Record<string, unknown>>
}

export interface SigningKey {
  readonly kid: string
  readonly algorithm: "RS256" | "ES256"
  /** SECRET: PKCS #8, PEM. */
  readonly pem: string
}

/** The role of this ARN. */
export function findRole(state: State, arn: string): Role | undefined {
  for (const account of state.accounts.values()) {
    for (const role of account.roles.values()) if (role.arn === arn) return role
  }
  return undefined
}
