import { isGuiseError } from "../../errors.ts"
import { untilNext } from "../../fresh/due.ts"
import { watch } from "../../fresh/watch.ts"
import { readWritten } from "../../fresh/written.ts"
import { noticeLine } from "../../printable.ts"
import type { Io } from "../io.ts"
import { look, sayOutcomes, type Wish } from "./refresh.ts"

/** Seconds before the next look, after one that failed as a whole: the list could not be read. */
const afterFailure = 30

/** Looks in time, again and again, until SIGTERM, SIGINT or SIGHUP; nothing that fails ends it. */
export async function refreshOn(wish: Wish, io: Io): Promise<void> {
  const stop = new AbortController()
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => stop.abort())
  await watch({ look: () => lookOnce(wish, io), random: Math.random }, stop.signal)
}

async function lookOnce(wish: Wish, io: Io): Promise<number> {
  try {
    const outcomes = await look(wish, io)
    sayOutcomes(outcomes, wish, io)
    if (wish.json) io.out(`${JSON.stringify(outcomes)}\n`)
    return untilNext(readWritten(io.env), Date.now() / 1000)
  } catch (error) {
    if (!isGuiseError(error)) throw error
    io.say(noticeLine(error.message))
    return afterFailure
  }
}
