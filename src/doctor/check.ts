import type { Facts } from "./facts.ts"

/** From harmless to broken. `note`: good to know; `warning`: will surprise somebody; `fault`: does not work, or is not safe. */
export const verdicts = ["ok", "note", "warning", "fault"] as const
export type Verdict = (typeof verdicts)[number]

/** The parts of the report, in its order. */
export const groups = ["AWS files", "Profiles", "Environment", "Network", "Secrets", "guise itself"] as const
export type Group = (typeof groups)[number]

/** One thing that a check found. Holds no secret: of a key pair only the id. */
export interface Finding {
  readonly verdict: Verdict
  /** What is so; the same words for the same trouble elsewhere, so that the report can tell them once. */
  readonly text: string
  /** Which profile, key id, file or host it is about. */
  readonly about?: string
  readonly place?: { readonly file: string; readonly line?: number }
  /** What to type, or to change. */
  readonly remedy?: string
}

/** One row of the table. */
export interface Check {
  /** Never changes its meaning: scripts select by it. */
  readonly id: string
  readonly group: Group
  /** What holds when nothing is found. */
  readonly title: string
  /** It speaks to AWS; left out by --offline. */
  readonly needsNetwork: boolean
  /** It follows profiles across both files: with one of them malformed it would blame the wrong ones. */
  readonly needsBothFiles: boolean
  /** It is about single profiles, and is made also when one is named. */
  readonly aboutProfiles: boolean
  run(facts: Facts): readonly Finding[] | Promise<readonly Finding[]>
}
