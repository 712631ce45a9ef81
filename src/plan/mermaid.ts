import { type ExplainFacts, type Explanation, explanationOf } from "./document.ts"
import { inWords } from "./durations.ts"
import type { Plan } from "./plan.ts"
import type { StepDocument } from "./steps.ts"
import { titleOf } from "./title.ts"

/**
 * The plan as a Mermaid flow chart, ending with a newline: a box a step, the codes on the arrows, and the way that is
 * tried when AWS denies it. Source of the syntax: https://mermaid.js.org/syntax/flowchart.html
 */
export function explainMermaid(plan: Plan, facts: ExplainFacts): string {
  return `${["flowchart LR", ...wayLines(explanationOf(plan, facts), "s")].join("\n")}\n`
}

function wayLines({ steps, ifDenied }: Explanation, prefix: string): readonly string[] {
  const boxes = steps.map(step => `  ${prefix}${step.step}["${labelOf(step)}"]`)
  const arrows = steps.slice(1).map(step => `  ${prefix}${step.step - 1} ${arrowTo(step)} ${prefix}${step.step}`)
  if (ifDenied === undefined) return [...boxes, ...arrows]
  const second = `${prefix}d`
  const last = `${prefix}${steps.length - 1}`
  return [...boxes, ...arrows, `  ${last} -. "if AWS denies that" .-> ${second}0`, ...wayLines(ifDenied, second)]
}

function labelOf(step: StepDocument): string {
  const { mfa, duration, cached } = step
  const lines = [
    titleOf(step),
    step.step === 0 && mfa !== undefined ? `code of ${mfa.serial}` : undefined,
    duration === undefined ? undefined : inWords(duration.given),
    cached === undefined ? undefined : `cached, good for ${inWords(cached.secondsLeft)}`,
  ]
  return lines
    .filter(line => line !== undefined)
    .map(plain)
    .join("<br>")
}

function arrowTo({ action, mfa }: StepDocument): string {
  return `-- "${plain([action ?? "", mfa === undefined ? "" : `code of ${mfa.serial}`].filter(Boolean).join(", "))}" -->`
}

/** Names come from files: a quote would end the label, an angle bracket would be markup. */
function plain(text: string): string {
  return text.replace(/[^\p{L}\p{N} .,:;@/+=()_-]/gu, char => `#${char.codePointAt(0)};`)
}
