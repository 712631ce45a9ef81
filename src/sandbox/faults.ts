import { AwsError, isAwsCode } from "./errors.ts"

/** Trouble on demand: for every call, or for the next `times` calls; for one action, or for all. */
export interface Fault {
  readonly kind: FaultKind
  /** The action it strikes, such as AssumeRole; absent: every action. */
  readonly action?: string
  /** How many calls it strikes; absent: all of them, until cleared. */
  readonly times?: number
  /** Milliseconds, for `latency`. */
  readonly ms?: number
  /** AWS's code, for `refuse`. */
  readonly code?: string
  /** Seconds, for the Retry-After header of a `throttle`. */
  readonly retryAfter?: number
}

/** What each kind does. */
export const faultKinds = {
  latency: "the answer comes late",
  throttle: "400 Throttling (the SSO portal and sign-in: 429 with Retry-After), nothing was done",
  error: "500 InternalFailure, nothing was done",
  unavailable: "503 ServiceUnavailable, nothing was done",
  refuse: "the refusal of this code, nothing was done",
  drop: "the connection closes, nothing was done",
  "drop-after": "the call is carried out, then the connection closes without an answer",
  truncate: "the call is carried out, then the connection closes in the middle of the answer",
} as const

export type FaultKind = keyof typeof faultKinds

/** What becomes of one call. */
export interface Trouble {
  readonly ms: number
  readonly kind?: Exclude<FaultKind, "latency">
  readonly code?: string
  readonly retryAfter?: number
}

export interface Faults {
  add(fault: Fault): void
  clear(): void
  list(): readonly Fault[]
  /** Takes the trouble of one call of this action, and counts it down. */
  take(action: string): Trouble
}

/** The faults of one sandbox, oldest first. Latencies add up; of the others the oldest strikes. */
export function makeFaults(): Faults {
  let faults: Fault[] = []
  return {
    add: fault => {
      faults.push(fault)
    },
    clear: () => {
      faults = []
    },
    list: () => [...faults],
    take(action) {
      const striking = faults.filter(fault => fault.action === undefined || fault.action === action)
      const latencies = striking.filter(({ kind }) => kind === "latency")
      const other = striking.find(({ kind }) => kind !== "latency")
      const used = new Set(other === undefined ? latencies : [...latencies, other])
      faults = faults.flatMap(fault => (used.has(fault) ? countDown(fault) : [fault]))
      const ms = latencies.reduce((sum, fault) => sum + (fault.ms ?? 0), 0)
      if (other === undefined || other.kind === "latency") return { ms }
      const { kind, code, retryAfter } = other
      return {
        ms,
        kind,
        ...(code === undefined ? {} : { code }),
        ...(retryAfter === undefined ? {} : { retryAfter }),
      }
    },
  }
}

/** The refusal STS or IAM would send for this kind of trouble, if it sends one. */
export function refusalOf({ kind, code = "" }: Trouble): AwsError | undefined {
  switch (kind) {
    case "throttle":
      return new AwsError("Throttling", "Rate exceeded")
    case "error":
      return new AwsError(
        "InternalFailure",
        "The request processing has failed because of an unknown error, exception or failure.",
      )
    case "unavailable":
      return new AwsError("ServiceUnavailable", "The request has failed due to a temporary failure of the server.")
    case "refuse":
      return new AwsError(isAwsCode(code) ? code : "InternalFailure", "Refused by a fault of the sandbox.")
    default:
      return undefined
  }
}

function countDown(fault: Fault): readonly Fault[] {
  if (fault.times === undefined) return [fault]
  return fault.times > 1 ? [{ ...fault, times: fault.times - 1 }] : []
}
