import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { connect, type Socket } from "node:net"
import type { Program } from "../../sys/programs.ts"
import { builds, stage } from "../harness.ts"
import { get, raw, type Server, serve } from "./server.ts"

const { homeAfterLogin } = await stage()

/** Whoever comes from elsewhere runs this: brings its own loopback up, and asks for the page. */
const fromElsewhere = `
import fcntl, socket, struct, sys
control = socket.socket()
fcntl.ioctl(control, 0x8914, struct.pack("16sh14x", b"lo", 0x41))
try:
    socket.create_connection(("127.0.0.1", int(sys.argv[1])), 2)
    print("connected")
except ConnectionRefusedError:
    print("nobody there")
`

interface Stand {
  readonly server: Server
  readonly container: { readonly token: string; readonly other: string }
  /** What takes the server its five seconds to be rid of, all begun at once. */
  readonly slow: Readonly<Record<"a header now and then" | "nothing at all", Promise<string>>>
  readonly crowd: readonly Socket[]
}

const stands = new Map<string, Stand>()

beforeAll(async () => {
  await Promise.all(builds.map(async build => stands.set(build.runtime, await open(build))))
}, 20_000)

afterAll(async () => {
  const ended = await Promise.all([...stands.values()].map(({ server }) => server.stop()))
  expect(ended).toEqual([0, 0])
})

async function open(build: Program): Promise<Stand> {
  const home = homeAfterLogin()
  const server = await serve(build, home, ["readonly", "partner"])
  return {
    server,
    container: { token: server.token("readonly"), other: server.token("partner") },
    slow: {
      "a header now and then": raw(server.port, "GET /p/readonly HTTP/1.1\r\n", "X: y\r\n"),
      "nothing at all": raw(server.port, ""),
    },
    crowd: await Promise.all(Array.from({ length: 1000 }, () => idler(server.port))),
  }
}

function idler(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1").on("error", () => undefined)
  return new Promise(done => socket.once("connect", () => done(socket)).once("close", () => done(socket)))
}

describe.each([...builds])("$runtime: an endpoint", build => {
  let server: Server
  let container: Stand["container"]
  let slow: Stand["slow"]
  let crowd: Stand["crowd"]
  const reads = (lines: readonly string[], more?: string) =>
    raw(server.port, `${[...lines, "Connection: close"].join("\r\n")}\r\n\r\n`, more)
  const own = () => [`Host: 127.0.0.1:${server.port}`, `Authorization: ${container.token}`]

  beforeAll(() => {
    const stand = stands.get(build.runtime)
    if (stand === undefined) throw new Error(`no server in ${build.runtime}`)
    ;({ server, container, slow, crowd } = stand)
  })

  /** Whatever was done to it before. */
  async function stillServes(): Promise<void> {
    const [status, body] = await get(`${server.url}/p/readonly`, { authorization: container.token })
    expect([status, JSON.parse(body).Code]).toEqual([200, "Success"])
    for (const secret of [container.token, container.other, JSON.parse(body).SecretAccessKey])
      expect(server.said()).not.toContain(secret)
  }

  const hostile: readonly [title: string, lines: () => readonly string[], status: number, logged: string][] = [
    ["no token", () => [`GET /p/readonly HTTP/1.1`, `Host: 127.0.0.1:${server.port}`], 401, "brought no token"],
    [
      "a wrong token",
      () => ["GET /p/readonly HTTP/1.1", `Host: 127.0.0.1:${server.port}`, `Authorization: ${container.token}x`],
      401,
      "with that token",
    ],
    [
      "another profile's token",
      () => ["GET /p/readonly HTTP/1.1", `Host: 127.0.0.1:${server.port}`, `Authorization: ${container.other}`],
      401,
      "with that token",
    ],
    [
      "two tokens, one of them right",
      () => ["GET /p/readonly HTTP/1.1", ...own(), "Authorization: x"],
      401,
      "with that token",
    ],
    [
      "a foreign Host",
      () => ["GET /p/readonly HTTP/1.1", "Host: evil.example:80", ...own().slice(1)],
      421,
      "another host",
    ],
    ["two Hosts", () => ["GET /p/readonly HTTP/1.1", ...own(), "Host: evil.example"], 421, "another host"],
    ["an Origin", () => ["GET /p/readonly HTTP/1.1", ...own(), "Origin: null"], 403, "a web page"],
    ["what a browser adds", () => ["GET /p/readonly HTTP/1.1", ...own(), "Sec-Fetch-Site: none"], 403, "a web page"],
    ["X-Forwarded-For", () => ["GET /p/readonly HTTP/1.1", ...own(), "X-Forwarded-For: 127.0.0.1"], 403, "a proxy"],
    ["Forwarded", () => ["GET /p/readonly HTTP/1.1", ...own(), "Forwarded: for=127.0.0.1"], 403, "a proxy"],
    ["Via", () => ["GET /p/readonly HTTP/1.1", ...own(), "Via: 1.1 proxy"], 403, "a proxy"],
    ["no Host, as HTTP 1.0 allows", () => ["GET /p/readonly HTTP/1.0", ...own().slice(1)], 421, "another host"],
    ["a body", () => ["GET /p/readonly HTTP/1.1", ...own(), "Content-Length: 5"], 413, "a body"],
    ["a body in chunks", () => ["POST /p/readonly HTTP/1.1", ...own(), "Transfer-Encoding: chunked"], 413, "a body"],
    ["another method", () => ["DELETE /p/readonly HTTP/1.1", ...own()], 405, "only GET"],
    ["dots", () => ["GET /p/../p/readonly HTTP/1.1", ...own()], 401, "no such path"],
    ["encoded dots", () => ["GET /p/%2e%2e/p/readonly HTTP/1.1", ...own()], 401, "no such path"],
    ["an encoded letter", () => ["GET /p/%72eadonly HTTP/1.1", ...own()], 401, "no such path"],
    ["a double slash", () => ["GET /p//readonly HTTP/1.1", ...own()], 401, "no such path"],
    ["a query", () => ["GET /p/readonly?x HTTP/1.1", ...own()], 401, "no such path"],
    ["the whole URL", () => [`GET ${server.url}/p/readonly HTTP/1.1`, ...own()], 400, "in another form"],
    [
      "a role that settings do not allow",
      () => ["GET /p/readonly/role/arn:aws:iam::111122223333:role/Admin HTTP/1.1", ...own()],
      401,
      "no such path",
    ],
  ]
  test.each(hostile)("turns %s away, says so, and goes on", async (_title, lines, status, logged) => {
    const answer = await reads(lines())
    expect(answer.split("\r\n")[0]).toStartWith(`HTTP/1.1 ${status} `)
    expect(answer).not.toContain("SecretAccessKey")
    await server.says(logged)
    await stillServes()
  })

  const unread: readonly [title: string, bytes: () => string][] = [
    ["headers without an end", () => `GET /p/readonly HTTP/1.1\r\n${"X: y\r\n".repeat(4000)}\r\n`],
    ["one enormous header", () => `GET /p/readonly HTTP/1.1\r\nX: ${"y".repeat(100_000)}\r\n\r\n`],
    ["what is no HTTP", () => "\x16\x03\x01\x02\x00\x01\x00\r\n\r\n"],
    ["a NUL in the path", () => `GET /p/read\0only HTTP/1.1\r\n${own().join("\r\n")}\r\n\r\n`],
    [
      "two lengths, and a request in the one that is left out",
      () =>
        `GET /p/x HTTP/1.1\r\n${own().join("\r\n")}\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\nGET /p/readonly HTTP/1.1\r\n${own().join("\r\n")}\r\n\r\n`,
    ],
    [
      "a request behind one that was turned away",
      () => ["/p/x", "/p/readonly"].map(path => `GET ${path} HTTP/1.1\r\n${own().join("\r\n")}\r\n\r\n`).join(""),
    ],
    ["a tunnel", () => `CONNECT 127.0.0.1:22 HTTP/1.1\r\n${own().join("\r\n")}\r\n\r\n`],
  ]
  test.each(unread)("closes on %s, and goes on", async (_title, bytes) => {
    expect(await raw(server.port, bytes())).not.toContain("200 OK")
    await stillServes()
  })

  test.each(["a header now and then", "nothing at all"] as const)(
    "closes on %s, in seconds",
    async title => {
      expect(await slow[title]).not.toContain("200 OK")
      await stillServes()
    },
    20_000,
  )

  test("has served beside a thousand idle connections, and closes them", async () => {
    expect(crowd.length).toBe(1000)
    await Promise.all(crowd.map(socket => new Promise(done => (socket.closed ? done(0) : socket.once("close", done)))))
    await stillServes()
  }, 20_000)

  test("is not there in another network namespace", async () => {
    const kind = process.getuid?.() === 0 ? "-n" : "-rn"
    const command = ["unshare", kind, "python3", "-c", fromElsewhere, String(server.port)]
    const { stdout, stderr } = Bun.spawnSync(command)
    expect([stdout.toString(), stderr.toString()]).toEqual(["nobody there\n", ""])
  })
})
