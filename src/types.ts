/**
 * Shapes that every room shares. No code lives here, and nothing is imported.
 *
 * Times are Unix seconds, durations are seconds, unless a name says otherwise.
 */

/** An environment: names to values, as text. */
export type Env = Readonly<Record<string, string | undefined>>

/**
 * What AWS signs requests with. SECRET: lives only in `source/`, `aws/`, `cache/`, `emit/` and in the hand of the
 * caller that asked for it; never in a Plan, a log line or an error.
 */
export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  /** When AWS stops accepting them, by AWS's own clock. Absent for long-lived keys. */
  readonly expiresAt?: number
  /** Twelve digits, when known. */
  readonly accountId?: string
}

/** Names to set and names to unset in an environment. The two never overlap. */
export interface EnvChange {
  readonly set: Readonly<Record<string, string>>
  readonly unset: readonly string[]
}

/** Colors that every terminal has. */
export type Color = "black" | "red" | "green" | "yellow" | "blue" | "magenta" | "cyan" | "white"

/** Where an AWS service is spoken to: shared by a Plan (which prints it) and by `aws/` (which calls it). No secret. */
export interface Endpoint {
  /** The region the request is signed for. */
  readonly region: string
  /** An explicit URL (AWS_ENDPOINT_URL…, `endpoint_url`), used instead of the region's own host. */
  readonly url?: string
  readonly fips?: boolean
  readonly dualstack?: boolean
  /** Path of a PEM bundle trusted instead of the system's. */
  readonly caBundle?: string
}

/** What `World.cache` keeps for one key. */
export interface CacheEntry {
  readonly credentials: Credentials
  /** When they were made, by this machine's clock. */
  readonly madeAt: number
  /** AWS's clock minus this machine's when they were made, in seconds; corrects a skewed clock. */
  readonly skew: number
}

/** How much of a cached entry's life a caller insists on. */
export interface Freshness {
  /** At least this many seconds left, when the source can give that. */
  readonly minTtl: number
  /** True when `minTtl` was asked for by name: then half-life is no excuse for serving less. */
  readonly strict?: boolean
  /** Do not serve what is cached at all. */
  readonly fresh?: boolean
  /** Do not serve what was made at or before this time (the denied one): somebody else may have renewed it since. */
  readonly madeAfter?: number
}

/** How long to wait for somebody else, and what is done instead after that. */
export interface Patience<T> {
  readonly afterSeconds: number
  readonly instead: () => Promise<T> | T
}

/** How somebody waits for another who holds the lock. */
export interface Waiting<T> {
  /** What they are told after two seconds. */
  readonly say: string
  /** Absent: as long as it takes. */
  readonly giveUp?: Patience<T>
}

/**
 * Credentials by key, one flight for all who ask: in this process and across processes.
 * Keys are texts made by `keyOf(plan, depth)`; they hold no secret, and never become file names as they are.
 */
export interface Cache {
  /** The cached entry if it is good enough, else `make()` under a lock that dies with its holder, and its result kept. */
  once(key: string, want: Freshness, make: () => Promise<Credentials>): Promise<CacheEntry>
  /** What is cached now, however old, without making anything. */
  peek(key: string): Promise<CacheEntry | undefined>
  /** True for keys that `peek` may find something under, as it was when this was asked: for who looks at thousands. */
  kept(): Promise<(key: string) => boolean>
  /** Remembers a small fact (a denial, a used code) sealed like the rest, for `ttl` seconds. */
  remember(key: string, fact: string, ttl: number): Promise<void>
  /** The fact last remembered under this key, while it lasts. */
  recall(key: string): Promise<string | undefined>
  /** What `run` answers, while nobody else runs anything under this key, in this process or in another. */
  exclusively<T>(key: string, run: () => Promise<T>, waiting?: Waiting<T>): Promise<T>
  /** Forgets one key (credentials and facts), or everything. Answers how many entries went. Error: `cache-failed`. */
  forget(key?: string): Promise<number>
  /** How many entries there are that have not ended, under whatever keys. */
  size(): Promise<number>
}

/** The person, reached over the controlling terminal however the three streams are redirected. */
export interface Terminal {
  /**
   * Asks one question and answers the line typed, without its end.
   * Errors: `nobody-to-ask` (no terminal, or a background job that may not touch it), `cancelled` (Ctrl-C),
   * `prompt-refused` (end of input).
   */
  ask(question: string, options?: { readonly hidden?: boolean }): Promise<string>
  /**
   * Shows lines that a person has to act on elsewhere: a question that is answered in a browser. Not silent under --quiet.
   * Error: `nobody-to-ask`. Absent where there is no such terminal: then stderr has to do.
   */
  tell?(lines: readonly string[]): Promise<void>
}

/** The person's web browser: for signing in, and for the console. */
export interface Browser {
  /** False where a page could not come back to this machine's loopback: over SSH, in WSL, in a container, `--device`. */
  readonly comesBack: boolean
  /** Opens a page, whose address may be a secret: it is shown nowhere. False when no browser could be started. */
  open(url: string): Promise<boolean>
}

/** What settings and stores know of MFA devices. */
export interface MfaSupply {
  /** The setting `mfa` as it holds for a profile. */
  chosen(profile: string | undefined): string | undefined
  /** The seeds that stores keep, by serial: where each lies, and nothing secret. Error: `store-failed`. */
  readonly seeds: Readonly<Record<string, { readonly store: string; readonly since: number }>>
  /** A seed as an `otpauth://` URI (SECRET). Errors: those of the store. */
  seedOf(serial: string): Promise<string | undefined>
}

/**
 * Everything of this process that is not a pure function: made once in `world.ts`, piece by piece as each is first
 * asked for, handed down, faked in tests.
 */
export interface World {
  readonly env: Env
  /** This machine's clock. */
  now(): number
  /** When this command began, by the same clock: what a person answered to somebody else since then is for it too. */
  readonly startedAt?: number
  sleep(milliseconds: number): Promise<void>
  readonly cache: Cache
  readonly terminal: Terminal
  /** The key pair that stands in a profile's own section of the AWS files. Error: `no-credentials`. */
  keysOf(profile: string): Promise<Credentials>
  /** The long-lived pair that a store keeps for a profile. Errors: `no-credentials`, and those of the store. */
  storedKeysOf(profile: string): Promise<Credentials>
  /** One setting of a profile in the AWS files, and where it stands (`file:line`): for errors that name the line. */
  settingOf?(profile: string, key: string): { readonly value: string; readonly where: string } | undefined
  /** AWS's clock as its last answer told it; undefined until then. What `skew` made of it is another matter. */
  awsTime?: number
  /** AWS's clock minus ours, as last measured from a response's Date header; 0 until then. */
  skew: number
  /** The MFA code given by flag or variable, handed out once and then gone. */
  takeMfaCode(): string | undefined
  /** Absent where no person typed this command: then nothing may open a browser, and a sign-in is `sign-in-needed`. */
  readonly browser?: Browser
  /** Answers for an MFA device in the person's place: the program that guise is a library of. */
  readonly askCode?: (serial: string) => Promise<string>
  /** Who can answer for MFA devices beside the person; absent: nobody. */
  readonly mfa?: MfaSupply
  /** One line for the person, on stderr, dim where asked for; silent under --quiet. Never a secret. */
  notice(text: string, look?: "dim" | undefined): void
  /** One line for the curious, on stderr under --verbose only. Never a secret. */
  detail(text: string): void
}
