import { GuiseError } from "../../errors.ts"
import { planFor } from "../../guise.ts"
import type { Plan } from "../../plan/plan.ts"
import type { Request } from "../../plan/resolve.ts"
import type { Env } from "../../types.ts"
import type { CredentialFlagValues } from "../flags.ts"
import { parseDuration } from "../lines/duration.ts"
import type { Planner } from "./wear.ts"

/** What `guise auth` takes besides the flags of every command: the words of `aws sts` and of aws-auth. */
export interface AuthFlags {
  readonly serialNumber?: string | undefined
  readonly roleDurationSeconds?: string | undefined
  readonly mfaDurationSeconds?: string | undefined
  readonly roleSessionName?: string | undefined
}

/**
 * How `guise auth` plans: the flags' device and durations over what a profile says. A role's duration without a role is
 * no duration of the session, and said to have no effect.
 * Errors: `usage` for two flags that say the same thing, `not-supported` for an MFA session from temporary keys.
 */
export function authPlanner(flags: CredentialFlagValues & AuthFlags): Planner {
  const asked = requestOfAuth(flags)
  const roleDuration = secondsOf(flags.roleDurationSeconds, "--role-duration-seconds")
  return (name, common, world) => {
    const request = { ...common, ...asked }
    const plan = planFor(name, request, world)
    const timed = roleDuration !== undefined && takesRole(plan)
    if (asked.mfaSerial !== undefined) refuseWithoutSession(plan)
    const last = timed ? planFor(name, { ...request, duration: roleDuration }, world) : plan
    const idle = [
      roleDuration === undefined || timed ? [] : ["--role-duration-seconds has no effect: no role is taken."],
      asked.sessionDuration === undefined || makesSession(last)
        ? []
        : ["--mfa-duration-seconds has no effect: no MFA session is made."],
    ].flat()
    return regionOfOwn({ ...last, notices: [...last.notices, ...idle] }, request, world.env)
  }
}

function requestOfAuth(flags: CredentialFlagValues & AuthFlags): Request {
  refuseBoth(flags.duration, "--duration", flags.roleDurationSeconds, "--role-duration-seconds")
  refuseBoth(flags.sessionName, "--session-name", flags.roleSessionName, "--role-session-name")
  const { serialNumber: mfaSerial, roleSessionName: sessionName } = flags
  const sessionDuration = secondsOf(flags.mfaDurationSeconds, "--mfa-duration-seconds")
  return {
    ...(mfaSerial === undefined ? {} : { mfaSerial }),
    ...(sessionName === undefined ? {} : { sessionName }),
    ...(sessionDuration === undefined ? {} : { sessionDuration }),
  }
}

function refuseBoth(one: string | undefined, flag: string, other: string | undefined, otherFlag: string): void {
  if (one === undefined || other === undefined) return
  throw new GuiseError("usage", `${flag} and ${otherFlag} say the same thing: give one of them.`)
}

function secondsOf(text: string | undefined, flag: string): number | undefined {
  return text === undefined ? undefined : parseDuration(text, flag)
}

/** A session was asked for by its device; handing back the keys that are there would look as if it had been made. */
function refuseWithoutSession({ root, hops }: Plan): void {
  if (hops.length > 0 || root.kind !== "keys" || !root.temporary) return
  const whose = root.profile === undefined ? "in the environment" : `of profile ${root.profile}`
  throw new GuiseError(
    "not-supported",
    `The keys ${whose} are temporary, and AWS makes an MFA session from a user's own keys only.`,
    { hint: "set the user's own keys (guise off --all clears what is there), or name a profile with --profile BASE" },
  )
}

function takesRole({ root, hops }: Plan): boolean {
  return hops.length > 0 || root.kind === "web-identity"
}

function makesSession({ root, ifDenied }: Plan): boolean {
  return root.kind === "session" || (ifDenied !== undefined && makesSession(ifDenied))
}

/** Keys of the environment come with the environment's region: `default`, which nobody named, does not change it. */
function regionOfOwn(plan: Plan, request: Request, env: Env): Plan {
  if (plan.profile !== undefined || request.region !== undefined) return plan
  if (!env.AWS_REGION && !env.AWS_DEFAULT_REGION) return plan
  const { region: _default, ...rest } = plan
  return rest
}
