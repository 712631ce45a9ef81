import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo, Socket } from "node:net"
import { GuiseError } from "../errors.ts"
import type { Ends } from "../sys/peer.ts"
import { type Answer, type Asked, refusal } from "./answer.ts"
import { openCrowd } from "./crowd.ts"
import { only, turnedAway } from "./door.ts"

export interface LoopbackOptions {
  readonly address: string
  /** 0: any free one. */
  readonly port: number
  answer(asked: Asked): Promise<Answer> | Answer
  /** Told why each request was turned away. */
  refused(reason: string): void
}

export interface Loopback {
  /** `http://ADDRESS:PORT` */
  readonly url: string
  /** Takes no more connections, brings the answers that are under way to their end, and closes. */
  close(): Promise<void>
}

/** What a request may cost, milliseconds and bytes. A credentials request of the largest SDK is half a kilobyte. */
const limits = {
  headersTimeout: 5_000,
  requestTimeout: 5_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 8 * 1024,
} as const

/** Milliseconds that answers under way have when the server is to end. */
const grace = 3_000

/**
 * An HTTP server for programs of this machine. Whatever a browser may have sent (an Origin, a foreign Host: DNS
 * rebinding), what came through a proxy, what has a body or asks for a path in another form is turned away before
 * `answer` hears of it. Errors: `usage` when the port is taken or the address is not this machine's.
 */
export async function listenOnLoopback(options: LoopbackOptions): Promise<Loopback> {
  const crowd = openCrowd()
  const hosts = [options.address.includes(":") ? `[${options.address}]` : options.address, "localhost"]
  let ending = false
  const server = createServer({ ...limits, keepAlive: true }, async (request, response) => {
    crowd.busy(request.socket)
    const answer = await answerTo(request, hosts, options)
    if (answer.refused !== undefined) options.refused(answer.refused)
    const last = ending || answer.status >= 400
    send(answer, last, response, () => crowd.idle(request.socket))
  })
  // What cannot be read has no answer: who sends such things learns nothing by them.
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code !== "ECONNRESET") options.refused("what was sent is no request that it reads")
    socket.destroy()
  })
  for (const event of ["connect", "upgrade"] as const) server.on(event, (_request, socket: Socket) => socket.destroy())
  server.on("connection", (socket: Socket) => crowd.enter(socket))
  await listening(server, options)
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${hosts[0]}:${port}`,
    close() {
      ending = true
      return closed(server)
    },
  }
}

async function answerTo(
  request: IncomingMessage,
  hosts: readonly string[],
  { answer }: LoopbackOptions,
): Promise<Answer> {
  const atTheDoor = turnedAway(request, hosts)
  if (atTheDoor !== undefined) return atTheDoor
  const { method = "", url: path = "", socket } = request
  try {
    return await answer({ method, path, header: name => only(request, name), ends: () => endsOf(socket) })
  } catch {
    // What it says may be anything: none of it goes out.
    return refusal(500, "unexpected", "guise could not answer that")
  }
}

function endsOf({ localAddress = "", localPort = 0, remoteAddress = "", remotePort = 0 }: Socket): Ends {
  return { localAddress, localPort, remoteAddress, remotePort }
}

/** `last`: nothing more is wanted of this connection. */
function send(answer: Answer, last: boolean, response: ServerResponse, done: () => void): void {
  response.writeHead(answer.status, {
    "cache-control": "no-store",
    "content-length": Buffer.byteLength(answer.body),
    "x-content-type-options": "nosniff",
    ...(last ? { connection: "close" } : {}),
    ...answer.headers,
  })
  response.end(answer.body, done)
}

function listening(server: Server, { address, port }: LoopbackOptions): Promise<void> {
  return new Promise((done, fail) => {
    // Stays when it listens: an error that comes later, and that nobody hears, would end the process.
    server.on("error", (error: NodeJS.ErrnoException) => fail(cannotListen(error, address, port)))
    server.listen({ host: address, port, exclusive: true }, done)
  })
}

function cannotListen({ code }: NodeJS.ErrnoException, address: string, port: number): GuiseError {
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: "something else listens there",
    EADDRNOTAVAIL: "this machine has no such address",
    EACCES: "this user may not listen there",
  }
  const reason = reasons[code ?? ""] ?? code ?? "unexpected error"
  return new GuiseError("usage", `Tried to listen on ${address}, port ${port}: ${reason}.`, {
    hint: "without --port it is any free one",
  })
}

function closed(server: Server): Promise<void> {
  return new Promise(done => {
    const clock = setTimeout(() => server.closeAllConnections(), grace)
    server.close(() => {
      clearTimeout(clock)
      done()
    })
    server.closeIdleConnections()
  })
}
