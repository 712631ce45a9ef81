import { beforeAll, describe, expect, test } from "bun:test"
import { readFileSync } from "node:fs"
import { onPurpose } from "./apart.ts"
import { neighbours } from "./neighbours/neighbours.ts"
import { type Case, casesOf, type Outcome, runCases } from "./run.ts"

const suites = {
  "how the AWS CLI and the SDKs were seen to resolve": casesOf("sdk-cases.json"),
  "what smithy-rs recorded": casesOf("recorded-cases.json"),
  "their neighbours": neighbours,
} as const

const all: readonly Case[] = Object.values(suites).flat()
let outcomes: ReadonlyMap<string, Outcome>

beforeAll(async () => {
  outcomes = await runCases(all)
}, 300_000)

for (const [suite, cases] of Object.entries(suites)) {
  describe(suite, () => {
    for (const area of new Set(cases.map(({ area }) => area))) {
      describe(area, () => {
        for (const { name } of cases.filter(one => one.area === area)) judge(name)
      })
    }
  })
}

function judge(name: string): void {
  const differs = onPurpose.get(name)
  const outcome = () => outcomes.get(name) ?? { ...nothing, name }
  if (differs !== undefined) test(`${name} differs on purpose`, () => differs(outcome()))
  else {
    test(name, () => {
      const { verdict, note } = outcome()
      expect(`${verdict} ${verdict === "PASS" ? "" : note}`.trim()).toBe("PASS")
    })
  }
}

const nothing: Outcome = { name: "", verdict: "FAIL", note: "was not run", ok: false, requests: [] }

describe("the lists of what is apart", () => {
  test("name cases that exist, each once", () => {
    const names = [...onPurpose.keys()]
    expect(names.filter(name => !all.some(one => one.name === name))).toEqual([])
    expect(new Set(names).size).toBe(names.length)
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
  })

  test("are what docs/differences.md explains", () => {
    const page = readFileSync(new URL("../../docs/differences.md", import.meta.url), "utf8")
    const lines = Array.from(page.matchAll(/^Cases?: (.*)$/gm), ([, names = ""]) => names)
    const explained = lines.flatMap(names => Array.from(names.matchAll(/`([^`]+)`/g), ([, name]) => name))
    expect(explained.toSorted()).toEqual([...onPurpose.keys()].toSorted())
  })
})
