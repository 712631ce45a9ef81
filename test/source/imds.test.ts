import { afterEach, describe, expect, test } from "bun:test"
import { assumeRole } from "../../src/aws/sts.ts"
import type { ImdsRoot } from "../../src/plan/roots.ts"
import { credentialsFor } from "../../src/source/chain.ts"
import { fromImds, regionOfInstance } from "../../src/source/imds.ts"
import type { Credentials } from "../../src/types.ts"
import { fakeNow, fakeWorld } from "../fake-world.ts"
import { type Answer, type Machine, machine, roleKeys } from "./machine.ts"
import { aliceKeys, aliceSerial, hop, makeStage, plan } from "./stage.ts"

let server: Machine | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

const roles = "/latest/meta-data/iam/security-credentials/"
const usual: Readonly<Record<string, Answer>> = {
  "PUT /latest/api/token 21600": "session-token\n",
  [`GET ${roles} session-token`]: "web\n",
  [`GET ${roles}web session-token`]: JSON.stringify(roleKeys),
}
const asV1: Readonly<Record<string, Answer>> = {
  [`GET ${roles}`]: "web",
  [`GET ${roles}web`]: JSON.stringify(roleKeys),
}

/** Answers by question; a list is answered one after the other, the last one for ever. */
async function instance(table: Readonly<Record<string, Answer | readonly Answer[]>>, more: Partial<ImdsRoot> = {}) {
  const said = new Map<string, number>()
  server = await machine(
    question => {
      const answer = table[question] ?? 404
      if (!Array.isArray(answer)) return answer as Answer
      const at = said.get(question) ?? 0
      said.set(question, at + 1)
      return answer[Math.min(at, answer.length - 1)]
    },
    ["x-aws-ec2-metadata-token-ttl-seconds", "x-aws-ec2-metadata-token"],
  )
  const root: ImdsRoot = { kind: "imds", endpoint: server.url, ...more }
  const world = fakeWorld()
  return { asked: server.asked, noticed: world.noticed, root, get: () => fromImds(root, world) }
}

const credentials = {
  accessKeyId: roleKeys.AccessKeyId,
  secretAccessKey: roleKeys.SecretAccessKey,
  sessionToken: roleKeys.Token,
  expiresAt: fakeNow + 6 * 3600,
}

describe("an instance's role", () => {
  test("is asked for with a session token", async () => {
    const { asked, get } = await instance(usual)
    expect(await get()).toEqual(credentials)
    expect(asked).toEqual(Object.keys(usual))
  })

  const token = "PUT /latest/api/token 21600"
  test.each([403, 404, 405, 500, "silence"] as const)("is asked for as IMDSv1 when the token is %p", async answer => {
    const { asked, get } = await instance({ ...asV1, [token]: answer })
    expect(await get()).toEqual(credentials)
    expect(asked).toEqual([token, ...Object.keys(asV1)])
  })

  test("is never asked for as IMDSv1 where that is forbidden", async () => {
    const { asked, get } = await instance({ ...asV1, [token]: 404 }, { v2Only: true })
    await expect(get()).rejects.toMatchObject({ code: "aws-refused", message: expect.stringContaining("IMDSv2") })
    expect(asked).toEqual([token])
  })

  test("comes in as many tries as there may be, each question by itself", async () => {
    const flaky = Object.fromEntries(Object.entries(usual).map(([question, answer]) => [question, [503, answer]]))
    const { asked, get } = await instance(flaky, { attempts: 2 })
    expect(await get()).toEqual(credentials)
    expect(asked).toEqual(Object.keys(usual).flatMap(question => [question, question]))
  })

  test("comes with a new token when the old one was forgotten", async () => {
    const { asked, get } = await instance({ ...usual, [`GET ${roles} session-token`]: [401, "web"] })
    expect(await get()).toEqual(credentials)
    expect(asked.filter(question => question === token)).toHaveLength(2)
  })

  const withRole = (document: object) => ({ ...usual, [`GET ${roles}web session-token`]: JSON.stringify(document) })
  test.each([
    ["no role", { [token]: usual[token] ?? "" }, "no-credentials", "no role is attached"],
    ["an empty list of roles", { ...usual, [`GET ${roles} session-token`]: "\n" }, "no-credentials", "no role"],
    ["a role that has gone", { ...usual, [`GET ${roles}web session-token`]: 404 }, "no-credentials", "web has gone"],
    ["a wrong request", { [token]: 400 }, "aws-refused", "HTTP 400"],
    [
      "an account without trust",
      withRole({ Code: "AssumeRoleUnauthorizedAccess", Message: "m" }),
      "aws-refused",
      "web",
    ],
    ["half an answer", withRole({ ...roleKeys, SecretAccessKey: undefined }), "aws-unreachable", "no SecretAccessKey"],
    ["another server", { [token]: "<html>\n<body>" }, "aws-unreachable", "not speaking as AWS"],
    ["a role that is a path", { ...usual, [`GET ${roles} session-token`]: "../x" }, "aws-unreachable", "can be none"],
  ])("not: %s", async (_what, table, code, words) => {
    const { get } = await instance(table as Record<string, Answer>)
    const error = await get().catch(each => each)
    expect(error).toMatchObject({ code, message: expect.stringContaining(words) })
    expect(JSON.stringify([error.message, error.hint])).not.toContain(roleKeys.Token)
  })

  test("is served on once it has ended, for longer than an SDK lets a process rest, and that is said", async () => {
    const { noticed, get } = await instance(withRole({ ...roleKeys, Expiration: "2026-01-02T03:04:05Z" }))
    expect(await get()).toEqual({ ...credentials, expiresAt: fakeNow + 20 * 60 })
    expect(noticed).toEqual([expect.stringContaining("ended at 2026-01-02T03:04:05Z, and no newer ones")])
  })

  test("keeps the end that AWS said, however near", async () => {
    const { noticed, get } = await instance(withRole({ ...roleKeys, Expiration: "2026-01-02T03:04:06Z" }))
    expect(await get()).toEqual({ ...credentials, expiresAt: fakeNow + 1 })
    expect(noticed).toEqual([])
  })

  test("is none where nobody listens, which is asked once", async () => {
    const { root, get } = await instance({})
    await server?.close()
    await expect(get()).rejects.toMatchObject({
      code: "no-credentials",
      message: expect.stringContaining("no connection"),
    })
    expect(root.endpoint).toStartWith("http://127.0.0.1:")
  })
})

test.each([
  ["cn-north-1\n", "cn-north-1"],
  ["<html>", undefined],
  [404, undefined],
] as const)("the instance's region: %p", async (answer, region) => {
  const { root } = await instance({ ...usual, "GET /latest/meta-data/placement/region session-token": answer })
  expect(await regionOfInstance(root, fakeWorld())).toBe(region)
})

test("a role behind an instance's is kept for whoever the instance was", async () => {
  const stage = await makeStage()
  try {
    const adminKeys = (mfa = { serial: aliceSerial, code: stage.code() }) =>
      assumeRole(
        { roleArn: hop(stage, "Admin").roleArn, sessionName: "i-0123", mfa },
        stage.sts,
        aliceKeys,
        stage.alone(),
      )
    const documentOf = ({ accessKeyId, secretAccessKey, sessionToken = "" }: Credentials) =>
      JSON.stringify({ ...roleKeys, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Token: sessionToken })
    const first = documentOf(await adminKeys())
    stage.pass(30)
    const second = documentOf(await adminKeys())
    stage.sandbox.clearCalls()
    const { root } = await instance({ ...usual, [`GET ${roles}web session-token`]: [first, first, second] })
    const walk = () => credentialsFor(plan(root, [hop(stage, "Chained")]), stage.alone(), { minTtl: 960 })
    const one = await walk()
    expect(await walk()).toEqual(one)
    expect((await walk()).accessKeyId).not.toBe(one.accessKeyId)
    expect(stage.calls()).toEqual(["AssumeRole Chained: ok", "AssumeRole Chained: ok"])
  } finally {
    await stage.sandbox.close()
  }
})
