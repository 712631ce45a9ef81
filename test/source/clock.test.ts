import { expect, test } from "bun:test"
import { keyOf } from "../../src/plan/plan.ts"
import { credentialsFor } from "../../src/source/chain.ts"
import { scriptedSts, strictAbout, yes } from "../aws/scripted-sts.ts"
import { fakeCache, fakeNow, fakeWorld } from "../fake-world.ts"
import { alice, aliceKeys, aliceSerial, plan } from "./stage.ts"

test("on a machine whose clock is off, a cached session is used by AWS's clock at the first try", async () => {
  const ahead = 5 * 3600
  const awsNow = () => fakeNow + ahead
  const server = await scriptedSts(strictAbout(awsNow, yes(awsNow)))
  try {
    const sts = { region: "us-east-1", url: server.url }
    const root = { kind: "session", keys: alice, mfaSerial: aliceSerial, duration: 129_600, sts } as const
    const way = plan(root, [{ roleArn: "arn:aws:iam::111122223333:role/Admin", sts }])
    const cache = fakeCache(() => ({ now: fakeNow, skew: 0 }))
    const credentials = { ...aliceKeys, sessionToken: "token", expiresAt: awsNow() + 36_000 }
    cache.entries.set(keyOf(way, 0), { credentials, madeAt: fakeNow - 60, skew: ahead })
    const world = fakeWorld({ cache })
    await credentialsFor(way, world, { minTtl: 960 })
    expect(server.seen).toHaveLength(1)
    expect(Math.abs(world.skew - ahead)).toBeLessThan(10)
  } finally {
    await server.stop()
  }
})
