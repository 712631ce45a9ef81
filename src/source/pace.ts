import type { World } from "../types.ts"

/** How often one may ask: the turns of all that share it, one after the other. */
export interface Pace {
  /** Answers when it is one's turn. */
  turn(): Promise<void>
  /** Nobody has a turn for so many seconds from now, and turns are rarer for a while. */
  pause(seconds: number): void
}

export interface PaceOptions {
  /** Turns in a second, at most. */
  readonly perSecond: number
  /** From 0 to 1. */
  readonly random?: () => number
}

/** How much longer than it must be a pause is at most: many who began together do not stay together. */
const jitter = 0.1
/** Others share AWS's limit: who is put off asks half as often, and by and by as often as before. */
const slowest = 4
const recovery = 0.95

/** Turns at this rate and never above it, on the World's clock. */
export function makePace(world: Pick<World, "now" | "sleep">, { perSecond, random = Math.random }: PaceOptions): Pace {
  let last: Promise<void> = Promise.resolve()
  let next = 0
  let slower = 1
  let pausedUntil = 0
  const wait = async () => {
    for (let left = next - world.now(); left > 0; left = next - world.now()) await world.sleep(Math.ceil(left * 1000))
    next = world.now() + (slower * (1 + random() * jitter)) / perSecond
    slower = Math.max(1, slower * recovery)
  }
  return {
    turn() {
      last = last.then(wait)
      return last
    },
    pause(seconds) {
      // Those that were on their way together are put off together: that is one reason to slow down.
      if (world.now() >= pausedUntil) slower = Math.min(slower * 2, slowest)
      pausedUntil = Math.max(pausedUntil, world.now() + seconds)
      next = Math.max(next, pausedUntil)
    },
  }
}

/** Seconds until the `tries`th repetition: twice as long each time, up to `most`, and never all at the same moment. */
export function backoff(tries: number, most: number, random: () => number = Math.random): number {
  return Math.min(2 ** (tries - 1), most) * (1 - random() * jitter)
}
