import type { IncomingMessage, RequestOptions } from "node:http"
import { bodyText } from "../aws/body.ts"

/** What an address of this machine's answered: a status and a text, or why there was neither. */
export type MachineAnswer =
  | { readonly status: number; readonly body: string }
  | { readonly silence: "timed-out" | "not-reached"; readonly why: string }

export interface MachineQuestion {
  readonly url: string
  readonly method: "GET" | "PUT"
  readonly headers: Readonly<Record<string, string>>
  /** Until the last byte of the answer. */
  readonly timeoutSeconds: number
}

/** Far more than credentials take. */
const mostBytes = 256 * 1024

/**
 * Asks once, on a connection of its own that knows no proxy: these addresses are this machine's or this network's, and
 * their answers are secrets. Redirects are answers like others: whoever is named there was not meant.
 */
export async function askMachine({ url, method, headers, timeoutSeconds }: MachineQuestion): Promise<MachineAnswer> {
  const { request, Agent } = await (url.startsWith("https:") ? import("node:https") : import("node:http"))
  const agent = new Agent({ keepAlive: false })
  const signal = AbortSignal.timeout(timeoutSeconds * 1000)
  const options: RequestOptions = { method, headers, agent, signal }
  try {
    const response = await new Promise<IncomingMessage>((done, fail) => {
      request(url, options, done).once("error", fail).end()
    })
    return { status: response.statusCode ?? 0, body: await bodyText(response, mostBytes) }
  } catch (error) {
    if (signal.aborted) return { silence: "timed-out", why: `no answer came within ${timeoutSeconds} s` }
    return { silence: "not-reached", why: reasonOf(error) }
  }
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "no connection could be made",
  // Bun's word for all that comes before a connection.
  ConnectionRefused: "no connection could be made",
  ECONNRESET: "the connection broke off before an answer came",
  ENOTFOUND: "its name cannot be resolved",
  EMSGSIZE: "its answer is far longer than credentials are",
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown"
  return reasons[code] ?? `there is no way to it (${code})`
}
