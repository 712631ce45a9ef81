import { connect, type Socket } from "node:net"

/** Where to ask, and with what. */
export interface Target {
  readonly port: number
  readonly path: string
  readonly token: string
}

/** What came of a load. */
export interface Outcome {
  readonly answered: number
  /** Answers that were no 200, and connections that ended in the middle of one. */
  readonly lost: number
  readonly perSecond: number
  /** Milliseconds within which 99 of 100 were answered. */
  readonly p99: number
}

/** So many connections at once, each asking for one target after another as soon as it is answered, for so long. */
export async function load(targets: readonly Target[], connections: number, seconds: number): Promise<Outcome> {
  const times: number[] = []
  const tally = { answered: 0, lost: 0 }
  const end = performance.now() + seconds * 1000
  const start = performance.now()
  await Promise.all(Array.from({ length: connections }, () => oneAfterAnother(targets, end, times, tally)))
  const took = (performance.now() - start) / 1000
  times.sort((a, b) => a - b)
  return { ...tally, perSecond: tally.answered / took, p99: times[Math.floor(times.length * 0.99)] ?? Number.NaN }
}

async function oneAfterAnother(
  targets: readonly Target[],
  end: number,
  times: number[],
  tally: { answered: number; lost: number },
): Promise<void> {
  let line: Line | undefined
  while (performance.now() < end) {
    const target = targets[Math.floor(Math.random() * targets.length)]
    if (target === undefined) return
    const begun = performance.now()
    line ??= await openLine(target.port)
    const status = await line.ask(target)
    // Enough of them for a percentile, however long it runs.
    if (times.length < 2_000_000) times.push(performance.now() - begun)
    if (status === 200) tally.answered += 1
    else tally.lost += 1
    if (status !== 200) {
      line.close()
      line = undefined
    }
  }
  line?.close()
}

interface Line {
  /** The status of the answer; 0 when the connection ended instead. */
  ask(target: Target): Promise<number>
  close(): void
}

/** A connection that reads no more of HTTP than where an answer ends: a client that costs little beside the server. */
async function openLine(port: number): Promise<Line> {
  let heard = ""
  let answered = (_status: number) => {}
  const socket: Socket = connect(port, "127.0.0.1")
  socket.setNoDelay(true)
  socket.on("data", data => {
    heard += data.toString("latin1")
    const head = heard.indexOf("\r\n\r\n")
    if (head === -1) return
    const length = Number(/content-length: (\d+)/i.exec(heard)?.[1] ?? 0)
    if (heard.length < head + 4 + length) return
    const status = Number(heard.slice(9, 12))
    heard = ""
    answered(status)
  })
  socket.on("error", () => answered(0))
  socket.on("close", () => answered(0))
  return {
    ask: ({ path, token }) =>
      new Promise(done => {
        answered = done
        if (socket.destroyed) return done(0)
        socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: ${token}\r\n\r\n`)
      }),
    close: () => socket.destroy(),
  }
}
