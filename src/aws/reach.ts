import type { Endpoint } from "../types.ts"
import { attemptLimit, openSts, type Wire } from "./client.ts"
import { answerError, toGuiseError } from "./errors.ts"
import { exchange } from "./http.ts"
import { whileWaiting } from "./waiting.ts"

/** How an endpoint answered. */
export interface Reach {
  readonly host: string
  /** AWS's clock minus this machine's, in seconds; undefined when the answer bore no date. */
  readonly skew: number | undefined
}

/**
 * Speaks to an STS endpoint without keys, by the same road as every call: one GetCallerIdentity that nobody signed, which
 * AWS refuses in its own form. Sends nothing that is secret, and changes nothing in `wire`.
 * Errors: `aws-unreachable`, `file-unreadable` (CA bundle).
 */
export async function reachSts(endpoint: Endpoint, wire: Wire): Promise<Reach> {
  const call = { action: "GetCallerIdentity", endpoint } as const
  const clock = { now: wire.now, skew: Number.NaN }
  let host: string | undefined
  const send = exchange(endpoint, clock, {
    limit: attemptLimit,
    single: true,
    signed: false,
    onHost: tried => {
      host = tried
    },
  })
  const where = () => (host === undefined ? call : { ...call, host })
  let answer: Response
  try {
    const url = await stsUrl(endpoint, wire)
    answer = await whileWaiting(where, wire, attemptLimit, () => send(new Request(url, question)))
  } catch (error) {
    throw toGuiseError(error, where())
  }
  const text = await answer.text()
  if (!/<(ErrorResponse|GetCallerIdentityResponse)[\s>]/.test(text)) throw answerError(where(), "no answer of AWS's")
  return { host: host ?? "", skew: Number.isNaN(clock.skew) ? undefined : clock.skew }
}

const question = {
  method: "POST",
  headers: { "content-type": "application/x-www-form-urlencoded" },
  body: "Action=GetCallerIdentity&Version=2011-06-15",
}

/** Where STS is: what AWS's own rules choose for a region, FIPS and dual-stack, unless a URL is given. */
export async function stsUrl(endpoint: Endpoint, wire: Wire): Promise<string> {
  if (endpoint.url !== undefined) return endpoint.url
  const { client } = await openSts({ endpoint, single: true, onHost: () => {} }, wire)
  const { url } = client.config.endpointProvider({
    Region: endpoint.region,
    UseFIPS: endpoint.fips === true,
    UseDualStack: endpoint.dualstack === true,
    UseGlobalEndpoint: false,
  })
  return url.href
}
