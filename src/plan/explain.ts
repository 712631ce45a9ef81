import type { Endpoint } from "../types.ts"
import { type ExplainFacts, type Explanation, explanationOf } from "./document.ts"
import { inWords } from "./durations.ts"
import type { Plan } from "./plan.ts"
import type { SignInDocument, StepDocument } from "./steps.ts"
import { titleOf } from "./title.ts"
import { wrap } from "./wrap.ts"

/** The plan in sentences, 80 columns wide, ending with a newline. */
export function explainText(plan: Plan, facts: ExplainFacts): string {
  const explanation = explanationOf(plan, facts)
  const blocks = [
    headline(explanation),
    ...explanation.steps.map(stepText),
    ...(explanation.ifDenied === undefined ? [] : [deniedText(explanation.ifDenied)]),
    ...section("Notices", explanation.notices),
    ...section(
      "Read differently elsewhere",
      explanation.differences.map(({ tool, text }) => `${tool}: ${text}`),
    ),
  ]
  return `${blocks.join("\n\n")}\n`
}

/** The plan as one JSON document, ending with a newline. */
export function explainJson(plan: Plan, facts: ExplainFacts): string {
  return `${JSON.stringify(explanationOf(plan, facts), null, 2)}\n`
}

function headline({ profile, region, steps }: Explanation): string {
  const who = profile === undefined ? "These credentials" : `Profile ${profile}`
  const where = region === undefined ? "" : `, working in ${region}`
  return wrap("", `${who}${where}: ${work(steps)}`)
}

/** The deepest cached step makes all before it unnecessary. */
function work(steps: readonly StepDocument[]): string {
  const cached = steps.reduce((deepest, { step, cached }) => (cached === undefined ? deepest : step), -1)
  const left = steps.slice(cached + 1)
  const runs = steps.some(({ details }) => "runs" in details)
  if (left.length === 0)
    return runs ? "its process is run, and AWS is not called." : "everything is cached, nothing is called."
  const calls = left.filter(({ action }) => action !== null).length
  const codes = left.filter(({ mfa }) => mfa !== undefined).length
  return `${count(calls, "call")} to AWS, ${count(codes, "MFA code")}.`
}

function count(number: number, noun: string): string {
  return `${number === 0 ? "no" : number} ${noun}${number === 1 ? "" : "s"}`
}

function stepText(step: StepDocument): string {
  const rows: readonly (readonly [label: string, text: string | undefined])[] = [
    ["call", step.action === null ? undefined : `${step.action}${endpointText(step.endpoint)}`],
    ...Object.entries(step.details),
    ["mfa", step.mfa && mfaText(step.mfa)],
    ["lasts", step.duration && durationText(step.duration)],
    ["signed in", step.signIn && signInText(step.signIn)],
    ["cached", cachedText(step)],
    ["why", step.reasons.join(" ") || undefined],
  ]
  const width = Math.max(9, ...rows.map(([label]) => label.length))
  const lines = rows.flatMap(([label, text]) => (text === undefined ? [] : [wrap(`   ${label.padEnd(width)} `, text)]))
  return [`${step.step}. ${titleOf(step)}`, ...lines].join("\n")
}

function endpointText(endpoint: Endpoint | undefined): string {
  if (endpoint === undefined) return ""
  const switches = [endpoint.fips && "FIPS", endpoint.dualstack && "dual-stack"].filter(Boolean).join(", ")
  return ` in ${endpoint.region}${endpoint.url === undefined ? "" : ` at ${endpoint.url}`}${switches && ` (${switches})`}`
}

function mfaText({ serial, answeredBy }: NonNullable<StepDocument["mfa"]>): string {
  return `a code of ${serial}, from ${answeredBy}`
}

function signInText(signIn: SignInDocument): string {
  if (signIn.state === "none") return "no: a browser is needed"
  const { secondsLeft, renewable } = signIn
  if (secondsLeft <= 0) return "yes, and the token is renewed by itself, while the sign-in lasts"
  return `yes, for ${inWords(secondsLeft)} more${renewable ? ", and by itself again while the sign-in lasts" : ""}`
}

function durationText({ asked, given }: NonNullable<StepDocument["duration"]>): string {
  if (asked === null) return `${inWords(given)} (AWS's default)`
  return asked === given ? inWords(given) : `${inWords(given)} (${inWords(asked)} was asked for)`
}

function cachedText({ action, cached, details }: StepDocument): string | undefined {
  if (cached !== undefined) return `yes, good for ${inWords(cached.secondsLeft)} more`
  // Who it answers for can change from one run to the next (source/bearer.ts).
  if ("runs" in details) return "never: it is run each time"
  return action === null ? undefined : "no"
}

function deniedText(second: Explanation): string {
  const reason = second.steps[0]?.reasons[0]
  const way = second.steps.map(step => titleOf(step)).join(", then ")
  const codes = second.steps.flatMap(({ mfa }) => (mfa === undefined ? [] : [mfaText(mfa)]))
  const lines = [
    wrap("   ", `${way}.`),
    ...codes.map(code => wrap("   mfa       ", code)),
    ...(reason === undefined ? [] : [wrap("   why       ", reason)]),
  ]
  const further = second.ifDenied === undefined ? [] : [`\n${deniedText(second.ifDenied)}`]
  return ["If AWS denies that, once more:", ...lines, ...further].join("\n")
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [[`${title}:`, ...lines.map(line => wrap("   - ", line))].join("\n")]
}
