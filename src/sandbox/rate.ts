/** How many calls a second a service takes, all callers together. */
export interface Rate {
  /** True when one more call is too many. */
  exceeded(): boolean
  reset(): void
}

/** Counts the calls of the last second, by the sandbox's clock; without a limit none is too many. */
export function makeRate(now: () => number, perSecond: number | undefined): Rate {
  let taken: number[] = []
  return {
    exceeded() {
      if (perSecond === undefined) return false
      const time = now()
      taken = taken.filter(at => at > time - 1 && at <= time)
      if (taken.length >= perSecond) return true
      taken.push(time)
      return false
    },
    reset: () => {
      taken = []
    },
  }
}
