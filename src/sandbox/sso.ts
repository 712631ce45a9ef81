import type { CenterUser, IdentityCenter } from "./center.ts"
import { makeRate, type Rate } from "./rate.ts"
import { Shelf } from "./shelf.ts"

/** A client as it registered itself. */
export interface RegisteredClient {
  readonly id: string
  /** SECRET. */
  readonly secret: string
  readonly name: string
  readonly scopes: readonly string[]
  readonly grantTypes: readonly string[]
  readonly redirectUris: readonly string[]
  readonly expiresAt: number
}

/** A device that waits until somebody says yes or no in a browser. */
export interface DeviceGrant {
  readonly userCode: string
  readonly client: RegisteredClient
  readonly expiresAt: number
  /** Seconds the client has to leave between polls; five more after each refusal. RFC 8628, 3.5. */
  interval: number
  polls: number
  polledAt: number
  answer: { readonly kind: "pending" | "denied" | "used" } | { readonly kind: "allowed"; readonly user: CenterUser }
}

/** What a browser brings back to the client. */
export interface CodeGrant {
  readonly client: RegisteredClient
  readonly redirectUri: string
  readonly challenge: string
  readonly user: CenterUser
  readonly expiresAt: number
  used: boolean
}

/** A person signed in, until the session ends or they log out. */
export interface PortalSession {
  readonly id: string
  readonly user: CenterUser
  readonly client: RegisteredClient
  readonly endsAt: number
  loggedOut: boolean
}

interface Token {
  readonly session: PortalSession
  readonly expiresAt: number
}

export interface RefreshToken extends Token {
  used: boolean
}

/** What Identity Center remembers between calls. */
export interface Sso {
  readonly clients: Shelf<RegisteredClient>
  /** By device code. */
  readonly devices: Shelf<DeviceGrant>
  readonly codes: Shelf<CodeGrant>
  readonly accessTokens: Shelf<Token>
  readonly refreshTokens: Shelf<RefreshToken>
  readonly rate: Rate
  reset(): void
}

/** An Identity Center to which nobody has come yet. */
export function makeSso(center: IdentityCenter, now: () => number): Sso {
  const shelves = {
    clients: new Shelf<RegisteredClient>(now),
    devices: new Shelf<DeviceGrant>(now),
    codes: new Shelf<CodeGrant>(now),
    accessTokens: new Shelf<Token>(now),
    refreshTokens: new Shelf<RefreshToken>(now),
  }
  const rate = makeRate(now, center.callsPerSecond)
  const reset = () => {
    for (const shelf of Object.values(shelves)) shelf.clear()
    rate.reset()
  }
  return { ...shelves, rate, reset }
}
