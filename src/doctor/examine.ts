import { type Check, type Finding, type Verdict, verdicts } from "./check.ts"
import type { Facts } from "./facts.ts"

/** What became of one check. */
export interface Examined {
  readonly check: Check
  /** The worst of what was found; `ok` when nothing was. */
  readonly verdict: Verdict
  readonly findings: readonly Finding[]
  /** Why the check was not made. */
  readonly leftOut?: string
}

export interface Choice {
  /** Nothing that speaks to AWS. */
  readonly offline: boolean
  /** Only what is about single profiles: one was named. */
  readonly oneProfile: boolean
}

/** Makes the checks of a table, each as far as the facts allow. Checks find things; they throw nothing. */
export async function examine(checks: readonly Check[], facts: Facts, choice: Choice): Promise<readonly Examined[]> {
  const chosen = checks.filter(({ aboutProfiles }) => aboutProfiles || !choice.oneProfile)
  return Promise.all(chosen.map(check => examineOne(check, facts, choice)))
}

async function examineOne(check: Check, facts: Facts, { offline }: Choice): Promise<Examined> {
  if (check.needsNetwork && offline) return { check, verdict: "ok", findings: [], leftOut: "--offline" }
  if (check.needsBothFiles && facts.trouble.length > 0)
    return { check, verdict: "ok", findings: [], leftOut: "an AWS file cannot be read" }
  const findings = await check.run(facts)
  return { check, verdict: worstOf(findings.map(({ verdict }) => verdict)), findings }
}

/** The worst of some verdicts; `ok` of none. */
export function worstOf(all: readonly Verdict[]): Verdict {
  return all.reduce<Verdict>((worst, each) => (verdicts.indexOf(each) > verdicts.indexOf(worst) ? each : worst), "ok")
}

/** How many checks came to each verdict, and how many were not made. */
export function summaryOf(examined: readonly Examined[]): Readonly<Record<Verdict | "leftOut", number>> {
  const count = (verdict: Verdict) =>
    examined.filter(each => each.leftOut === undefined && each.verdict === verdict).length
  const leftOut = examined.filter(each => each.leftOut !== undefined).length
  return { ok: count("ok"), note: count("note"), warning: count("warning"), fault: count("fault"), leftOut }
}
