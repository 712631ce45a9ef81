import { afterEach, beforeEach, describe, expect, test } from "bun:test"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { rotationParts } from "../../src/cli/keys/rotation-parts.ts"
import { planFor } from "../../src/guise.ts"
import { keysBehind } from "../../src/keys/rotated-sessions.ts"
import type { RotationParts } from "../../src/keys/rotation-parts.ts"
import { keysAt } from "../../src/keys/rotation-places.ts"
import { keyOf, type Plan } from "../../src/plan/plan.ts"
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts"
import { makeWorld, type RealWorld } from "../../src/world.ts"
import { firstKey, type Home, makeHome, profile } from "./rotation-stage.ts"

const serial = "arn:aws:iam::111122223333:mfa/alice"
const arn = "arn:aws:iam::111122223333:user/alice"

let home: Home
let sandbox: Sandbox
beforeEach(async () => {
  home = await makeHome("file")
  sandbox = await startSandbox()
})
afterEach(async () => {
  await sandbox.close()
  home.end()
})

async function partsWith(more: string, mfaSerial?: string): Promise<{ world: RealWorld; parts: RotationParts }> {
  writeFileSync(join(home.env.HOME ?? "", ".aws/config"), `[profile ${profile}]\nregion = us-east-1\n${more}`)
  const env = { ...home.env, ...sandbox.env, GUISE_MFA_CODE: sandbox.codeFor(serial) }
  const world = await makeWorld({ env, say: () => {} })
  const plan = planFor(profile, {}, world)
  return {
    world,
    parts: rotationParts(plan, { profile, keys: keysAt(plan.root, profile), keepOld: false }, mfaSerial, world),
  }
}

describe("IAM is called", () => {
  test("by the pair itself, where nothing names an MFA device", async () => {
    const { parts } = await partsWith("")
    expect((await parts.whoIs(firstKey)).arn).toBe(arn)
    expect(await parts.callWith(firstKey)).toEqual(firstKey)
    expect(sandbox.calls("GetSessionToken")).toHaveLength(0)
  })

  test.each([
    ["the profile names it", `mfa_serial = ${serial}\n`, undefined],
    ["the person names it", "", serial],
  ] as const)("by one MFA session of the pair, where %s; it is forgotten with the key", async (_who, more, given) => {
    const { world, parts } = await partsWith(more, given)
    const session = await parts.callWith(firstKey)
    expect(session.sessionToken).toBeString()
    expect(await parts.callWith(firstKey)).toEqual(session)
    expect(sandbox.calls("GetSessionToken")).toHaveLength(1)
    expect(await world.cache.size()).toBe(1)
    await parts.forget(firstKey.accessKeyId)
    expect(await world.cache.size()).toBe(0)
  })
})

test("the sessions of a key are found by the plans that name its successor", () => {
  const sts = { region: "us-east-1" }
  const hops = [{ roleArn: "arn:aws:iam::111122223333:role/Admin", sts }]
  const planWith = (keyId: string, name: string): Plan => ({
    root: {
      kind: "session",
      keys: { kind: "keys", from: "store", store: "file", profile: name, keyId, temporary: false },
      mfaSerial: serial,
      duration: 3600,
      sts,
    },
    hops,
    reasons: [],
    notices: [],
  })
  const before = planWith("AKIAIOSFODNN7EXAMPLE", "work")
  const after = planWith("AKIAI44QH8DHBEXAMPLE", "work")
  const other = planWith("AKIAIOSFODNN8EXAMPLE", "other")
  expect(keysBehind([{ ...other, ifDenied: after }, after], "work", "AKIAIOSFODNN7EXAMPLE")).toEqual([
    keyOf(before, 0),
    keyOf(before, 1),
  ])
})
