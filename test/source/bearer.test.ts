import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test"
import { existsSync } from "node:fs"
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { openCache } from "../../src/cache/cache.ts"
import { keyOf, type Plan } from "../../src/plan/plan.ts"
import type { WebIdentityRoot } from "../../src/plan/roots.ts"
import { everBorne } from "../../src/source/bearer.ts"
import { credentialsFor } from "../../src/source/chain.ts"
import type { Env, World } from "../../src/types.ts"
import { aliceKeys, hop, makeStage, plan, type Stage } from "./stage.ts"

const want = { minTtl: 960 }
const bobKeys = { id: "AKIAI44QH8DHBEXAMPLE", secret: "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY" }

let stage: Stage
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "guise-bearer-"))
})
afterAll(() => rm(folder, { recursive: true }))
beforeEach(async () => {
  stage = await makeStage()
})
afterEach(() => stage.sandbox.close())

describe("behind a credential_process", () => {
  const keys = (AccessKeyId: string, SecretAccessKey: string) =>
    JSON.stringify({ Version: 1, AccessKeyId, SecretAccessKey })
  const tool = async () => {
    await writeFile(join(folder, "alice"), keys(aliceKeys.accessKeyId, aliceKeys.secretAccessKey))
    await writeFile(join(folder, "bob"), keys(bobKeys.id, bobKeys.secret))
    return `echo run >> ${folder}/runs; cat ${folder}/$WHO`
  }
  const root = async () => ({ kind: "process", profile: "tool", command: await tool() }) as const
  const as = (WHO: string, more: Env = {}) => stage.process({ env: { PATH: process.env.PATH, WHO, ...more } })
  const principals = () => stage.sandbox.calls().map(({ accessKeyId }) => accessKeyId)
  const runs = async () => (await readFile(join(folder, "runs"), "utf8").catch(() => "")).split("\n").length - 1
  afterEach(() => rm(join(folder, "runs"), { force: true }))

  test("who is asked for by a variable gets their own keys, never the ones before", async () => {
    const alone = plan(await root(), [])
    expect((await credentialsFor(alone, as("alice"), want)).accessKeyId).toBe(aliceKeys.accessKeyId)
    expect((await credentialsFor(alone, as("bob"), want)).accessKeyId).toBe(bobKeys.id)
    expect(stage.cache.entries.size).toBe(0)
  })

  test("a role is kept for whoever it was taken by, and served to nobody else", async () => {
    const role = plan(await root(), [hop(stage, "ReadOnly")])
    const first = await credentialsFor(role, as("alice"), want)
    const other = await credentialsFor(role, as("bob"), want)
    expect(other.accessKeyId).not.toBe(first.accessKeyId)
    expect(await credentialsFor(role, as("alice"), want)).toEqual(first)
    expect(await credentialsFor(role, as("bob"), want)).toEqual(other)
    expect(principals()).toEqual([aliceKeys.accessKeyId, bobKeys.id])
    expect(await runs()).toBe(4)
  })

  test("what is kept is found again without running it", async () => {
    const role = plan(await root(), [hop(stage, "ReadOnly")])
    for (const who of ["alice", "bob"]) await credentialsFor(role, as(who), want)
    const known = await everBorne(role, as("nobody"))
    expect(known.map(each => stage.cache.entries.has(keyOf(each)))).toEqual([true, true])
    expect(await runs()).toBe(2)
  })

  test("a circle is seen before anything is locked, or run", async () => {
    const cacheFolder = join(folder, "cache")
    const role = plan(await root(), [hop(stage, "ReadOnly")])
    const { cache: _fake, ...world } = as("alice", { GUISE_CHAIN: "tool,other" })
    const { now, notice, detail } = world
    const inside: World = { ...world, cache: openCache({ folder: cacheFolder, now, skew: () => 0, notice, detail }) }
    await expect(credentialsFor(role, inside, want)).rejects.toMatchObject({
      code: "profile-loop",
      exitStatus: 4,
      message: expect.stringContaining("tool → other → tool"),
    })
    expect(existsSync(cacheFolder)).toBe(false)
    expect(await runs()).toBe(0)
  })
})

describe("behind a web identity token", () => {
  const rootOf = (tokenFile: string): WebIdentityRoot => ({
    kind: "web-identity",
    roleArn: "arn:aws:iam::111122223333:role/Ci",
    tokenFile,
    sts: stage.sts,
  })
  const mint = (subject: string) => stage.sandbox.mintToken({ subject, audience: "sts.amazonaws.com" }) ?? ""
  const take = (way: Plan) => credentialsFor(way, stage.process(), want)

  test("a role is kept for the token that it was taken with", async () => {
    const file = join(folder, "token")
    const ci = plan(rootOf(file), [])
    await writeFile(file, mint("repo:example/one"))
    const first = await take(ci)
    expect(await take(ci)).toEqual(first)
    await writeFile(file, mint("repo:example/two"))
    expect((await take(ci)).accessKeyId).not.toBe(first.accessKeyId)
    expect(stage.calls()).toHaveLength(2)
  })

  test("a relative path is another file in another folder", async () => {
    const home = process.cwd()
    const made: string[] = []
    try {
      for (const place of ["here", "there"]) {
        await mkdir(join(folder, place), { recursive: true })
        process.chdir(join(folder, place))
        await writeFile("token", mint(`repo:example/${place}`))
        made.push((await take(plan(rootOf("token"), []))).accessKeyId)
      }
    } finally {
      process.chdir(home)
    }
    expect(new Set(made).size).toBe(2)
    expect(stage.calls()).toHaveLength(2)
  })

  test("the key holds the whole path and nothing of the token", async () => {
    const file = join(folder, "secret-token")
    const token = mint("repo:example/one")
    await writeFile(file, token)
    await take(plan(rootOf(file), []))
    const [key = ""] = stage.cache.entries.keys()
    expect(key).toContain(file)
    for (const part of token.split(".")) expect(key).not.toContain(part)
  })
})
