import { secondsOf } from "../config/duration.ts"
import { GuiseError } from "../errors.ts"
import type { Request } from "../plan/resolve.ts"
import type { FromGuiseInit } from "./init.ts"

/** What was asked for, as the plan takes it. Error: `usage`, naming the option. */
export function requestOf(init: FromGuiseInit, region: string | undefined): Request {
  const { policy, roleArn, tags } = init
  return {
    region,
    duration: durationOf(init, "duration"),
    fresh: init.fresh,
    roles: typeof roleArn === "string" ? [roleArn] : roleArn,
    sessionName: init.sessionName,
    externalId: init.externalId,
    sourceIdentity: init.sourceIdentity,
    readOnly: init.readOnly,
    // AWS counts every character of it against 2048.
    policy: typeof policy === "object" ? JSON.stringify(policy) : policy,
    policyArns: init.policyArns,
    tags: tags && Object.entries(tags),
    mfaSerial: init.mfaSerial,
  }
}

/** Seconds. Error: `usage`. */
export function durationOf(init: FromGuiseInit, option: "duration" | "minTtl"): number | undefined {
  const given = init[option]
  if (given === undefined) return undefined
  const seconds = secondsOf(String(given))
  if (seconds !== undefined) return seconds
  throw new GuiseError(
    "usage",
    `fromGuise: ${option} wants seconds, or a duration such as 90m or 2h, and got ${JSON.stringify(given)}.`,
  )
}
