import { type GuiseError, isGuiseError, isOutage } from "../../errors.ts"
import { askingNobody } from "../../sys/foreground.ts"
import type { CacheEntry } from "../../types.ts"
import type { RealWorld } from "../../world.ts"
import { forEachAtOnce } from "./at-once.ts"

/** A profile that is to be served, and how its first credentials are got. */
export interface Start {
  readonly profile: string
  /** What gets them may have a question of its own, past ours: another program's. */
  readonly asksByItself: boolean
  get(): Promise<CacheEntry>
}

type Firsts = Map<Start, CacheEntry | undefined>

/**
 * First credentials for each; undefined where a person or the network is wanted for them and is not there. Questions
 * come in turn. What needs nobody is got together: for a thousand profiles in turn it would take minutes. So one is asked
 * for, then all for which that answer was enough, then the next: one code opens all the roles behind it.
 * Errors: whatever else keeps a profile from being served.
 */
export async function firstOfAll(
  starts: readonly Start[],
  world: RealWorld,
): Promise<ReadonlyMap<Start, CacheEntry | undefined>> {
  const firsts: Firsts = new Map()
  let waiting = starts
  for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
    const isThere = await inTurn(next, firsts, world)
    const rest = waiting.slice(1)
    // After the first there are others that need nobody; later only an answer that was given makes a difference. A code
    // that came with the command is for the first who wants one, and of those who ask at once none is the first.
    const isWorthIt = (isThere || waiting === starts) && !world.hasMfaCode()
    waiting = isWorthIt ? await askingNobody(() => leftOf(rest, firsts, world)) : rest
  }
  return firsts
}

/** False where there is nothing, which has been said. */
async function inTurn(start: Start, firsts: Firsts, world: RealWorld): Promise<boolean> {
  try {
    firsts.set(start, await start.get())
    return true
  } catch (error) {
    if (!mayPass(error)) throw error
    without(start, error, firsts, world)
    return false
  }
}

/** Those whose turn has to come, after all others have been got at once. */
async function leftOf(starts: readonly Start[], firsts: Firsts, world: RealWorld): Promise<readonly Start[]> {
  await forEachAtOnce(starts, async start => {
    if (start.asksByItself) return
    try {
      firsts.set(start, await start.get())
    } catch (error) {
      if (isOutage(error)) without(start, error, firsts, world)
    }
  })
  return starts.filter(start => !firsts.has(start))
}

function without(start: Start, error: GuiseError, firsts: Firsts, world: RealWorld): void {
  const hint = error.hint === undefined ? "" : ` (${error.hint})`
  world.notice(`${start.profile} is served once it can be had: ${error.message}${hint}`)
  firsts.set(start, undefined)
}

/** What may be otherwise in a minute: somebody has signed in, or the network is there. */
function mayPass(error: unknown): error is GuiseError {
  return isGuiseError(error, "nobody-to-ask") || isGuiseError(error, "sign-in-needed") || isOutage(error)
}
