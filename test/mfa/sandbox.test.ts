import { afterEach, beforeEach, expect, test } from "bun:test"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { getCallerIdentity } from "../../src/aws/sts.ts"
import { readSeed } from "../../src/mfa/seed.ts"
import { mfaSupply } from "../../src/mfa/supply.ts"
import { credentialsFor } from "../../src/source/chain.ts"
import { openVault, type Vault } from "../../src/store/vault.ts"
import { fakeCache, fakeNow } from "../fake-world.ts"
import { alice, aliceSerial, hop, makeStage, plan, type Stage, session } from "../source/stage.ts"
import { storeHost } from "../store/host.ts"
import { secret } from "./asking.ts"

const want = { minTtl: 960 }
let stage: Stage
let folder: string
let vault: Vault
beforeEach(async () => {
  stage = await makeStage()
  folder = mkdtempSync(join(tmpdir(), "guise-mfa-"))
  vault = openVault(storeHost({ HOME: folder, XDG_DATA_HOME: join(folder, "data") }))
  await vault.keepSeed(aliceSerial, readSeed(secret, "It"), { store: "plain", since: 0 })
})
afterEach(async () => {
  await stage.sandbox.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A process without a terminal, which the vault answers for; who waits lets time pass for everybody. */
function unattended() {
  const world = stage.alone()
  const sleep = async (milliseconds: number) => stage.pass(milliseconds / 1000)
  return Object.assign(world, {
    sleep,
    mfa: mfaSupply(
      vault,
      () => vault.known(),
      () => undefined,
    ),
  })
}

test("a role behind MFA is taken with the stored seed, with nobody there", async () => {
  const world = unattended()
  const made = await credentialsFor(plan(session(stage), [hop(stage, "Admin")]), world, want)
  expect((await getCallerIdentity(stage.sts, made, world)).arn).toContain("assumed-role/Admin/")
  expect(stage.calls()).toEqual(["GetSessionToken: ok", "AssumeRole Admin: ok", "GetCallerIdentity: ok"])
  expect(world.noticed).toEqual([])
})

test("two roles that want a code each wait for one another, and AWS refuses neither", async () => {
  const long = (role: string) => plan(alice, [hop(stage, role, { mfaSerial: aliceSerial, duration: 7200 })])
  await credentialsFor(long("Deploy"), unattended(), want)
  const second = unattended()
  await credentialsFor(plan(alice, [hop(stage, "Admin", { mfaSerial: aliceSerial })]), second, want)
  expect(stage.calls()).toEqual(["AssumeRole Deploy: ok", "AssumeRole Admin: ok"])
  expect(second.noticed).toEqual([`the code of ${aliceSerial} was used already; waiting 25 s for the next one`])
})

test("a code that somebody used elsewhere costs one refusal, and half a minute", async () => {
  const elsewhere = fakeCache(() => ({ now: fakeNow, skew: 0 }))
  const phone = stage.alone({ mfaCode: stage.code(), cache: elsewhere })
  await credentialsFor(plan(session(stage), []), phone, want)
  const world = unattended()
  await credentialsFor(plan(session(stage), []), world, want)
  expect(stage.calls()).toEqual(["GetSessionToken: ok", "GetSessionToken: AccessDenied", "GetSessionToken: ok"])
})

test("a clock that is hours off is put right by AWS's own answer", async () => {
  const { now } = unattended()
  const world = Object.assign(unattended(), { now: () => now() - 7200 })
  await credentialsFor(plan(session(stage), [hop(stage, "Admin")]), world, want)
  expect(world.skew).toBeGreaterThan(7100)
  expect(world.asked).toEqual([])
})
