import { describe, expect, test } from "bun:test"
import type { Finding } from "../../src/doctor/check.ts"
import { checks } from "../../src/doctor/checks.ts"
import { type Choice, type Examined, examine, summaryOf } from "../../src/doctor/examine.ts"
import { grouped } from "../../src/doctor/group.ts"
import { keys, type Patient, role, withFacts } from "./clinic.ts"

const all: Choice = { offline: false, oneProfile: false }
const behind = `[profile a]\n${role}source_profile = base\n[profile b]\n${role}source_profile = a\n[profile c]\nregion = nowhere\n`
const patient: Patient = { config: behind, credentials: `[base]\n${keys}` }

function examined(who: Patient, choice: Choice): Promise<readonly Examined[]> {
  return withFacts(who, facts => examine(checks, facts, choice))
}

const of = (report: readonly Examined[], id: string) => report.find(({ check }) => check.id === id)

describe("examine", () => {
  test("makes every check, in the order of the table", async () => {
    const report = await examined(patient, all)
    expect(report.map(({ check }) => check.id)).toEqual(checks.map(({ id }) => id))
    expect(report.every(({ leftOut }) => leftOut === undefined)).toBe(true)
  })

  test("offline speaks to nobody", async () => {
    const reach = () => Promise.reject(new Error("spoken to"))
    const report = await examined({ ...patient, reach }, { ...all, offline: true })
    const out = report.filter(({ leftOut }) => leftOut === "--offline")
    expect(out.map(({ check }) => check.id)).toEqual(["endpoints", "clock"])
  })

  test("a malformed file is one fault; what needs no more than the other file is still looked at", async () => {
    const report = await examined({ config: "[profile a]\nregion\n", credentials: `[base]\n${keys}${keys}` }, all)
    expect(of(report, "files-readable")).toMatchObject({ verdict: "fault", findings: [{ place: { line: 2 } }] })
    expect(of(report, "line-traps")?.findings.map(({ about }) => about)).toEqual(["base", "base"])
    expect(of(report, "plain-keys")?.findings).toHaveLength(1)
    const out = report.filter(({ leftOut }) => leftOut !== undefined)
    expect(out.map(({ check }) => check.id)).toEqual(checks.filter(each => each.needsBothFiles).map(({ id }) => id))
    expect(summaryOf(report)).toMatchObject({ fault: 1, leftOut: out.length })
  })

  test("both files malformed: two faults, and the environment is still looked at", async () => {
    const env = { AWS_SESSION_TOKEN: "t" }
    const report = await examined({ config: "x\n", credentials: "x\n", env }, all)
    expect(of(report, "files-readable")?.findings).toHaveLength(2)
    expect(of(report, "env-key-pair")?.verdict).toBe("warning")
  })

  test("a profile that is named comes with those behind it, and without the rest", async () => {
    const report = await examined({ ...patient, profile: "b" }, { ...all, oneProfile: true })
    expect(of(report, "plain-keys")?.findings.map(({ about }) => about)).toEqual(["base, AKIAIOSFODNN7EXAMPLE"])
    expect(of(report, "regions")?.verdict).toBe("ok")
    expect(of(report, "guise-on-path")).toBeUndefined()
    expect(of(report, "env-region")).toBeUndefined()
  })

  test("a profile that is not there is an error with the nearest", async () => {
    const looking = examined({ ...patient, profile: "bas" }, { ...all, oneProfile: true })
    await expect(looking).rejects.toMatchObject({ code: "profile-unknown", message: expect.stringContaining('"base"') })
  })

  test("a circle ends", async () => {
    const config = `[profile a]\n${role}source_profile = b\n[profile b]\n${role}source_profile = a\n`
    const report = await examined({ config, profile: "a" }, { ...all, oneProfile: true })
    expect(of(report, "profile-loops")?.findings).toHaveLength(1)
  })

  test("each endpoint is spoken to once, however many profiles and checks want it", async () => {
    const asked: string[] = []
    const reach = async ({ region }: { readonly region: string }) => {
      asked.push(region)
      return { host: region, skew: 0 }
    }
    const config = ["eu-west-1", "eu-west-1", "eu-west-2"]
      .map((region, index) => `[profile p${index}]\n${role}source_profile = base\nregion = ${region}\n`)
      .join("")
    await examined({ config, credentials: patient.credentials ?? "", reach }, all)
    // base itself has no region: a call of its own would go to us-east-1.
    expect(asked.sort()).toEqual(["eu-west-1", "eu-west-2", "us-east-1"])
  })
})

test("the same trouble in several places is one, the worst first", () => {
  const note: Finding = { verdict: "note", text: "n", remedy: "r" }
  const groups = grouped([
    { ...note, about: "a" },
    { verdict: "fault", text: "f" },
    { ...note, about: "b", place: { file: "x", line: 1 } },
    { ...note, remedy: "another" },
  ])
  expect(groups.map(({ verdict, text, remedy, cases }) => [verdict, text, remedy, cases.length])).toEqual([
    ["fault", "f", undefined, 1],
    ["note", "n", "r", 2],
    ["note", "n", "another", 1],
  ])
  expect(groups[1]?.cases.map(({ about }) => about)).toEqual(["a", "b"])
})
