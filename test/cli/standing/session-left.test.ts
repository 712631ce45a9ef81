import { expect, test } from "bun:test"
import { sessionsLeft } from "../../../src/cli/standing/session-left.ts"
import type { Profile } from "../../../src/config/profile.ts"
import { keyOf } from "../../../src/plan/plan.ts"
import { fakeNow, fakeWorld } from "../../fake-world.ts"
import { plan } from "../../plan/helper.ts"

const user = `[profile alice]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
mfa_serial = arn:aws:iam::111122223333:mfa/alice
region = us-east-1
`
const role = (name: string) => `[profile ${name}]
role_arn = arn:aws:iam::111122223333:role/${name}
source_profile = alice
mfa_serial = arn:aws:iam::111122223333:mfa/alice
region = us-east-1
`
const config = `${user}${role("one")}${role("two")}${role("three")}`
const profileOf = (name: string): Profile => ({
  name,
  settings: new Map(),
  nested: new Map(),
  place: { file: "config", line: 1 },
  warnings: [],
})

test("a session that many roles stand on is looked up once, and says how long it lasts for each of them", async () => {
  const world = fakeWorld()
  const plans = ["one", "two", "three"].map(name => plan(name, { config }))
  const [first] = plans
  if (first === undefined) throw new Error("no plan")
  const credentials = {
    accessKeyId: "ASIAIOSFODNN7EXAMPLE",
    secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    expiresAt: fakeNow + 600,
  }
  await world.cache.once(keyOf(first, 0), { minTtl: 0 }, async () => credentials)
  const looked: string[] = []
  const peek = world.cache.peek.bind(world.cache)
  world.cache.peek = key => {
    looked.push(key)
    return peek(key)
  }
  const lasting = await sessionsLeft(world)
  const left = await Promise.all(plans.map(each => lasting(each, profileOf(each.profile ?? ""))))
  expect(left).toEqual(plans.map(() => ({ kept: "cache", expiresAt: fakeNow + 600, left: 600 })))
  expect(looked).toEqual([keyOf(first, 0)])
})

test("keys that a file keeps end by AWS's clock", async () => {
  const keys = `[profile kept]\naws_access_key_id = ASIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\naws_session_token = token\nexpiration = 2026-01-02T04:04:05Z\nregion = us-east-1\n`
  const place = { file: "config", line: 1 }
  const expiration = "2026-01-02T04:04:05Z"
  const profile: Profile = {
    ...profileOf("kept"),
    keys: { from: "config", keyId: "ASIAIOSFODNN7EXAMPLE", hasSecret: true, hasToken: true, expiration, place },
  }
  const leftAt = async (skew: number) => {
    const lasting = await sessionsLeft({ ...fakeWorld(), skew })
    return lasting(plan("kept", { config: keys }), profile)
  }
  expect(await leftAt(0)).toMatchObject({ kept: "file", left: 3600 })
  expect(await leftAt(600)).toMatchObject({ kept: "file", left: 3000 })
})
