import { GuiseError } from "../errors.ts"
import type { Endpoint, World } from "../types.ts"
import { bodyText } from "./body.ts"
import { noteClock } from "./clock.ts"

/** A whole request, body and all: what a transport sends once, and never by itself a second time. */
export interface Outgoing {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** PEM text trusted instead of the system's certificates. */
  readonly ca: string | undefined
  /** A connection of its own, used for nothing before or after. */
  readonly alone: boolean
  readonly signal: AbortSignal
}

/** How one exchange is done. */
export interface Manner {
  /** Milliseconds until the exchange is given up, from connecting to the last byte of the answer. */
  readonly limit: number
  /** The request must reach AWS once at most. */
  readonly single: boolean
  readonly signed: boolean
  readonly onHost: (host: string) => void
}

/**
 * The `fetch` that goes under an SDK client: the system's proxies, the endpoint's CA bundle, one time limit for
 * connection and answer, no redirects (a signed body belongs to its addressee), and the clock read off every answer.
 */
export function exchange(
  endpoint: Endpoint,
  world: Pick<World, "now" | "skew" | "awsTime">,
  manner: Manner,
): (request: Request) => Promise<Response> {
  return async request => {
    manner.onHost(new URL(request.url).host)
    const ca = endpoint.caBundle === undefined ? undefined : await readBundle(endpoint.caBundle)
    const outgoing: Outgoing = {
      url: request.url,
      method: request.method,
      headers: Object.fromEntries(request.headers),
      body: await request.text(),
      ca,
      // Bun repeats a request by itself when a kept connection turns out to be closed.
      alone: manner.single,
      signal: AbortSignal.any([request.signal, AbortSignal.timeout(manner.limit)]),
    }
    const send = process.versions.bun === undefined ? (await import("./http-node.ts")).sendByNode : sendByFetch
    const sentAt = world.now()
    const { status, headers, body } = await send(outgoing)
    const accepted = manner.signed && status >= 200 && status < 300
    const answer = { date: headers.get("date"), age: headers.get("age"), sentAt, receivedAt: world.now(), accepted }
    noteClock(answer, world)
    // The SDK would take every refusal for one of the clock, and repeat it, on a machine whose clock is off.
    headers.delete("date")
    return new Response(body, { status, headers })
  }
}

/** An answer, read to its end. */
export interface Incoming {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

async function sendByFetch({ url, method, headers, body, ca, alone, signal }: Outgoing): Promise<Incoming> {
  const tls = ca === undefined ? {} : { tls: { ca } }
  // fetch refuses a GET with a body, an empty one too.
  const content = method === "GET" || method === "HEAD" ? {} : { body }
  const options = { method, headers, ...content, signal, redirect: "manual", keepalive: !alone, ...tls } as const
  const response = await fetch(url, options)
  return { status: response.status, headers: new Headers(response.headers), body: await bodyText(response.body) }
}

async function readBundle(path: string): Promise<string> {
  const { readFile } = await import("node:fs/promises")
  try {
    const text = await readFile(path, "utf8")
    if (text.includes("-----BEGIN CERTIFICATE-----")) return text
  } catch (cause) {
    throw bundleError(path, "cannot be read", cause)
  }
  throw bundleError(path, "holds no PEM certificate")
}

function bundleError(path: string, trouble: string, cause?: unknown): GuiseError {
  const more = { hint: "correct AWS_CA_BUNDLE or ca_bundle, or unset it", cause }
  return new GuiseError("file-unreadable", `The CA bundle ${path} ${trouble}.`, more)
}
