import { identityOf } from "./caller.ts"
import type { SandboxWorld } from "./sandbox-world.ts"
import type { Session, SessionOwner } from "./sessions.ts"
import { Shelf, unguessable } from "./shelf.ts"

/** A ticket to the console: good for a quarter of an hour, then for nothing. */
export interface SigninToken {
  readonly arn: string
  /** When the console session it opens will end. */
  readonly sessionEndsAt: number
  readonly expiresAt: number
}

const tokenSeconds = 900

export function makeSigninTokens(now: () => number): Shelf<SigninToken> {
  return new Shelf<SigninToken>(now)
}

/**
 * A sign-in token for temporary credentials, or what the federation endpoint says to them. A duration may be named only
 * for a role taken directly, not along a chain; without one the console lasts as long as the credentials.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html
 */
export function signinToken(
  credentials: string,
  duration: string | null,
  world: SandboxWorld,
): { readonly token: string } | { readonly fault: string } {
  const session = sessionOf(credentials, world)
  if (session === undefined) return { fault: "Invalid credentials parameter" }
  const now = world.clock.now()
  if (duration !== null && !isDuration(duration)) return { fault: "Invalid SessionDuration parameter" }
  if (duration !== null && !mayNameDuration(session.owner)) return { fault: "Invalid credentials parameter" }
  const sessionEndsAt = duration === null ? session.expiresAt : Math.floor(now) + Number(duration)
  const token = unguessable(240)
  const { arn } = identityOf({ kind: "session", session, keyId: session.accessKeyId })
  world.signinTokens.put(token, { arn, sessionEndsAt, expiresAt: now + tokenSeconds })
  return { token }
}

/** The session that these credentials belong to; users' own keys and MFA sessions open no console. */
function sessionOf(credentials: string, { sessions, clock }: SandboxWorld): Session | undefined {
  const words = parse(credentials)
  const id = words.get("sessionId")
  const session = typeof id === "string" ? sessions.find(id) : undefined
  if (session === undefined || session.owner.kind === "user" || clock.now() >= session.expiresAt) return undefined
  const right = words.get("sessionKey") === session.secret && words.get("sessionToken") === session.token
  return right ? session : undefined
}

function isDuration(text: string): boolean {
  return /^\d{3,5}$/.test(text) && Number(text) >= 900 && Number(text) <= 43200
}

function mayNameDuration(owner: SessionOwner): boolean {
  return owner.kind === "role" && !owner.chained
}

function parse(text: string): ReadonlyMap<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return value !== null && typeof value === "object" ? new Map(Object.entries(value)) : new Map()
  } catch {
    return new Map()
  }
}
