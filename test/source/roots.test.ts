import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import fc from "fast-check"
import type { KeysRoot, WebIdentityRoot } from "../../src/plan/roots.ts"
import { credentialsFor } from "../../src/source/chain.ts"
import { keysFrom } from "../../src/source/keys.ts"
import { defaultSessionName } from "../../src/source/session-name.ts"
import { fakeNow, fakeWorld } from "../fake-world.ts"
import { makeStage, plan, type Stage } from "./stage.ts"

describe("keys of the environment", () => {
  const root: KeysRoot = { kind: "keys", from: "environment", keyId: "AKIAIOSFODNN7EXAMPLE", temporary: false }
  const pair = { AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY: "secret" }
  const keys = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret" }

  test.each([
    ["a pair", {}, {}],
    ["a token", { AWS_SESSION_TOKEN: "t" }, { sessionToken: "t" }],
    ["the token's old name", { AWS_SECURITY_TOKEN: "old" }, { sessionToken: "old" }],
    ["both names: the new one", { AWS_SESSION_TOKEN: "t", AWS_SECURITY_TOKEN: "old" }, { sessionToken: "t" }],
    ["an empty token is none", { AWS_SESSION_TOKEN: "" }, {}],
    ["an expiry", { AWS_CREDENTIAL_EXPIRATION: "2026-01-02T03:04:06Z" }, { expiresAt: fakeNow + 1 }],
    ["an account", { AWS_ACCOUNT_ID: "111122223333" }, { accountId: "111122223333" }],
  ])("%s", async (_what, more, found) => {
    expect(await keysFrom(root, fakeWorld({ env: { ...pair, ...more } }))).toEqual({ ...keys, ...found })
  })

  test("a line end behind the id is no other key: it goes out as it stands, as from every SDK", async () => {
    const id = "AKIAIOSFODNN7EXAMPLE\n"
    const world = fakeWorld({ env: { ...pair, AWS_ACCESS_KEY_ID: id } })
    expect(await keysFrom({ ...root, keyId: id }, world)).toEqual({ ...keys, accessKeyId: id })
  })

  test.each([
    ["half a pair", { AWS_SECRET_ACCESS_KEY: "" }, "no-credentials"],
    ["another key than the plan's", { AWS_ACCESS_KEY_ID: "AKIAI44QH8DHBEXAMPLE" }, "no-credentials"],
    ["expired ones", { AWS_CREDENTIAL_EXPIRATION: "2026-01-02T03:04:05Z" }, "credentials-expired"],
  ])("%s are an error", async (_what, more, code) => {
    await expect(keysFrom(root, fakeWorld({ env: { ...pair, ...more } }))).rejects.toMatchObject({ code })
  })
})

describe("a web identity token", () => {
  let stage: Stage
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "guise-web-identity-"))
  })
  afterAll(() => rm(folder, { recursive: true }))
  beforeEach(async () => {
    stage = await makeStage()
  })
  afterEach(() => stage.sandbox.close())

  const rootOf = (file: string): WebIdentityRoot => ({
    kind: "web-identity",
    roleArn: "arn:aws:iam::111122223333:role/Ci",
    tokenFile: join(folder, file),
    sts: stage.sts,
  })

  test("is read at each use, line end and all, and makes a role", async () => {
    const token = stage.sandbox.mintToken({ subject: "repo:example/app", audience: "sts.amazonaws.com" })
    await writeFile(join(folder, "token"), `${token}\n`)
    const made = await credentialsFor(plan(rootOf("token"), []), stage.process(), { minTtl: 960 })
    expect(made.accountId).toBe("111122223333")
    expect(stage.calls()).toEqual(["AssumeRoleWithWebIdentity Ci: ok"])
  })

  test.each([
    ["missing", "does not exist"],
    [".", "cannot be read (EISDIR)"],
    ["empty", "is empty"],
  ])("%s is an error that names the file", async (file, words) => {
    await writeFile(join(folder, "empty"), " \n")
    await expect(credentialsFor(plan(rootOf(file), []), stage.process(), { minTtl: 960 })).rejects.toMatchObject({
      code: "file-unreadable",
      message: expect.stringContaining(words),
    })
  })

  test("that AWS does not accept is no secret of the error's", async () => {
    await writeFile(join(folder, "bad"), "canary.token.value")
    const error = await credentialsFor(plan(rootOf("bad"), []), stage.process(), { minTtl: 960 }).catch(each => each)
    expect(error).toMatchObject({ name: "GuiseError", exitStatus: 5 })
    expect(JSON.stringify([error.message, error.detail, error.hint])).not.toContain("canary.token.value")
  })
})

describe("the session's name when none is asked for", () => {
  test.each([
    [{ USER: "alice" }, "guise-alice"],
    [{ LOGNAME: "bob", USER: "" }, "guise-bob"],
    [{ USERNAME: "DOMAIN\\carol smith" }, "guise-DOMAINcarolsmith"],
    [{ USER: "zoë" }, "guise-zoe"],
    [{ USER: "狐" }, "guise"],
  ])("for %p is %s", (env, name) => {
    expect(defaultSessionName(env)).toBe(name)
  })

  test("is one that STS takes, for any user", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1 }), USER => {
        expect(defaultSessionName({ USER })).toMatch(/^[\w+=,.@-]{2,64}$/)
      }),
    )
    expect(defaultSessionName({})).toMatch(/^guise[\w+=,.@-]*$/)
  })
})
