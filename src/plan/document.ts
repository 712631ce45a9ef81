import type { Profile } from "../config/profile.ts"
import type { Plan } from "./plan.ts"
import { type Difference, differencesOf } from "./sdks.ts"
import { type Bare, hopStep, rootStep, type StepDocument } from "./steps.ts"

/** What `explain` knows besides the plan; handed in, since a plan knows neither cache nor clock. */
export interface ExplainFacts {
  /** Unix seconds. */
  readonly now: number
  /** Which steps are cached: 0 is the root, n the nth role. */
  readonly cached: readonly { readonly depth: number; readonly expiresAt: number }[]
  readonly profile: Profile | undefined
  /** How the sign-in stands that the plan begins with; absent where nobody is signed in, or no sign-in is needed. */
  readonly signIn?: { readonly expiresAt: number; readonly renewable: boolean } | undefined
  /** Who answers for an MFA device: words that end "the code: …". */
  readonly answers?: (serial: string) => string
}

/** A plan as a document: what `explain --json` prints and the text is made from. */
export interface Explanation {
  readonly profile?: string
  readonly region?: string
  readonly steps: readonly StepDocument[]
  readonly notices: readonly string[]
  /** Only the main way knows what is cached. */
  readonly ifDenied?: Explanation
  readonly differences: readonly Difference[]
}

const person = "you, at the terminal"

/** The plan as plain data, with what is cached and how other tools read the profile. Holds no secret. */
export function explanationOf(plan: Plan, facts: ExplainFacts): Explanation {
  const answers = facts.answers ?? (() => person)
  const steps = [rootStep(plan.root, answers), ...plan.hops.map((hop, index) => hopStep(hop, index + 1, answers))]
  return {
    ...(plan.profile === undefined ? {} : { profile: plan.profile }),
    ...(plan.region === undefined ? {} : { region: plan.region }),
    steps: steps.map(step => ({
      ...step,
      ...askedOf(step, plan),
      ...cachedOf(step, facts),
      ...signInOf(step, plan, facts),
      reasons: reasonsOf(step, plan),
    })),
    notices: plan.notices,
    ...(plan.ifDenied === undefined
      ? {}
      : { ifDenied: explanationOf(plan.ifDenied, { ...facts, cached: [], profile: undefined }) }),
    differences: facts.profile === undefined ? [] : differencesOf(facts.profile),
  }
}

function askedOf({ step, duration }: Bare, { caps = [] }: Plan): Pick<StepDocument, "duration"> {
  const cap = caps.find(one => one.step === step)
  return cap === undefined || duration === undefined ? {} : { duration: { asked: cap.asked, given: cap.given } }
}

function cachedOf({ step }: Bare, { cached, now }: ExplainFacts): Pick<StepDocument, "cached"> {
  const entry = cached.find(({ depth, expiresAt }) => depth === step && expiresAt > now)
  return entry === undefined ? {} : { cached: { expiresAt: entry.expiresAt, secondsLeft: entry.expiresAt - now } }
}

function signInOf({ step }: Bare, { root }: Plan, { signIn, now }: ExplainFacts): Pick<StepDocument, "signIn"> {
  if (step !== 0 || root.kind !== "sso") return {}
  const [left, renewable] = [(signIn?.expiresAt ?? 0) - now, signIn?.renewable === true]
  if (signIn === undefined || (left <= 0 && !renewable)) return { signIn: { state: "none" } }
  return { signIn: { state: "signed-in", expiresAt: signIn.expiresAt, secondsLeft: left, renewable } }
}

function reasonsOf({ step }: Bare, { reasons }: Plan): readonly string[] {
  return reasons.filter(reason => reason.step === step).map(({ text }) => text)
}
