import type { Plan } from "../plan/plan.ts"
import type { FromGuiseInit } from "./init.ts"

/**
 * What guise would do for these words, decided and not done: plain data without a secret, with a reason for every step.
 * AWS is not called, nobody is asked, and no file is made. Error: `GuiseProviderError`.
 */
export async function planFor(init: FromGuiseInit = {}): Promise<Plan> {
  return (await import("./provide.ts")).decide(init)
}
