import type { Plan } from "../plan/plan.ts"
import type { Credentials, World } from "../types.ts"

/** A step of a plan while it is taken, as much of it as its failure needs to be explained. */
export interface Step {
  readonly plan: Plan
  /** 0 for the root, n for the nth role. */
  readonly depth: number
  /** What stood before the step, and when it was made. */
  readonly source?: { readonly credentials: Credentials; readonly madeAt: number; readonly madeHere: boolean }
  readonly world: Pick<World, "now" | "settingOf">
}

/** `file:line` of a setting, where it is known. */
export function settingPlace({ world }: Step, profile: string | undefined, key: string): string | undefined {
  return profile === undefined ? undefined : world.settingOf?.(profile, key)?.where
}
