import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto"
import { assumedRoleArn } from "./caller.ts"
import { reservedRole } from "./center.ts"
import type { SandboxWorld } from "./sandbox-world.ts"
import type { Session, SessionOwner } from "./sessions.ts"
import { Shelf } from "./shelf.ts"
import type { State } from "./state.ts"

/** The two public clients of `aws login`: its code comes back to this machine, or is shown to be pasted on another. */
export const signInClients = {
  sameDevice: "arn:aws:signin:::devtools/same-device",
  crossDevice: "arn:aws:signin:::devtools/cross-device",
} as const

/** Somebody who can be signed in to the console: a user, root, or a user of Identity Center as one of its roles. */
export interface Identity {
  readonly arn: string
  readonly owner: SessionOwner
}

/** What a browser brings back to `aws login`. */
export interface SignInCode {
  readonly clientId: string
  readonly redirectUri: string
  readonly challenge: string
  readonly identity: Identity
  readonly expiresAt: number
  used: boolean
}

/** A sign-in that can be renewed, by the holder of one key. */
export interface SignInRefresh {
  readonly clientId: string
  readonly identity: Identity
  /** Of the key that every proof must be signed with. */
  readonly thumbprint: string
  readonly expiresAt: number
  /** What the last renewal gave: the same again for whoever asks at the same time. */
  renewed?: { readonly session: Session; readonly refreshToken: string }
}

export interface SignIn {
  readonly codes: Shelf<SignInCode>
  readonly refreshTokens: Shelf<SignInRefresh>
  /** True the first time it is told this name. */
  firstSeen(jti: string): boolean
  /** A token that says who signed in. Times are Unix seconds. */
  idToken(claims: Readonly<Record<string, string | number>>): string
  /** The users whose password was changed since: their sign-ins cannot be renewed. */
  readonly changed: Set<string>
  reset(): void
}

/** AWS Sign-In, to which nobody has come yet. */
export function makeSignIn(now: () => number): SignIn {
  const codes = new Shelf<SignInCode>(now)
  const refreshTokens = new Shelf<SignInRefresh>(now)
  const proofs = new Shelf<{ readonly expiresAt: number }>(now)
  const changed = new Set<string>()
  let key: KeyObject | undefined
  return {
    codes,
    refreshTokens,
    changed,
    firstSeen(jti) {
      const name = createHash("sha256").update(jti).digest("base64url")
      if (proofs.find(name) !== undefined) return false
      proofs.put(name, { expiresAt: now() })
      return true
    },
    idToken(claims) {
      key ??= generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey
      const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url")
      const text = `${part({ typ: "JWT", alg: "ES256" })}.${part(claims)}`
      return `${text}.${sign("sha256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" }).toString("base64url")}`
    },
    reset() {
      for (const shelf of [codes, refreshTokens, proofs]) shelf.clear()
      changed.clear()
    },
  }
}

/** Everybody who can sign in to the console, users first. */
export function identitiesOf(state: State): readonly Identity[] {
  const users = [...state.accounts.values()].flatMap(account => [...account.users.values()])
  const { partition, identityCenter: center } = state
  const roles = [...center.users.values()].flatMap(user =>
    [...user.assignments].flatMap(([account, names]) =>
      names.flatMap(name => {
        const set = center.permissionSets.get(name)
        if (set === undefined) return []
        const role = reservedRole(partition, center.region, account, set)
        const arn = assumedRoleArn(role.arn, role.name, user.name)
        const owner = { kind: "role", role, sessionName: user.name, chained: false, transitiveTags: new Map() } as const
        return [{ arn, owner }]
      }),
    ),
  )
  return [...users.map(user => ({ arn: user.arn, owner: { kind: "user", user } as const })), ...roles]
}

/** True when the state lets this identity have tokens: the policy SignInLocalDevelopmentAccess, or root. */
export function maySignIn({ owner }: Identity): boolean {
  return owner.kind !== "user" || owner.user.root || owner.user.signIn !== "deny"
}

/** When somebody with an MFA device signs in, they show it: the session may call IAM. */
export function ownerNow({ owner }: Identity, { clock, iam }: SandboxWorld): SessionOwner {
  if (owner.kind !== "user") return owner
  const hasDevice = iam.devices(owner.user.account).some(({ user }) => user === owner.user)
  return hasDevice ? { ...owner, mfaAt: Math.floor(clock.now()) } : owner
}
