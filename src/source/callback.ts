import { timingSafeEqual } from "node:crypto"
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import { GuiseError } from "../errors.ts"
import { deniedInBrowser, nobodyCame } from "./not-signed-in.ts"

/** Where a browser comes back to after a sign-in: one address on this machine's loopback, for one answer. */
export interface Callback {
  /** `http://127.0.0.1:PORT/oauth/callback`, on a port that the system chose. */
  readonly redirectUri: string
  /**
   * The code that the browser brings. SECRET until it is exchanged.
   * Error: `sign-in-needed` when the person said no, or nobody came in time.
   */
  code(): Promise<string>
  /** Stops listening, once the page that is on its way has been sent. */
  close(): Promise<void>
}

/** The path that AWS's own clients register, and so the only one that it redirects to. */
const path = "/oauth/callback"

/** As long as the AWS CLI waits. */
const usualPatience = 600

/**
 * Listens on 127.0.0.1 for the answer to a sign-in that carries `state`; `patience` is in seconds. Only GET of the one
 * path counts, by the address that was given (a name that somebody made point here is another host), and with the very
 * state: whatever else a web page sends is refused, and changes nothing. RFC 8252, 7.3 and 8.9.
 * Error: `unexpected` when no port can be had.
 */
export async function openCallback(state: string, patience: number = usualPatience): Promise<Callback> {
  let settle: (answer: Answer) => void = () => {}
  const answer = new Promise<Answer>(done => {
    settle = done
  })
  const server = createServer({ maxHeaderSize: 32 * 1024 }, (request, response) => {
    const { status, say, answer: brought } = readRequest(request, portOf(server), state)
    // The command ends with the answer: the page must have left before.
    if (brought !== undefined) response.once("close", () => settle(brought))
    send(response, status, say)
  })
  await listen(server)
  const timer = setTimeout(() => settle({ error: "nobody-came" }), patience * 1000)
  return {
    redirectUri: `http://127.0.0.1:${portOf(server)}${path}`,
    code: async () => codeOf(await answer, patience),
    close() {
      clearTimeout(timer)
      return new Promise(done => {
        server.close(() => done())
        server.closeAllConnections()
      })
    },
  }
}

type Answer = { readonly code: string } | { readonly error: string }

interface Read {
  readonly status: number
  readonly say: string
  /** Absent: this was not the browser that is waited for. */
  readonly answer?: Answer
}

function readRequest({ method, headers, url }: IncomingMessage, port: number, state: string): Read {
  if (headers.host !== `127.0.0.1:${port}`) return { status: 421, say: "This address is another's." }
  // Whatever stands in a request line: what throws here would end the command, and any web page can send `GET //`.
  const asked = URL.parse(url ?? "", `http://127.0.0.1:${port}`)
  if (asked === null) return { status: 400, say: "This is no address." }
  const { pathname, searchParams } = asked
  if (pathname !== path) return { status: 404, say: "There is nothing here." }
  if (method !== "GET") return { status: 405, say: "A browser comes here by GET." }
  if (!isSame(searchParams.get("state") ?? "", state))
    return { status: 400, say: "This answer belongs to another sign-in. Begin again in the terminal." }
  const error = searchParams.get("error")
  if (error !== null) return { status: 200, say: "Not signed in. You may close this window.", answer: { error } }
  const code = searchParams.get("code")
  if (code === null || code === "") return { status: 400, say: "This answer holds no code." }
  return { status: 200, say: "guise has its answer. You may close this window.", answer: { code } }
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** No word of the request is in the page, and neither its address nor the code in it goes anywhere from there. */
function send(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    connection: "close",
    ...(status === 405 ? { allow: "GET" } : {}),
  })
  response.end(`<!doctype html><html lang="en"><meta charset="utf-8"><title>guise</title><p>${text}</p></html>\n`)
}

function listen(server: Server): Promise<void> {
  return new Promise((done, fail) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const message = `No port of 127.0.0.1 could be had for the browser to come back to (${cause.code ?? "unknown"}).`
      fail(new GuiseError("unexpected", message, { hint: "guise login --device", cause }))
    })
    server.listen(0, "127.0.0.1", done)
  })
}

function portOf(server: Server): number {
  const address = server.address()
  return address !== null && typeof address === "object" ? address.port : 0
}

function codeOf(answer: Answer, patience: number): string {
  if ("code" in answer) return answer.code
  const { error } = answer
  if (error === "access_denied") throw deniedInBrowser()
  if (error !== "nobody-came")
    throw new GuiseError(
      "sign-in-needed",
      `The sign-in failed in the browser${/^\w{1,40}$/.test(error) ? `: ${error}` : ""}.`,
    )
  throw nobodyCame(patience, "where the browser runs on another machine: guise login --device")
}
