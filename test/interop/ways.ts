/** What becomes of a client that runs on when its first credentials have ended. */
export type Fate =
  /** It gets new ones by itself, once in their life, and never sends any that have ended. */
  | "renews"
  /** It knows when they end, and sends nothing more (botocore, by AWS_CREDENTIAL_EXPIRATION). */
  | "stops"
  /** It sends them on, having nobody to ask for others, and AWS says no. */
  | "is refused"

/** How credentials reach a client, and whom it may name inside with `--profile`. */
export interface Way {
  /** Words of guise before the client is started, and whenever time has passed. */
  readonly before?: readonly string[]
  readonly meanwhile?: readonly string[]
  /** Words of `guise exec`, under which it is started; absent: it is started by itself. */
  readonly exec?: readonly string[]
  /** Words of a `guise serve` that it is told of. */
  readonly serve?: readonly string[]
  /** Under `process` and `server` it may be a profile with MFA: there guise answers for every profile. */
  readonly other: "ReadOnly" | "Deploy"
}

export const ways = {
  env: { exec: ["admin", "--as", "env"], other: "ReadOnly" },
  profile: { exec: ["fresh", "--as", "profile"], other: "ReadOnly" },
  written: {
    before: ["write", "admin", "--to", "kept"],
    meanwhile: ["refresh"],
    exec: ["kept", "--as", "profile"],
    other: "ReadOnly",
  },
  process: { exec: ["admin", "--as", "process"], other: "Deploy" },
  server: { exec: ["admin", "--as", "server"], other: "Deploy" },
  serve: { serve: ["admin"], other: "ReadOnly" },
  imds: { serve: ["admin", "--imds", "--yes"], other: "ReadOnly" },
  library: { other: "Deploy" },
} as const satisfies Record<string, Way>

export type WayName = keyof typeof ways

const everywhere = { profile: "renews", process: "renews", server: "renews", serve: "renews", imds: "renews" } as const

/**
 * Which client, which way. Variables (`env`) cannot be changed under a program that runs, and keys in a file (`written`)
 * it reads once, where the AWS CLI is started again; the other ways give it something to ask. A cell that is left out is
 * no way for that client.
 */
export const table = {
  "AWS CLI": { env: "stops", written: "renews", ...everywhere },
  boto3: { env: "stops", written: "is refused", ...everywhere },
  "JS v3": { env: "is refused", written: "is refused", ...everywhere },
  "JS v3, fromHttp": { server: "renews", serve: "renews" },
  "JS v3, fromInstanceMetadata": { imds: "renews" },
  "JS v3, fromGuise": { library: "renews" },
  "Go v2": { env: "is refused", written: "is refused", ...everywhere },
} as const satisfies Record<string, Partial<Record<WayName, Fate>>>
