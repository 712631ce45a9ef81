/** What a timer runs, and what it has to be told because nobody's shell is around then. No secret. */
export interface Job {
  readonly words: readonly [string, ...string[]]
  /** Absolute paths and plain words; what is the same for every process of this user is left out. */
  readonly env: Readonly<Record<string, string>>
}

/** A file that a timer is made of. */
export interface TimerFile {
  readonly path: string
  readonly text: string
}

/**
 * Minutes between two looks. A role's quarter of an hour, the shortest that AWS gives, is renewed when six minutes are
 * left: there is a look before that is over.
 */
export const everyMinutes = 5

/** What the timers of all kinds are called. */
export const timerName = "guise-refresh"
