import { afterEach, beforeEach, describe, expect, test } from "bun:test"
import { credentialsFor } from "../../src/source/chain.ts"
import { alice, aliceSerial, hop, makeStage, plan, type Stage } from "./stage.ts"

const want = { minTtl: 960 }
const fresh = { minTtl: 960, fresh: true }

let stage: Stage
beforeEach(async () => {
  stage = await makeStage()
})
afterEach(() => stage.sandbox.close())

const asked = () => stage.sandbox.calls().map(({ params, outcome }) => `${params.DurationSeconds}: ${outcome}`)

describe("a role that gives less than is asked for", () => {
  const long = () => plan(alice, [hop(stage, "ReadOnly", { duration: 7200 })])

  test("is taken for an hour, and that is said", async () => {
    const world = stage.process()
    const made = await credentialsFor(long(), world, want)
    expect((made.expiresAt ?? 0) - world.now()).toBeLessThanOrEqual(3600)
    expect(asked()).toEqual(["7200: ValidationError", "3600: ok"])
    expect(world.noticed).toEqual([
      "Role ReadOnly was asked for 2 h and gets 1 h: its own maximum (MaxSessionDuration) is less.",
    ])
  })

  test("is not asked for more again, until --fresh", async () => {
    await credentialsFor(long(), stage.process(), want)
    stage.pass(3000)
    const later = stage.process()
    await credentialsFor(long(), later, want)
    expect(asked().slice(2)).toEqual(["3600: ok"])
    expect(later.noticed).toHaveLength(1)
    await credentialsFor(long(), stage.process(), fresh)
    expect(asked().slice(3)).toEqual(["7200: ValidationError", "3600: ok"])
  })

  test("costs one MFA code, and not a second one in vain", async () => {
    const coded = plan(alice, [hop(stage, "Admin", { duration: 7200, mfaSerial: aliceSerial })])
    await expect(credentialsFor(coded, stage.process(), want)).rejects.toMatchObject({
      code: "aws-refused",
      message: expect.stringContaining("cannot be had for 2 h"),
    })
    expect(asked()).toEqual(["7200: ValidationError"])
    stage.pass(30)
    const world = stage.process()
    await credentialsFor(coded, world, want)
    expect(world.asked).toHaveLength(1)
    expect(asked().slice(1)).toEqual(["3600: ok"])
  })
})
