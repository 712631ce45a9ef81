import { describe, expect, test } from "bun:test"
import { connect, createServer, type Socket } from "node:net"
import { type Ends, ownerOfPeer } from "../../src/sys/peer.ts"

const ends: Ends = { localAddress: "127.0.0.1", localPort: 8080, remoteAddress: "127.0.0.1", remotePort: 41137 }
const head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"

function line(local: string, remote: string, state: string, uid: number): string {
  return `   3: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000  ${uid}        0 34567 1 0000 20 4 30 10 -1\n`
}

const own = "0100007F:A0B1"
const server = "0100007F:1F90"
const wide = (end: string) => `0000000000000000FFFF0000${end}`

describe("whose the other end of a connection is", () => {
  test.each([
    ["the client's own line", "/proc/net/tcp", line(own, server, "01", 1000), 1000],
    ["the line of a client of IPv6", "/proc/net/tcp6", line(wide(own), wide(server), "01", 1001), 1001],
    [
      "the server's own end, which says nothing of the client",
      "/proc/net/tcp",
      line(server, own, "01", 1000),
      undefined,
    ],
    [
      "a connection that its owner has closed: the kernel says root",
      "/proc/net/tcp",
      line(own, server, "05", 0),
      undefined,
    ],
    ["a user that this namespace does not know", "/proc/net/tcp", line(own, server, "01", 65534), undefined],
    ["another port of the client", "/proc/net/tcp", line("0100007F:A0B2", server, "01", 1000), undefined],
    ["another address of the client", "/proc/net/tcp", line("0200007F:A0B1", server, "01", 1000), undefined],
    ["nothing at all", "/proc/net/tcp", "", undefined],
  ])("%s", (_title, file, text, uid) => {
    const read = (path: string) => `${head}${path === file ? text : ""}`
    expect(ownerOfPeer(ends, read)).toBe(uid)
  })

  test("the kernel says of our own connection that it is ours", async () => {
    const accepted = Promise.withResolvers<Socket>()
    const listener = createServer(socket => accepted.resolve(socket)).listen(0, "127.0.0.1")
    await new Promise(done => listener.once("listening", done))
    const address = listener.address()
    const client = connect(typeof address === "object" && address !== null ? address.port : 0, "127.0.0.1")
    const { localAddress = "", localPort = 0, remoteAddress = "", remotePort = 0 } = await accepted.promise
    expect(ownerOfPeer({ localAddress, localPort, remoteAddress, remotePort })).toBe(process.getuid?.() ?? -1)
    client.destroy()
    listener.close()
  })
})
