import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http"
import { Agent as HttpsAgent, request as httpsRequest } from "node:https"
import { bodyText } from "./body.ts"
import type { Incoming, Outgoing } from "./http.ts"

/**
 * The same exchange where `fetch` knows neither proxies nor CA bundles: in Node. HTTPS_PROXY and NO_PROXY are honoured
 * by its own agents since Node 24.5 (and 22.21); older ones ignore the option and connect directly.
 */
export function sendByNode({ url, method, headers, body, ca, signal }: Outgoing): Promise<Incoming> {
  const secure = url.startsWith("https:")
  const agentOptions = { keepAlive: false, proxyEnv: process.env }
  const agent = secure
    ? new HttpsAgent({ ...agentOptions, ...(ca === undefined ? {} : { ca }) })
    : new HttpAgent(agentOptions)
  return new Promise((resolve, reject) => {
    const length = method === "GET" || method === "HEAD" ? {} : { "content-length": Buffer.byteLength(body) }
    const options = { method, headers: { ...headers, ...length }, agent, signal }
    const request = (secure ? httpsRequest : httpRequest)(url, options, response => {
      collect(response).then(resolve, reject)
    })
    request.once("error", error => reject(signal.aborted ? signal.reason : error))
    request.end(body)
  })
}

async function collect(response: IncomingMessage): Promise<Incoming> {
  const body = await bodyText(response)
  const headers = new Headers()
  for (const [name, value] of Object.entries(response.headers)) headers.set(name, String(value))
  return { status: response.statusCode ?? 0, headers, body }
}
