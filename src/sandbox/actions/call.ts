import type { Caller } from "../caller.ts"
import type { Params } from "../query.ts"
import type { SandboxWorld } from "../sandbox-world.ts"
import type { Session } from "../sessions.ts"
import type { XmlElements } from "../xml.ts"

/** One call, its words parsed and its caller proven. */
export interface Call {
  readonly params: Params
  readonly caller: Caller
  readonly world: SandboxWorld
}

/** The `<Credentials>` element of a new session. */
export function credentialsElement(session: Session): XmlElements {
  return {
    AccessKeyId: session.accessKeyId,
    SecretAccessKey: session.secret,
    SessionToken: session.token,
    Expiration: new Date(session.expiresAt * 1000).toISOString().replace(/\.\d+/, ""),
  }
}
