import { accessKeyId, secretAccessKey, sessionToken } from "./ids.ts"
import type { Role, User } from "./state.ts"

/** Temporary credentials the sandbox gave out, and what they remember. */
export interface Session {
  readonly accessKeyId: string
  /** SECRET. */
  readonly secret: string
  /** SECRET. */
  readonly token: string
  readonly expiresAt: number
  readonly owner: SessionOwner
}

export type SessionOwner =
  | {
      readonly kind: "user"
      readonly user: User
      /** The access key it was asked for with. */
      readonly madeWith?: string
      /** When the code was given that these credentials were asked with. Without one they may not call IAM. */
      readonly mfaAt?: number
    }
  | {
      /** Of GetFederationToken: the user's rights under a name of its choice. */
      readonly kind: "federated"
      readonly user: User
      readonly name: string
    }
  | {
      readonly kind: "role"
      readonly role: Role
      readonly sessionName: string
      /** Taken with credentials that were temporary themselves. */
      readonly chained: boolean
      readonly sourceIdentity?: string
      /** What conditions know as aws:PrincipalTag, those handed on included; absent: none. */
      readonly tags?: ReadonlyMap<string, string>
      /** Tags that go on to the next role of a chain. */
      readonly transitiveTags: ReadonlyMap<string, string>
    }

export interface Sessions {
  create(owner: SessionOwner, seconds: number): Session
  find(accessKeyId: string): Session | undefined
  reset(): void
}

/** Sessions expired for this long are forgotten: AWS too answers "invalid" instead of "expired" in the end. */
const keptAfterExpiry = 7 * 24 * 3600

/** The sessions of one sandbox; gone when it ends. */
export function makeSessions(now: () => number): Sessions {
  const sessions = new Map<string, Session>()
  return {
    create(owner, seconds) {
      const account = owner.kind === "role" ? owner.role.account : owner.user.account
      const session = {
        accessKeyId: accessKeyId("ASIA", account),
        secret: secretAccessKey(),
        token: sessionToken(),
        // AWS gives whole seconds.
        expiresAt: Math.floor(now()) + seconds,
        owner,
      }
      for (const [id, { expiresAt }] of sessions) if (expiresAt + keptAfterExpiry < now()) sessions.delete(id)
      sessions.set(session.accessKeyId, session)
      return session
    },
    find: id => sessions.get(id),
    reset: () => sessions.clear(),
  }
}
