import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { GuiseError } from "../../src/errors.ts"
import { fromProcess } from "../../src/source/process.ts"
import { fakeWorld } from "../fake-world.ts"

const canary = "canary-secret-that-is-nowhere"
const document = { Version: 1, AccessKeyId: "ASIAIOSFODNN7EXAMPLE", SecretAccessKey: canary }
const path = process.env.PATH ?? ""

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "guise-process-"))
})
afterAll(() => rm(folder, { recursive: true }))

function run(command: string, env: Readonly<Record<string, string>> = {}, accountId?: string) {
  const root = { kind: "process", profile: "prod", command, ...(accountId === undefined ? {} : { accountId }) } as const
  return fromProcess(root, fakeWorld({ env: { PATH: path, ...env } }))
}

async function printing(value: unknown, ending = ""): Promise<string> {
  const file = join(folder, `${Bun.hash(JSON.stringify([value, ending]))}.json`)
  await writeFile(file, (typeof value === "string" ? value : JSON.stringify(value)) + ending)
  return `cat ${file}`
}

async function failureOf(promise: Promise<unknown>): Promise<GuiseError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof GuiseError) return error
  throw new Error("expected a GuiseError", { cause: error })
}

describe("what is printed", () => {
  test("is read, every field of it", async () => {
    const all = { ...document, SessionToken: "token", Expiration: "2026-01-02T04:04:05Z", AccountId: "111122223333" }
    expect(await run(await printing(all, "\n"))).toEqual({
      accessKeyId: "ASIAIOSFODNN7EXAMPLE",
      secretAccessKey: canary,
      sessionToken: "token",
      expiresAt: Date.UTC(2026, 0, 2, 4, 4, 5) / 1000,
      accountId: "111122223333",
    })
  })

  test.each([
    ["2026-01-02T05:04:05+01:00"],
    ["2026-01-02T04:04:05.123Z"],
    ["2026-01-02T04:04:05"],
    ["2026-01-02T04:04:05UTC"],
    ["20260102T040405Z"],
  ])("an Expiration of %s is the same time", async Expiration => {
    const made = await run(await printing({ ...document, Expiration }))
    expect(made.expiresAt).toBe(Date.UTC(2026, 0, 2, 4, 4, 5) / 1000)
  })

  test("without an account, the profile's own stands in", async () => {
    expect((await run(await printing(document), {}, "210987654321")).accountId).toBe("210987654321")
  })

  test.each<[unknown, string]>([
    ["not json", "something that is not one JSON object"],
    ["", "something that is not one JSON object"],
    [[document], "something that is not one JSON object"],
    [{ ...document, Version: "1" }, "it must be the number 1, not a string"],
    [{ ...document, Version: 2 }, "it must be the number 1, not 2"],
    [{ ...document, Version: undefined }, "and there is none"],
    [{ ...document, AccessKeyId: undefined }, "no AccessKeyId"],
    [{ ...document, SecretAccessKey: "" }, "no SecretAccessKey"],
    [{ Version: 1 }, "no AccessKeyId and no SecretAccessKey"],
    [{ ...document, AccessKeyId: "ASIA\0IOSFODNN7EXAMPLE" }, "a key or a token with control characters"],
    [{ ...document, SecretAccessKey: `${canary}\nAWS_PROFILE=evil` }, "a key or a token with control characters"],
    [{ ...document, SessionToken: "token\r" }, "a key or a token with control characters"],
    [{ ...document, Expiration: "soon" }, "an Expiration that is no ISO 8601 time"],
    [{ ...document, Expiration: 1767323045 }, "an Expiration that is no ISO 8601 time"],
    [{ ...document, Expiration: "2026-01-02T03:04:05Z" }, "credentials that expired at 2026-01-02T03:04:05"],
  ])("%j is an error without a word of it", async (value, words) => {
    const error = await failureOf(run(await printing(value)))
    expect(error).toMatchObject({ code: "process-failed", message: expect.stringContaining(words) })
    expect(JSON.stringify([error.message, error.hint, error.detail, error.stack])).not.toContain(canary)
  })
})

describe("how it is run", () => {
  test("by a shell, in the caller's environment", async () => {
    const made = await run(`printf '{"Version":1,"AccessKeyId":"AKIA%s","SecretAccessKey":"s"}' "$MY_VAR" | cat`, {
      MY_VAR: "HELLO",
    })
    expect(made.accessKeyId).toBe("AKIAHELLO")
  })

  test("without the MFA code, which is for one use", async () => {
    const made = await run(`printf '{"Version":1,"AccessKeyId":"A%s","SecretAccessKey":"s"}' "$GUISE_MFA_CODE"`, {
      GUISE_MFA_CODE: "123456",
    })
    expect(made.accessKeyId).toBe("A")
  })

  test.each([
    [`echo ${canary}; exit 3`, "ended with status 3"],
    [`echo ${canary}; kill -9 $$`, "was ended by SIGKILL"],
    ["/nowhere/at/all 2>/dev/null", "ended with status 127: its program was not found"],
    ["/etc/passwd 2>/dev/null", "ended with status 126: its program is there and may not be run"],
    [`yes ${canary}`, "printed far more than credentials"],
  ])("%s is an error without its output", async (command, words) => {
    const error = await failureOf(run(command))
    expect(error).toMatchObject({ code: "process-failed", message: expect.stringContaining(words) })
    expect(JSON.stringify([error.message, error.hint, error.detail])).not.toContain(canary)
  })
})

describe("GUISE_CHAIN", () => {
  const show = `printf '{"Version":1,"AccessKeyId":"%s","SecretAccessKey":"s"}' "$GUISE_CHAIN"`

  test.each([
    ["", "prod"],
    ["dev", "dev,prod"],
    ["a%2Cb,c d,100%", "a%2Cb,c%20d,100%25,prod"],
  ])("%p becomes %p", async (before, after) => {
    expect((await run(show, { GUISE_CHAIN: before })).accessKeyId).toBe(after)
  })

  test.each([
    ["prod", "leads back to itself: prod → prod"],
    ["a,prod,b", "leads back to itself: a → prod → b → prod"],
    ["a,b,c,d", "four are the most: a → b → c → d → prod"],
  ])("%s ends the way, and names it", async (chain, words) => {
    const error = await failureOf(run(show, { GUISE_CHAIN: chain }))
    expect(error).toMatchObject({ code: "profile-loop", message: expect.stringContaining(words) })
  })
})
