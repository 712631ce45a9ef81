import { readFileSync } from "node:fs"

/** The two ends of a TCP connection over IPv4, as the side that accepted it sees them. */
export interface Ends {
  readonly localAddress: string
  readonly localPort: number
  readonly remoteAddress: string
  readonly remotePort: number
}

/** Where the kernel says whose the other end is; the second for clients that come over a socket of IPv6. */
const tables = ["/proc/net/tcp", "/proc/net/tcp6"] as const

/** Whether `ownerOfPeer` can answer on this system. */
export const knowsOwners = process.platform === "linux"

/**
 * The user whose socket the other end of a connection on this machine is; undefined when the kernel does not say. Only a
 * live connection counts: of one that its owner has closed the table says root.
 * Source: https://www.kernel.org/doc/html/latest/networking/proc_net_tcp.html
 */
export function ownerOfPeer(ends: Ends, read: (path: string) => string = readTable): number | undefined {
  for (const path of tables) {
    const wide = path.endsWith("6")
    const own = endText(ends.remoteAddress, ends.remotePort, wide)
    const other = endText(ends.localAddress, ends.localPort, wide)
    const owner = ownerIn(read(path), own, other)
    if (owner !== undefined) return owner
  }
  return undefined
}

/** What the kernel says of a user that this user namespace does not know (user_namespaces(7)): anybody's connection. */
const unknownUser = 65534

/** TCP_ESTABLISHED of <net/tcp_states.h>. */
const established = "01"

function ownerIn(table: string, own: string, other: string): number | undefined {
  // "  12: 0100007F:A0B1 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1000        0 34567 …"
  const at = table.indexOf(` ${own} ${other} ${established} `)
  if (at === -1) return undefined
  const [uid] = table.slice(at, table.indexOf("\n", at)).trim().split(/\s+/).slice(6)
  return uid !== undefined && /^\d+$/.test(uid) && Number(uid) !== unknownUser ? Number(uid) : undefined
}

/** An address in the byte order of the machine, which is little-endian wherever guise is built for; ports are not. */
function endText(address: string, port: number, wide: boolean): string {
  const v4 = address.replace(/^::ffff:/i, "")
  const bytes = v4.split(".").map(part => Number(part).toString(16).padStart(2, "0"))
  const host = bytes.reverse().join("").toUpperCase()
  const prefix = wide ? "0000000000000000FFFF0000" : ""
  return `${prefix}${host}:${port.toString(16).padStart(4, "0").toUpperCase()}`
}

function readTable(path: string): string {
  try {
    return readFileSync(path, "latin1")
  } catch {
    return ""
  }
}
