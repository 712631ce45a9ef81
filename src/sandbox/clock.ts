/** The sandbox's clock. Times are Unix seconds. */
export interface Clock {
  /** What the sandbox believes the time is: expiry, MFA codes and the `Date` header follow it. */
  now(): number
  /** Lets time pass for everybody: requests signed by the machine's clock stay good, sessions grow old. */
  advance(seconds: number): void
  /** Sets the sandbox's clock apart from the machine's: requests must then be signed by the sandbox's clock. */
  skew(seconds: number): void
  /** Back to the machine's clock. */
  reset(): void
  /** The times by which a request's signature may be judged. */
  signingTimes(): readonly number[]
  /** Both offsets, in seconds. */
  offsets(): { readonly advanced: number; readonly skewed: number }
}

/** A clock that starts at the machine's (`now`, Unix seconds) and can be moved in two ways, told apart in `Clock`. */
export function makeClock(now: () => number): Clock {
  let advanced = 0
  let skewed = 0
  return {
    now: () => now() + advanced + skewed,
    advance: seconds => {
      advanced += seconds
    },
    skew: seconds => {
      skewed = seconds
    },
    reset: () => {
      advanced = 0
      skewed = 0
    },
    // A client whose own clock did not jump signs with the old time; one that corrects itself by our Date header signs
    // with the new one. Both are honest after `advance`.
    signingTimes: () => (advanced === 0 ? [now() + skewed] : [now() + skewed, now() + skewed + advanced]),
    offsets: () => ({ advanced, skewed }),
  }
}
