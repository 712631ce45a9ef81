import type { Ends } from "../sys/peer.ts"

/** A request that passed the door: from this machine's programs, to this server by its own name, without a body. */
export interface Asked {
  readonly method: string
  /** As it was sent: nothing is decoded, and no dots are taken away. */
  readonly path: string
  /** A header that was sent once; undefined for one that was sent more often. */
  header(name: string): string | undefined
  /** Asks the kernel, which most answers need not. */
  ends(): Ends
}

/** `refused` is for the log: why, in words that hold nothing of the request. SECRET: `body`. */
export interface Answer {
  readonly status: number
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
  readonly refused?: string
}

/** JSON, as all of the AWS endpoints that are imitated here answer. */
export function json(status: number, body: object): Answer {
  return { status, body: JSON.stringify(body), headers: { "content-type": "application/json" } }
}

/** No, in a form that SDKs show: `code` and `message` hold nothing of the request. */
export function refusal(status: number, code: string, message: string): Answer {
  return { ...json(status, { Code: code, Message: message }), refused: message }
}
