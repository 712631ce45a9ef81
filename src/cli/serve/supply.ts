import { isGoodEnough, isStillValid } from "../../cache/freshness.ts"
import { GuiseError, isGuiseError } from "../../errors.ts"
import type { CacheEntry, Credentials, Freshness } from "../../types.ts"

/** What a supply is made of. */
export interface SupplyParts {
  /** What it is called in words for the person. */
  readonly name: string
  /** The life that is handed out, where the source gives that. */
  readonly want: Freshness
  /** New ones, or what the cache has with at least so many seconds left; nobody is asked anything. */
  renew(life: number): Promise<CacheEntry>
  /** Unix seconds, by this machine's clock. */
  now(): number
  sleep(milliseconds: number): Promise<void>
  notice(text: string): void
}

/** Credentials that are kept fresh in memory. SECRET. */
export interface Supply {
  /**
   * What is good now, at once; else new ones, if they come within a second; else what AWS still takes. All callers share
   * one renewal. Errors: why there are none.
   */
  credentials(): Promise<Credentials>
  /** Renews ahead of need, where somebody has asked since the last time. Settles when that is done. */
  look(): Promise<void>
  /** False while they cannot be renewed. */
  readonly healthy: boolean
}

/** Milliseconds that a caller waits: boto3 gives up after two seconds, and asks again. */
const patience = 900

/**
 * Seconds before need at which a look renews: it comes twice in that time, so that whoever asks is not the one who waits,
 * and is given the wanted life while AWS is slow, too.
 */
const lead = 60

/** Seconds between two tries at what did not work: SDKs ask again at once. */
const pause = 3

/** A supply that starts with `first`, or with nothing. */
export function openSupply(parts: SupplyParts, first?: CacheEntry): Supply {
  const { name, want, now, notice } = parts
  // A life that was asked for by name may be all that the source gives: it has no minute more.
  const ahead = want.strict === true ? want : { ...want, minTtl: want.minTtl + lead }
  let entry = first
  let flight: Promise<void> | undefined
  let failure: GuiseError | undefined
  let triedAt = Number.NEGATIVE_INFINITY
  let asked = false

  const isGood = (life = want) => entry !== undefined && isGoodEnough(entry, life, now())

  async function renew(): Promise<void> {
    try {
      entry = await parts.renew(ahead.minTtl)
      failure = undefined
      asked = false
    } catch (error) {
      const known = failureOf(error)
      // Once, and not again before there was something to hand out: who asks does so every second.
      if (failure === undefined) notice(`${name} could not be renewed: ${sentence(known)}`)
      failure = known
    }
  }

  function renewed(): Promise<void> {
    if (flight !== undefined) return flight
    // A clock that was set back is no reason to wait for it.
    if (Math.abs(now() - triedAt) < pause) return Promise.resolve()
    triedAt = now()
    flight = renew().finally(() => {
      flight = undefined
    })
    return flight
  }

  return {
    async credentials() {
      if (!isGood()) await Promise.race([renewed(), parts.sleep(patience)])
      asked = true
      if (entry !== undefined && isStillValid(entry, now())) return entry.credentials
      throw failure ?? underWay(name)
    },
    async look() {
      if (asked && !isGood(ahead)) await renewed()
    },
    get healthy() {
      return failure === undefined
    },
  }
}

function underWay(name: string): GuiseError {
  return new GuiseError("aws-unreachable", `Credentials for ${name} are being renewed, and AWS takes its time.`, {
    hint: "ask again in a second",
  })
}

/** What any failure may be said to be: words of an error that is not ours may hold anything. */
function failureOf(error: unknown): GuiseError {
  return isGuiseError(error) ? error : new GuiseError("unexpected", "guise failed unexpectedly.", { cause: error })
}

function sentence({ message, hint }: GuiseError): string {
  return hint === undefined ? message : `${message} (${hint})`
}
