import type { Finding } from "./check.ts"

/** The same trouble in several places, told once. */
export interface Grouped extends Pick<Finding, "verdict" | "text" | "remedy"> {
  readonly cases: readonly Pick<Finding, "about" | "place">[]
}

/** Findings with the same words and remedy as one, in the order in which they first came, the worst verdict first. */
export function grouped(findings: readonly Finding[]): readonly Grouped[] {
  const groups = new Map<string, { head: Finding; cases: Pick<Finding, "about" | "place">[] }>()
  for (const finding of findings) {
    const key = JSON.stringify([finding.verdict, finding.text, finding.remedy])
    const known = groups.get(key)
    if (known === undefined) groups.set(key, { head: finding, cases: [finding] })
    else known.cases.push(finding)
  }
  const order = { fault: 0, warning: 1, note: 2, ok: 3 } as const
  return Array.from(groups.values(), ({ head: { verdict, text, remedy }, cases }) => ({
    verdict,
    text,
    ...(remedy === undefined ? {} : { remedy }),
    cases,
  })).sort((a, b) => order[a.verdict] - order[b.verdict])
}
