import { afterEach, beforeEach, expect, test } from "bun:test"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { openCache } from "../../src/cache/cache.ts"
import { credentialsFor } from "../../src/source/chain.ts"
import type { World } from "../../src/types.ts"
import { hop, makeStage, plan, type Stage, session } from "./stage.ts"

const want = { minTtl: 960 }

let stage: Stage
let folder: string
beforeEach(async () => {
  stage = await makeStage()
  folder = await mkdtemp(join(tmpdir(), "guise-chain-"))
})
afterEach(async () => {
  await stage.sandbox.close()
  await rm(folder, { recursive: true })
})

/** A process with the real cache, its own handle on it, and somebody at its terminal. */
function started(): World & { readonly asked: string[] } {
  const { cache: _fake, ...world } = stage.process()
  const { now, notice, detail } = world
  return { ...world, cache: openCache({ folder, now, skew: () => 0, notice, detail }) }
}

const questions = (worlds: readonly { readonly asked: string[] }[]) => worlds.flatMap(world => world.asked)

test("twelve processes that start cold make one session, one role, and one question", async () => {
  const worlds = Array.from({ length: 12 }, started)
  const admin = plan(session(stage), [hop(stage, "Admin")])
  const made = await Promise.all(worlds.map(world => credentialsFor(admin, world, want)))
  expect(new Set(made.map(each => each.accessKeyId)).size).toBe(1)
  expect(stage.calls()).toEqual(["GetSessionToken: ok", "AssumeRole Admin: ok"])
  expect(questions(worlds)).toHaveLength(1)
})

test("processes that are all denied with an old session make one new one", async () => {
  await credentialsFor(plan(session(stage), [hop(stage, "ReadOnly")]), started(), want)
  stage.pass(7200)
  const worlds = Array.from({ length: 6 }, started)
  await Promise.all(
    worlds.map((world, index) => {
      const hops = [hop(stage, "YoungMfa", { duration: 900 + index })]
      const ifDenied = plan(session(stage, { renew: true }), hops)
      return credentialsFor(plan(session(stage), hops, { ifDenied }), world, want)
    }),
  )
  expect(stage.calls().filter(call => call.startsWith("GetSessionToken"))).toHaveLength(2)
  expect(questions(worlds)).toHaveLength(1)
})

test("when AWS cannot be reached, what is still valid is served", async () => {
  const admin = plan(session(stage), [hop(stage, "Admin")])
  const first = await credentialsFor(admin, started(), want)
  stage.pass(3000)
  await stage.sandbox.close()
  expect(await credentialsFor(admin, started(), want)).toEqual(first)
})
