import type { Socket } from "node:net"

/** Bytes to and from a bus that has admitted us. */
export interface BusSocket {
  write(bytes: Uint8Array): void
  /** Calls back with all that comes, from the first byte after the greeting on. */
  onBytes(take: (bytes: Buffer) => void): void
  /** Calls back when the bus hangs up, with why. */
  onEnd(ended: (reason: string) => void): void
  /** Hangs up; nothing keeps the process alive any more. */
  close(): void
}

/**
 * Greets the bus at one of the paths, the first that can be connected to. Answers why not, in words, when there is none.
 * Only by the name of this user (EXTERNAL, which the system vouches for): a bus that wants less is not one to tell
 * secrets to. https://dbus.freedesktop.org/doc/dbus-specification.html#auth-protocol
 */
export async function greetBus(paths: readonly string[], milliseconds: number): Promise<BusSocket | string> {
  const { connect } = await import("node:net")
  const end = performance.now() + milliseconds
  let reason = "no address of a session bus that guise could use"
  for (const path of paths) {
    const socket = connect({ path })
    const greeted = await greet(socket, Math.max(1, end - performance.now()))
    if (typeof greeted !== "string") return greeted
    socket.destroy()
    reason = greeted
  }
  return reason
}

const noAnswer = "the session bus accepts the connection and does not answer"

function greet(socket: Socket, milliseconds: number): Promise<BusSocket | string> {
  return new Promise(done => {
    let heard: Buffer = Buffer.alloc(0)
    const clock = setTimeout(() => settle(noAnswer), milliseconds)
    const settle = (result: BusSocket | string) => {
      clearTimeout(clock)
      socket.removeAllListeners()
      // What happens after the end is nobody's business, and an error without a listener would end the process.
      socket.on("error", () => {})
      done(result)
    }
    socket.on("connect", () => {
      const user = Buffer.from(String(process.getuid?.() ?? 0)).toString("hex")
      socket.write(`\0AUTH EXTERNAL ${user}\r\n`)
    })
    socket.on("data", (bytes: Buffer) => {
      heard = Buffer.concat([heard, bytes])
      const line = heard.indexOf("\r\n")
      if (line < 0) return heard.length > 1024 ? settle("what listens there is no session bus") : undefined
      if (!heard.subarray(0, line).toString("latin1").startsWith("OK "))
        return settle("the session bus refuses this user")
      socket.write("BEGIN\r\n")
      settle(admitted(socket, heard.subarray(line + 2)))
    })
    socket.on("error", (error: NodeJS.ErrnoException) =>
      settle(socket.connecting || refusals.has(error.code) ? nobody(error) : hungUp),
    )
    socket.on("close", () => settle(hungUp))
  })
}

const hungUp = "the session bus hung up at once"

/** In Bun a socket that could not be connected no longer says that it was to be. */
const refusals: ReadonlySet<string | undefined> = new Set(["ENOENT", "ECONNREFUSED", "EACCES", "ENOTSOCK"])

function nobody({ code }: NodeJS.ErrnoException): string {
  return `nobody listens at the session bus's address (${code ?? "unknown error"})`
}

function admitted(socket: Socket, early: Buffer): BusSocket {
  return {
    write: bytes => void socket.write(bytes),
    onBytes(take) {
      socket.on("data", take)
      if (early.length > 0) take(early)
    },
    onEnd(ended) {
      socket.on("error", (error: NodeJS.ErrnoException) => ended(error.code ?? "unknown error"))
      socket.on("close", () => ended("it hung up"))
    },
    close() {
      socket.removeAllListeners()
      socket.on("error", () => {})
      socket.destroy()
    },
  }
}
