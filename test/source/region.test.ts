import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test"
import type { Hop, Plan } from "../../src/plan/plan.ts"
import type { SessionRoot } from "../../src/plan/roots.ts"
import { credentialsFor } from "../../src/source/chain.ts"
import { no, type ScriptedSts, scriptedSts, yes } from "../aws/scripted-sts.ts"
import { fakeCache, fakeNow, fakeWorld } from "../fake-world.ts"
import { alice, aliceKeys, aliceSerial, plan } from "./stage.ts"

const want = { minTtl: 960 }
const unknown = no(403, "InvalidClientTokenId", "The security token included in the request is invalid.", () => fakeNow)
const off = no(403, "RegionDisabledException", "STS is not activated in this region for account:111122223333.")

/** Hosts of AWS's, each answered by a server on the loopback. */
let hosts: Record<string, ScriptedSts>
const fetched = globalThis.fetch
beforeAll(() => {
  const toLoopback = (input: string | URL | Request, init?: RequestInit) => {
    const url = new URL(String(input))
    const server = hosts[url.host]
    return server === undefined ? Promise.reject(new Error(`no host ${url.host}`)) : fetched(server.url, init)
  }
  globalThis.fetch = Object.assign(toLoopback, { preconnect: () => undefined })
})
afterAll(() => {
  globalThis.fetch = fetched
})
beforeEach(() => {
  hosts = {}
})
afterEach(async () => {
  for (const server of Object.values(hosts)) await server.stop()
})

const sts = { region: "me-south-1" }
const root: SessionRoot = { kind: "session", keys: alice, mfaSerial: aliceSerial, duration: 129_600, sts }
const admin: Hop = { roleArn: "arn:aws:iam::111122223333:role/Admin", sts }
const way: Plan = plan(root, [admin])
const opted = "sts.me-south-1.amazonaws.com"
const usual = "sts.us-east-1.amazonaws.com"

const cached = { ...aliceKeys, accessKeyId: "ASIAIOSFODNN7EXAMPLE", sessionToken: "token", expiresAt: fakeNow + 90_000 }
const start = (typed: readonly string[] = []) => {
  const cache = fakeCache(() => ({ now: fakeNow, skew: 0 }))
  return fakeWorld({ keys: { alice: aliceKeys }, cache, typed })
}

async function withSession(typed: readonly string[] = []) {
  const { keyOf } = await import("../../src/plan/plan.ts")
  const world = start(typed)
  world.cache.entries.set(keyOf(way, 0), { credentials: cached, madeAt: fakeNow - 3600, skew: 0 })
  return world
}

describe("a region that the account has not enabled", () => {
  test.each([
    ["knows nobody", unknown],
    ["says that it is off", off],
  ])("%s: the partition's own region is asked, and the session stays", async (_what, act) => {
    hosts = { [opted]: await scriptedSts(act), [usual]: await scriptedSts(yes(() => fakeNow)) }
    const world = await withSession()
    await credentialsFor(way, world, want)
    expect(world.asked).toEqual([])
    expect(hosts[usual]?.seen.map(({ params }) => params.get("Action"))).toEqual(["AssumeRole"])
    expect(world.noticed).toEqual(["STS in me-south-1 does not serve this account: us-east-1 was asked instead."])
  })

  test("costs no second MFA code either", async () => {
    hosts = { [opted]: await scriptedSts(unknown), [usual]: await scriptedSts(yes(() => fakeNow)) }
    const world = start(["111111"])
    await credentialsFor(plan(root, []), world, want)
    expect(world.asked).toHaveLength(1)
    expect(hosts[usual]?.seen[0]?.params.get("TokenCode")).toBe("111111")
  })

  test("is not to blame when nobody knows the session: it is made anew", async () => {
    hosts = {
      [opted]: await scriptedSts(
        unknown,
        yes(() => fakeNow),
      ),
      [usual]: await scriptedSts(unknown),
    }
    const world = await withSession(["111111"])
    await credentialsFor(way, world, want)
    expect(world.asked).toHaveLength(1)
    expect(hosts[opted]?.seen.map(({ params }) => params.get("Action"))).toEqual([
      "AssumeRole",
      "GetSessionToken",
      "AssumeRole",
    ])
  })

  test("an endpoint by URL is spoken to and no other", async () => {
    const server = await scriptedSts(unknown)
    hosts = { [opted]: server }
    const there = { ...sts, url: server.url }
    hosts[new URL(server.url).host] = server
    const world = start(["111111"])
    const made = credentialsFor(plan({ ...root, sts: there }, []), world, want)
    await expect(made).rejects.toMatchObject({ code: "keys-rejected" })
    expect(server.seen).toHaveLength(1)
  })
})
