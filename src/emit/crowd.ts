import type { Socket } from "node:net"

/** Connections on which nothing is being answered. More than so many and the one that has waited longest goes. */
const most = 256

/** Who is connected, and who of them only waits. */
export interface Crowd {
  enter(socket: Socket): void
  busy(socket: Socket): void
  idle(socket: Socket): void
}

/** Keeps the number of idle connections down: whoever opens thousands closes their own, and nobody is kept out. */
export function openCrowd(): Crowd {
  // A Set remembers the order in which its members came.
  const waiting = new Set<Socket>()
  const idle = (socket: Socket) => {
    if (socket.destroyed) return
    waiting.add(socket)
    const [longest] = waiting
    if (waiting.size > most) longest?.destroy()
    if (waiting.size > most && longest !== undefined) waiting.delete(longest)
  }
  return {
    enter(socket) {
      socket.once("close", () => waiting.delete(socket))
      // A reset by the other side is nothing to us.
      socket.on("error", () => waiting.delete(socket))
      idle(socket)
    },
    busy: socket => void waiting.delete(socket),
    idle,
  }
}
