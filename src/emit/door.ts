import type { IncomingMessage } from "node:http"
import { type Answer, refusal } from "./answer.ts"

/**
 * The refusal of what no program of this machine's own sends: for another host (DNS rebinding), from a page in a browser,
 * through a proxy, with a body, with its path in another form. Undefined for a request that may come in.
 */
export function turnedAway(request: IncomingMessage, hosts: readonly string[]): Answer | undefined {
  const { headers, url = "" } = request
  // Any port: who comes through `ssh -R` names the far one, and a page that has its name point here names its own host.
  const name = only(request, "host")
    ?.toLowerCase()
    .replace(/:\d{1,5}$/, "")
  if (name === undefined || !hosts.includes(name))
    return refusal(421, "foreign-host", "the request is for another host")
  if (headers.origin !== undefined || headers["sec-fetch-site"] !== undefined)
    return refusal(403, "browser", "the request comes from a web page")
  if (headers["x-forwarded-for"] !== undefined || headers.forwarded !== undefined || headers.via !== undefined)
    return refusal(403, "forwarded", "the request came through a proxy")
  if (!url.startsWith("/")) return refusal(400, "absolute", "the request names its path in another form")
  if (headers["transfer-encoding"] !== undefined || !/^0?$/.test(headers["content-length"] ?? ""))
    return refusal(413, "body", "the request has a body")
  return undefined
}

/** A header that was sent once; undefined for one that was sent more often, or not at all. */
export function only({ rawHeaders }: IncomingMessage, name: string): string | undefined {
  let value: string | undefined
  // Names stand at even places. Every request comes by here several times.
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.toLowerCase() !== name) continue
    if (value !== undefined) return undefined
    value = rawHeaders[at + 1]
  }
  return value
}
