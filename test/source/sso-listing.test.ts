import { afterAll, afterEach, beforeEach, describe, expect, test } from "bun:test"
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { writeFields } from "../../src/config/sso-files.ts"
import { tokenPath } from "../../src/config/sso-paths.ts"
import { isoTime } from "../../src/instant.ts"
import type { SsoSignIn } from "../../src/plan/roots.ts"
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts"
import { makePace } from "../../src/source/pace.ts"
import { asked, newAsking } from "../../src/source/sso-asking.ts"
import { type ListingOptions, listingOf } from "../../src/source/sso-listing.ts"
import type { SsoToken } from "../../src/source/sso-token.ts"
import { fakeCache, fakeNow, fakeWorld } from "../fake-world.ts"
import { signIn, startUrl } from "../sandbox/rest.ts"

let now = fakeNow
let home: string
const open: Sandbox[] = []
const folder = mkdtempSync(join(tmpdir(), "guise-listing-"))

beforeEach(() => {
  home = mkdtempSync(join(folder, "home-"))
})
afterEach(async () => {
  for (const sandbox of open.splice(0)) await sandbox.close()
})
afterAll(() => rmSync(folder, { recursive: true }))

/** An organisation of that many accounts, whose portal takes as many calls a second as AWS documents, unless said otherwise. */
async function organisation(accounts: number, callsPerSecond = 20, permissionSets = 5): Promise<Sandbox> {
  const users = { alice: { "111122223333": ["Admin"] } }
  const generate = { accounts, permissionSets }
  const center = { startUrl, permissionSets: { Admin: {} }, users, generate, callsPerSecond }
  const state = join(home, "state.json")
  writeFileSync(state, JSON.stringify({ accounts: { "111122223333": { name: "main" } }, identityCenter: center }))
  const sandbox = await startSandbox({ state, now: () => now })
  open.push(sandbox)
  return sandbox
}

/** Somebody signed in already, by another tool, and runs guise now. */
async function worldOf(sandbox: Sandbox, lasting = 3600) {
  const { client, ...tokens } = await signIn(sandbox)
  const env = { HOME: home }
  const to = signInTo(sandbox)
  const fields = { startUrl, region: "us-east-1", ...tokens, ...client, expiresAt: isoTime(now + lasting) }
  const registrationExpiresAt = isoTime(now + 90 * 86_400)
  writeFields(tokenPath(to, env), { ...fields, registrationExpiresAt }, { notice: () => {} })
  sandbox.clearCalls()
  const sleep = async (milliseconds: number) => {
    now += milliseconds / 1000
  }
  const cache = fakeCache(() => ({ now, skew: 0 }))
  return { to, world: { ...fakeWorld({ env, cache }), now: () => now, sleep } }
}

function signInTo(sandbox: Sandbox): SsoSignIn {
  const at = { region: "us-east-1", url: sandbox.url }
  return { session: "corp", startUrl, ssoRegion: "us-east-1", scopes: ["sso:account:access"], oidc: at, portal: at }
}

const outcomes = (sandbox: Sandbox) => {
  const counts = new Map<string, number>()
  for (const { action, outcome } of sandbox.calls()) {
    const key = `${action} ${outcome}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return Object.fromEntries(counts)
}

const leftovers = () => readdirSync(join(home, ".cache/guise")).filter(name => name.startsWith("sso-walk-"))

test("a thousand accounts with five roles each take the time that the rate allows, and no more", async () => {
  const sandbox = await organisation(1000)
  const { to, world } = await worldOf(sandbox)
  const began = now
  const shown: (readonly [number, number])[] = []
  const { accounts, roles } = await listingOf(to, world, { onAccount: (done, of) => shown.push([done, of]) })
  expect([accounts.length, [...roles.values()].flat().length]).toEqual([1001, 5001])
  expect(accounts[1]).toEqual({
    accountId: "200000000001",
    name: "generated-0001",
    email: "generated-0001@example.com",
  })
  // 11 pages of accounts, and a call for each account: none was put off, and none came late.
  expect(outcomes(sandbox)).toEqual({ "ListAccounts ok": 11, "ListAccountRoles ok": 1001 })
  expect(now - began).toBeGreaterThanOrEqual(101.1)
  expect(now - began).toBeLessThan(101.2 * 1.1)
  expect([shown[0], shown.at(-1), leftovers()]).toEqual([[0, 1001], [1001, 1001], []])
})

describe("what AWS puts off", () => {
  test("is asked again, no sooner than AWS says, and is no reason to sign in", async () => {
    const sandbox = await organisation(3)
    const { to, world } = await worldOf(sandbox)
    sandbox.faults.add({ kind: "throttle", action: "ListAccountRoles", times: 6, retryAfter: 40 })
    const began = now
    const { roles } = await listingOf(to, world)
    expect([...roles.values()].map(names => names?.length)).toEqual([1, 5, 5, 5])
    expect(now - began).toBeGreaterThanOrEqual(80)
    expect(Object.keys(outcomes(sandbox)).some(key => /Register|Token/.test(key))).toBe(false)
  })

  test("with only five calls a second left to it, the walk slows down and comes to its end", async () => {
    const sandbox = await organisation(60, 5)
    const { to, world } = await worldOf(sandbox)
    const began = now
    expect((await listingOf(to, world)).roles.size).toBe(61)
    expect(now - began).toBeLessThan(250)
  })

  test.each([
    ["for a quarter of an hour", "throttle", "aws-throttled"],
    ["because there is no network", "drop", "aws-unreachable"],
  ] as const)("%s is an error of its own, and what was listed is kept", async (_why, kind, code) => {
    const sandbox = await organisation(30)
    const { to, world } = await worldOf(sandbox)
    const onAccount: ListingOptions["onAccount"] = done => {
      if (done === 10) sandbox.faults.add({ kind })
    }
    const failed = await listingOf(to, world, { onAccount }).catch(error => error)
    expect(failed).toMatchObject({ code, hint: expect.stringContaining("goes on") })
    expect(leftovers()).toHaveLength(1)
    sandbox.faults.clear()
    expect((await listingOf(to, world)).roles.size).toBe(31)
    expect(world.noticed.at(-1)).toStartWith("going on where the last run ended: ")
  })
})

describe("an interrupted walk", () => {
  async function interrupted(sandbox: Sandbox) {
    const { to, world } = await worldOf(sandbox)
    const onAccount: ListingOptions["onAccount"] = done => {
      if (done >= 20) throw new Error("kill -9")
    }
    expect(await listingOf(to, world, { onAccount }).catch(error => error.message)).toBe("kill -9")
    sandbox.clearCalls()
    return { to, world, path: join(home, ".cache/guise", leftovers()[0] ?? "") }
  }

  test("goes on where it was, from a private file without a name or a secret in it", async () => {
    const sandbox = await organisation(40)
    const { to, world, path } = await interrupted(sandbox)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readFileSync(path, "utf8")).not.toMatch(/generated|token|[A-Za-z0-9_-]{40}/)
    const { roles } = await listingOf(to, world)
    expect([roles.size, [...roles.values()].flat().length, leftovers()]).toEqual([41, 201, []])
    // 21 that were left, and what the first walk had on its way when it ended.
    expect(outcomes(sandbox)["ListAccountRoles ok"]).toBeLessThanOrEqual(28)
    expect(world.noticed[0]).toMatch(/^going on where the last run ended: 2\d of 41 accounts are listed$/)
  })

  test("a line that was half written costs that account alone", async () => {
    const sandbox = await organisation(40)
    const { to, world, path } = await interrupted(sandbox)
    appendFileSync(path, '["200000000040",["Gen')
    const { roles } = await listingOf(to, world)
    expect(roles.get("200000000040")).toHaveLength(5)
  })

  test("of somebody who had other accounts is none of this one's", async () => {
    const sandbox = await organisation(40)
    const { to, world, path } = await interrupted(sandbox)
    appendFileSync(path, '["999999999999",["Generated1"]]\n')
    await listingOf(to, world)
    expect(outcomes(sandbox)["ListAccountRoles ok"]).toBeGreaterThanOrEqual(41)
  })

  test("after a day it begins anew", async () => {
    const sandbox = await organisation(40)
    const { to } = await interrupted(sandbox)
    now += 86_401
    const { world } = await worldOf(sandbox)
    await listingOf(to, world)
    expect(outcomes(sandbox)["ListAccountRoles ok"]).toBeGreaterThanOrEqual(41)
  })
})

test("a token that ends on the way is refreshed once, and the walk goes on", async () => {
  const sandbox = await organisation(100)
  const { to, world } = await worldOf(sandbox)
  let ended = false
  const onAccount: ListingOptions["onAccount"] = done => {
    if (done < 50 || ended) return
    ended = true
    sandbox.faults.add({ kind: "refuse", action: "ListAccountRoles", code: "UnauthorizedException", times: 4 })
  }
  expect((await listingOf(to, world, { onAccount })).roles.size).toBe(101)
  expect(outcomes(sandbox)).toMatchObject({ "CreateToken ok": 1, "ListAccountRoles ok": 101 })
})

test("those that waited for one token do not all ask at the moment it comes", async () => {
  const world = { ...fakeWorld(), sleep: async (milliseconds: number) => world.pass(milliseconds / 1000) }
  const at = { region: "us-east-1" }
  const to = { startUrl, ssoRegion: "us-east-1", oidc: at, portal: at }
  const asking = newAsking(to, world, makePace(world, { perSecond: 10, random: () => 0 }))
  const token = Promise.withResolvers<SsoToken>()
  asking.token = token.promise
  const times: number[] = []
  const answers = Array.from({ length: 8 }, () => asked(asking, async () => times.push(world.now())))
  // Whatever is to happen before there is a token has happened.
  await new Promise(done => setTimeout(done, 5))
  token.resolve({
    accessToken: "token",
    region: "us-east-1",
    came: "kept",
    expiresAt: fakeNow + 3600,
    refreshable: false,
  })
  await Promise.all(answers)
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0))
  expect(Math.min(...gaps)).toBeGreaterThan(0.099)
})

test("an account that comes on two pages is one", async () => {
  const accounts = ["111122223333", "444455556666"].map(accountId => ({ accountId, accountName: "prod" }))
  const portal = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch(request) {
      const { pathname, searchParams } = new URL(request.url)
      if (pathname.endsWith("/roles")) return Response.json({ roleList: [{ roleName: "Admin" }] })
      return Response.json({ accountList: accounts, ...(searchParams.has("next_token") ? {} : { nextToken: "2" }) })
    },
  })
  try {
    const { to, world } = await worldOf(await organisation(1))
    const shifted = { ...to, portal: { ...to.portal, url: portal.url.origin } }
    const { accounts: found, roles } = await listingOf(shifted, world)
    expect([found.map(({ accountId }) => accountId), roles.size]).toEqual([["111122223333", "444455556666"], 2])
  } finally {
    await portal.stop(true)
  }
})

test("a sign-in that is over on the way is wanted from a person; what was listed is kept", async () => {
  const sandbox = await organisation(30)
  const { to, world } = await worldOf(sandbox)
  const onAccount: ListingOptions["onAccount"] = done => {
    if (done !== 10) return
    sandbox.faults.add({ kind: "refuse", action: "ListAccountRoles", code: "UnauthorizedException" })
    sandbox.faults.add({ kind: "refuse", action: "CreateToken", code: "InvalidGrantException" })
  }
  expect(await listingOf(to, world, { onAccount }).catch(error => error.code)).toBe("sign-in-needed")
  expect(leftovers()).toHaveLength(1)
})

test("an account that AWS will not list is said to be so, and is no end of the walk", async () => {
  const sandbox = await organisation(3)
  const { to, world } = await worldOf(sandbox)
  sandbox.faults.add({ kind: "refuse", action: "ListAccountRoles", code: "ForbiddenException", times: 1 })
  const { roles } = await listingOf(to, world)
  expect([...roles.values()].map(names => names?.length)).toEqual([undefined, 5, 5, 5])
})

test("a sign-in that is for something else is told so", async () => {
  const sandbox = await organisation(3)
  const { to, world } = await worldOf(sandbox)
  sandbox.faults.add({ kind: "refuse", action: "ListAccounts", code: "ForbiddenException" })
  const failed = await listingOf(to, world).catch(error => error)
  expect(failed).toMatchObject({ code: "aws-denied", hint: expect.stringContaining("sso:account:access") })
})

test("only the accounts that are wanted are asked about", async () => {
  const sandbox = await organisation(50)
  const { to, world } = await worldOf(sandbox)
  const { accounts, roles } = await listingOf(to, world, { wants: ({ name }) => name === "main" })
  expect([accounts.length, [...roles]]).toEqual([51, [["111122223333", ["Admin"]]]])
  expect(outcomes(sandbox)["ListAccountRoles ok"]).toBe(1)
})
