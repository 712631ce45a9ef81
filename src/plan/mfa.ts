/** What decides how MFA is used on a way; read off the chain and the request. */
export interface Situation {
  /** Long-lived keys can have MFA; temporary credentials have it already or never will. */
  readonly keys: "long-lived" | "temporary"
  readonly roles: "none" | "one" | "many"
  /** A device is named by a role on the way, or by a profile that is an MFA session. */
  readonly mfa: boolean
  /** More than an hour is asked for the last role. */
  readonly long: boolean
  /** The person asked for no session in between (`--no-session`). */
  readonly noSession: boolean
}

/** How the keys are used, and what the person is told about it. */
export interface Route {
  /** `as-is`: no MFA. `session`: GetSessionToken with a code, shared by all. `code`: a code in the first AssumeRole. */
  readonly mfa: "as-is" | "session" | "code"
  /**
   * Which roles on the way AWS gives an hour at most: those behind the first, which is taken with long-lived keys, or all
   * of them, the first one too where it is taken with something temporary.
   */
  readonly capped: "none" | "later" | "all"
  /** Tried when AWS denies a role: a younger session, since the trust policy may limit the MFA's age. */
  readonly renew: boolean
  readonly why: string
}

interface Row extends Route {
  readonly when: Partial<Situation>
}

/** Read from the top; the first row whose every word fits decides. */
const rows: readonly Row[] = [
  {
    when: { keys: "temporary", roles: "none" },
    ...{ mfa: "as-is", capped: "none", renew: false },
    why: "Credentials from here are handed on as they are.",
  },
  {
    when: { keys: "temporary", mfa: true },
    ...{ mfa: "code", capped: "all", renew: false },
    why: "Temporary credentials cannot have an MFA session, so the code goes into the call itself.",
  },
  {
    when: { keys: "temporary" },
    ...{ mfa: "as-is", capped: "all", renew: false },
    why: "These credentials are temporary, so AWS gives every role after them one hour at most.",
  },
  {
    when: { roles: "none", mfa: false },
    ...{ mfa: "as-is", capped: "none", renew: false },
    why: "No MFA device and no role is named: the keys are used as they stand.",
  },
  {
    when: { roles: "none", noSession: true },
    ...{ mfa: "as-is", capped: "none", renew: false },
    why: "Without a session (--no-session) the long-lived keys themselves are handed out, without MFA.",
  },
  {
    when: { roles: "none" },
    ...{ mfa: "session", capped: "none", renew: false },
    why: "The keys' profile names an MFA device, so an MFA session is handed out and the keys stay here.",
  },
  {
    when: { roles: "one", mfa: false },
    ...{ mfa: "as-is", capped: "none", renew: false },
    why: "The role names no MFA device, so it is taken straight from the keys: a session without MFA could not call IAM.",
  },
  {
    when: { roles: "one", noSession: true },
    ...{ mfa: "code", capped: "none", renew: false },
    why: "Without a session (--no-session) the role is taken straight from the keys, with a code of its own.",
  },
  {
    when: { roles: "one", long: true },
    ...{ mfa: "code", capped: "none", renew: false },
    why: "More than an hour is asked for; AWS gives that only straight from the keys, with a code of its own.",
  },
  {
    when: { roles: "one" },
    ...{ mfa: "session", capped: "all", renew: true },
    why: "One MFA session serves every role behind this device: one code for all of them.",
  },
  {
    when: { mfa: false },
    ...{ mfa: "as-is", capped: "later", renew: false },
    why: "No role on the way names an MFA device, so the first one is taken straight from the keys.",
  },
  {
    when: { noSession: true },
    ...{ mfa: "code", capped: "later", renew: false },
    why: "Without a session (--no-session) the first role is taken straight from the keys, with a code.",
  },
  {
    when: {},
    ...{ mfa: "session", capped: "all", renew: true },
    why: "One MFA session stands behind the whole chain: role credentials carry no MFA of their own.",
  },
]

/** The route for a situation: the table of this file, which holds every row of the design's. */
export function routeFor(situation: Situation): Route {
  const row = rows.find(({ when }) => matches(when, situation))
  if (row === undefined) throw new Error("the last row matches everything")
  return row
}

function matches(when: Partial<Situation>, situation: Situation): boolean {
  return (Object.keys(when) as (keyof Situation)[]).every(word => when[word] === situation[word])
}
