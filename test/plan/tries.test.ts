import { expect, test } from "bun:test"
import type { Plan } from "../../src/plan/plan.ts"
import { triesOf } from "../../src/plan/tries.ts"

test("a try after a second try is one too: what is forgotten with a sign-in is forgotten on every road to it", () => {
  const by = (keyId: string): Plan => ({
    root: { kind: "keys", from: "config", keyId, temporary: false },
    hops: [],
    reasons: [],
    notices: [],
  })
  const third = by("third")
  const second = { ...by("second"), ifDenied: third }
  const first = { ...by("first"), ifDenied: second }
  expect(triesOf(first)).toEqual([first, second, third])
})
