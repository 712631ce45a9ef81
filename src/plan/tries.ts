import type { Plan } from "./plan.ts"

/** A plan, what is tried when AWS denies it, what is tried after that, and so on. */
export function triesOf(plan: Plan): readonly Plan[] {
  return plan.ifDenied === undefined ? [plan] : [plan, ...triesOf(plan.ifDenied)]
}
