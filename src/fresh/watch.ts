/** A look at least this often, since the list may change, and clocks and machines may sleep. Seconds. */
const longest = 60

/** Of many containers no two look in step. */
const jitter = 0.2

export interface Watching {
  /** One look; answers the seconds until there is something to do. */
  look(): Promise<number>
  random(): number
}

/** Looks again and again until `stop` is told; a look that has begun is brought to its end. */
export async function watch({ look, random }: Watching, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    const seconds = Math.min(Math.max(await look(), 1), longest)
    await sleepOr(stop, seconds * 1000 * (1 - jitter * random()))
  }
}

function sleepOr(stop: AbortSignal, milliseconds: number): Promise<void> {
  return new Promise(done => {
    if (stop.aborted) return done()
    const end = () => {
      clearTimeout(clock)
      stop.removeEventListener("abort", end)
      done()
    }
    const clock = setTimeout(end, milliseconds)
    stop.addEventListener("abort", end)
  })
}
