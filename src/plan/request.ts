import { GuiseError } from "../errors.ts"
import { checkDuration, sessionDefault } from "./durations.ts"
import { texts } from "./texts.ts"

/** A role of IAM Identity Center by its words alone. */
export interface SsoRequest {
  readonly startUrl: string
  readonly accountId?: string | undefined
  readonly roleName?: string | undefined
  /** Needed where no `[sso-session]` has the start URL. */
  readonly region?: string | undefined
}

/** What a person asks for besides the profile, from flags, variables and settings. All durations are seconds. */
export interface Request {
  /** What the last role, or without a role the MFA session, shall last. */
  readonly duration?: number | undefined
  /** Roles to take after the profile's own, in order: each an ARN or `ACCOUNT:ROLE`. */
  readonly roles?: readonly string[] | undefined
  readonly region?: string | undefined
  /** No MFA session in between: roles straight from the keys, each with its own code. */
  readonly noSession?: boolean | undefined
  readonly sessionName?: string | undefined
  readonly externalId?: string | undefined
  readonly readOnly?: boolean | undefined
  /** A session policy, as JSON. */
  readonly policy?: string | undefined
  readonly policyArns?: readonly string[] | undefined
  readonly tags?: readonly (readonly [key: string, value: string])[] | undefined
  readonly sourceIdentity?: string | undefined
  /** What an MFA session behind roles lasts. */
  readonly sessionDuration?: number | undefined
  /** What the last role lasts when neither `duration` nor its profile says: a wish, cut to AWS's hour without a word. */
  readonly roleDuration?: number | undefined
  /** The MFA device to use, whatever the profiles say. */
  readonly mfaSerial?: string | undefined
  /** No profile: the role that a sign-in to IAM Identity Center gives. */
  readonly sso?: SsoRequest | undefined
  /** Do without temporary keys that the AWS files keep, where there is another way. */
  readonly fresh?: boolean | undefined
}

/** Refuses what STS would refuse, before anybody is asked for a code that is then spent. Error: `usage`, naming the flag. */
export function checkRequest(request: Request): void {
  for (const field of Object.keys(texts) as (keyof typeof texts)[]) {
    const { flag, pattern, wants } = texts[field]
    const value = request[field]
    if (value !== undefined && !pattern.test(value)) throw wrong(flag, JSON.stringify(value), wants)
  }
  if (request.sessionDuration !== undefined) checkDuration(request.sessionDuration, "session")
  checkPolicies(request)
  checkTags(request.tags ?? [])
}

/** The length of an MFA session behind roles: what the settings or a flag say, else all that AWS gives. */
export function sessionDurationOf(request: Request): number {
  return request.sessionDuration ?? sessionDefault
}

function checkPolicies({ policy, policyArns = [] }: Request): void {
  if (policy !== undefined && !isJsonObject(policy)) throw wrong("--policy", "not a JSON object", "a policy document")
  if (policyArns.length > 10) throw wrong("--policy", `${policyArns.length} policies`, "10 managed policies at most")
  for (const arn of policyArns) {
    if (!/^arn:aws[a-z-]*:iam::(aws|\d{12}):policy\/\S+$/.test(arn)) {
      throw wrong("--policy", JSON.stringify(arn), "a file, or the ARN of a managed policy")
    }
  }
}

function checkTags(tags: readonly (readonly [string, string])[]): void {
  if (tags.length > 50) throw wrong("--tags", `${tags.length} tags`, "50 at most")
  const seen = new Set<string>()
  for (const [key, value] of tags) {
    if (key.length < 1 || key.length > 128 || value.length > 256) {
      throw wrong("--tags", JSON.stringify(`${key}=${value}`), "a key of 1 to 128 letters and a value of 256 at most")
    }
    // AWS compares tag keys without regard to case.
    if (seen.has(key.toLowerCase())) throw wrong("--tags", `${JSON.stringify(key)} twice`, "each key once")
    seen.add(key.toLowerCase())
  }
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === "object" && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

function wrong(flag: string, found: string, wants: string): GuiseError {
  return new GuiseError("usage", `${flag}: found ${found}, wanted ${wants}.`, { hint: "guise exec --help" })
}
