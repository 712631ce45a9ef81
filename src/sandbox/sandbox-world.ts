import type { LoggedCall } from "./call-log.ts"
import type { Clock } from "./clock.ts"
import type { Faults } from "./faults.ts"
import type { SigninToken } from "./federation.ts"
import type { Iam } from "./iam-state.ts"
import type { Consents, Outcome } from "./pages/consents.ts"
import type { Sessions } from "./sessions.ts"
import type { Shelf } from "./shelf.ts"
import type { SignIn } from "./sign-in.ts"
import type { Sso } from "./sso.ts"
import type { State } from "./state.ts"
import type { MfaDevices } from "./totp.ts"

/** What an action of the sandbox works with. */
export interface SandboxWorld {
  readonly state: State
  readonly clock: Clock
  readonly sessions: Sessions
  readonly iam: Iam
  readonly devices: MfaDevices
  readonly sso: Sso
  readonly signIn: SignIn
  readonly signinTokens: Shelf<SigninToken>
  readonly consents: Consents
}

/** What moves and watches a sandbox, from this process or over its control plane. */
export interface SandboxControls {
  /** 256 bits, wanted in the `x-sandbox-token` header by everything under `/_sandbox/`. */
  readonly token: string
  readonly clock: Clock
  readonly faults: Faults
  /** The calls so far, oldest first; of one action when named. */
  calls(action?: string): readonly LoggedCall[]
  clearCalls(): void
  /** The access keys and MFA devices as they are now. */
  readonly iam: Iam
  /** The six digits this MFA device shows now, by the sandbox's clock; nothing for an unknown device. */
  codeFor(serial: string): string | undefined
  /** A web identity token of a provider whose key the sandbox made; nothing for any other. */
  mintToken(wanted?: TokenRequest): string | undefined
  /** Does what a person does in a browser; nothing for an address that is not one of our sign-in pages. */
  browse(visit: Visit): Outcome | undefined
  /** As if this identity's password had been changed: its sign-ins cannot be renewed. */
  changeCredentials(arn: string): void
  /** As freshly started: no sessions, no used codes, no calls, no faults, the machine's clock. */
  reset(): void
}

/** What a person does with an address that they were told to open. */
export interface Visit {
  readonly url: string
  /** Who they are there; absent: the first who may sign in. */
  readonly user?: string
  /** Absent: true. */
  readonly allow?: boolean
}

export interface TokenRequest {
  /** The provider's URL; absent: the first that the sandbox can sign for. */
  readonly issuer?: string
  readonly subject?: string
  readonly audience?: string
  /** Seconds. */
  readonly lifetime?: number
}
