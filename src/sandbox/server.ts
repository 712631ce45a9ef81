import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import { GuiseError } from "../errors.ts"
import { type HttpRequest, type HttpResponse, jsonResponse } from "./http.ts"

/** Ample for STS: a web identity token has 20 000 characters at most, a policy 2048. */
const bodyLimit = 256 * 1024
const headerLimit = 64 * 1024

export interface Listening {
  readonly port: number
  close(): Promise<void>
}

/**
 * Listens on 127.0.0.1, never on another address, and hands whole requests to `answer`. A request from a web page
 * (Origin) or for another host (a name somebody made point here) is refused before it is read; only the forms of our own
 * pages come through, at `formPath`.
 * Error: `usage` when the port cannot be had.
 */
export async function listen(
  port: number,
  answer: (request: HttpRequest) => Promise<HttpResponse>,
  formPath: string,
): Promise<Listening> {
  const server = createServer({ maxHeaderSize: headerLimit }, (message, response) => {
    serve(message, response, answer, formPath).catch(() => response.destroy())
  })
  await start(server, port)
  const address = server.address()
  return {
    port: address !== null && typeof address === "object" ? address.port : port,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function start(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const reason = error.code === "EADDRINUSE" ? "something else listens there already" : (error.code ?? "unknown")
      reject(
        new GuiseError("usage", `cannot listen on 127.0.0.1:${port}: ${reason}`, {
          hint: "guise sandbox --port 0",
          cause: error,
        }),
      )
    })
    server.listen(port, "127.0.0.1", resolve)
  })
}

async function serve(
  message: IncomingMessage,
  response: ServerResponse,
  answer: (request: HttpRequest) => Promise<HttpResponse>,
  formPath: string,
): Promise<void> {
  const headers = readHeaders(message)
  const refusal = refuseStrangers(headers, message.url === formPath)
  if (refusal !== undefined) return send(response, refusal)
  const body = await readBody(message)
  if (body === undefined) {
    return send(response, { status: 413, headers: { Connection: "close" }, body: "the request is too large\n" })
  }
  const method = message.method ?? "GET"
  send(response, await orFailure(answer({ method, ...targetOf(message.url ?? "/"), headers, body })))
}

/** As it was sent: a parser of addresses would make one path of many (dots, two slashes, a host before it). */
function targetOf(target: string): Pick<HttpRequest, "path" | "query"> {
  const at = target.indexOf("?")
  if (at < 0) return { path: target, query: new URLSearchParams() }
  return { path: target.slice(0, at), query: new URLSearchParams(target.slice(at)) }
}

/** Whatever goes wrong in here, the client is to hear of it: a closed connection would look like a network's fault. */
function orFailure(answer: Promise<HttpResponse>): Promise<HttpResponse> {
  return answer.catch(() => jsonResponse(500, { error: "the sandbox failed at this request" }))
}

function readHeaders(message: IncomingMessage): ReadonlyMap<string, string> {
  const headers = new Map<string, string>()
  for (let at = 0; at + 1 < message.rawHeaders.length; at += 2) {
    const name = (message.rawHeaders[at] ?? "").toLowerCase()
    const before = headers.get(name)
    const value = message.rawHeaders[at + 1] ?? ""
    headers.set(name, before === undefined ? value : `${before},${value}`)
  }
  return headers
}

function refuseStrangers(headers: ReadonlyMap<string, string>, isForm: boolean): HttpResponse | undefined {
  const own = `http://${headers.get("host") ?? ""}`
  if (headers.has("origin") && !(isForm && headers.get("origin") === own))
    return jsonResponse(403, { error: "the sandbox does not answer web pages" })
  const host = (headers.get("host") ?? "").replace(/:\d+$/, "")
  if (host === "127.0.0.1" || host === "localhost") return undefined
  return jsonResponse(403, { error: "the sandbox answers as 127.0.0.1 or localhost only" })
}

async function readBody(message: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of message) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    // The rest is read and forgotten: a client that is still writing would not hear the answer.
    if (size <= bodyLimit) chunks.push(bytes)
    if (size > bodyLimit * 64) return undefined
  }
  return size > bodyLimit ? undefined : Buffer.concat(chunks)
}

function send(response: ServerResponse, { status, headers, body, fate }: HttpResponse): void {
  const bytes = Buffer.from(body)
  if (fate === "drop") {
    response.socket?.destroy()
    return
  }
  response.sendDate = headers.Date === undefined
  response.writeHead(status, { ...headers, "Content-Length": bytes.length })
  if (fate === "truncate") {
    response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.socket?.destroy())
    return
  }
  response.end(bytes)
}
