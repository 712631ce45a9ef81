import { afterAll, afterEach, describe, expect, test } from "bun:test"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import fc from "fast-check"
import { fromContainer } from "../../src/source/container.ts"
import { containerUrl } from "../../src/source/container-url.ts"
import { fakeNow, fakeWorld } from "../fake-world.ts"
import { type Answer, type Machine, machine, roleKeys } from "./machine.ts"

let server: Machine | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

async function served(...answers: readonly Answer[]): Promise<Machine> {
  const left = [...answers]
  server = await machine(() => left.shift() ?? 500, ["authorization"])
  return server
}

const document = JSON.stringify(roleKeys)
const credentials = {
  accessKeyId: roleKeys.AccessKeyId,
  secretAccessKey: roleKeys.SecretAccessKey,
  sessionToken: roleKeys.Token,
  expiresAt: fakeNow + 6 * 3600,
}

describe("where it is asked", () => {
  test.each([
    ["/v2/credentials/0f", "http://169.254.170.2/v2/credentials/0f"],
    ["http://169.254.170.23/v1/credentials", "http://169.254.170.23/v1/credentials"],
    ["http://[fd00:ec2::23]/v1/credentials", "http://[fd00:ec2::23]/v1/credentials"],
    ["http://127.3.2.1:8080/", "http://127.3.2.1:8080/"],
    ["http://localhost:8080/creds", "http://localhost:8080/creds"],
    ["http://[0:0:0:0:0:0:0:1]:1/", "http://[::1]:1/"],
    ["https://credentials.example.com/role", "https://credentials.example.com/role"],
  ])("%s", (uri, url) => {
    expect(containerUrl(uri).href).toBe(url)
  })

  test.each([
    "http://192.0.2.1/creds",
    "http://host.docker.internal/creds",
    "http://127.0.0.1.example.com/",
    "http://localhost.example.com/",
    "http://[::ffff:127.0.0.1]/",
    "http://169.254.169.254/",
    "http://user:canary@127.0.0.1/",
    "ftp://127.0.0.1/",
    "creds",
    "",
  ])("not at %p", uri => {
    const error = thrownBy(() => containerUrl(uri))
    expect(error).toMatchObject({ code: "profile-invalid" })
    expect(String(error)).not.toContain("canary")
  })

  test("a path never leads to another host, whatever stands in it", () => {
    fc.assert(fc.property(fc.string(), path => containerUrl(`/${path}`).host === "169.254.170.2"))
  })
})

describe("what it gives", () => {
  test.each([
    ["no account", {}, {}],
    ["an account", { AccountId: "111122223333" }, { accountId: "111122223333" }],
    ["a role's ARN", { RoleArn: "arn:aws:iam::444455556666:role/task" }, { accountId: "444455556666" }],
  ])("with %s", async (_what, more, account) => {
    const { url } = await served(JSON.stringify({ ...roleKeys, ...more }))
    expect(await fromContainer({ kind: "container", uri: url }, fakeWorld())).toEqual({ ...credentials, ...account })
  })

  test("without a token, where the one there is is empty", async () => {
    const { url } = await served(JSON.stringify({ ...roleKeys, Token: "" }))
    const { sessionToken: _none, ...pair } = credentials
    expect(await fromContainer({ kind: "container", uri: url }, fakeWorld())).toEqual(pair)
  })

  test.each([
    ["a 5xx, and silence of words", [500, "not JSON", document], 3],
    ["a call for patience", [429, document], 2],
  ])("after %s", async (_what, answers, calls) => {
    const { url, asked } = await served(...answers)
    const world = fakeWorld()
    expect(await fromContainer({ kind: "container", uri: url }, world)).toEqual(credentials)
    expect([asked.length, world.now() - fakeNow]).toEqual([calls, calls - 1])
  })

  const redirect = { status: 302, headers: { location: "http://127.0.0.1:9/" } }
  const denied = { status: 403, body: JSON.stringify({ Code: "AccessDenied", Message: "canary" }) }
  test.each([
    ["nobody there", [], "aws-unreachable", "HTTP 500", 3],
    ["a refusal, asked once", [denied], "aws-refused", "HTTP 403 (AccessDenied)", 1],
    ["a redirect, not followed", [redirect], "aws-refused", "HTTP 302", 1],
    ["an error with status 200", [JSON.stringify({ Code: "NoRole", Message: "m" })], "aws-refused", "says NoRole", 1],
    ["no token", Array(3).fill(JSON.stringify({ ...roleKeys, Token: undefined })), "aws-unreachable", "no Token", 3],
    ["no end", Array(3).fill(JSON.stringify({ ...roleKeys, Expiration: null })), "aws-unreachable", "Expiration", 3],
    [
      "what has ended",
      [JSON.stringify({ ...roleKeys, Expiration: "2026-01-02T03:04:05Z" })],
      "credentials-expired",
      "2026-01-02T03:04:05Z",
      1,
    ],
  ])("not: %s", async (_what, answers: readonly Answer[], code, words, calls) => {
    const { url, asked } = await served(...answers)
    const uri = `${url}/unguessable-path`
    const error = await fromContainer({ kind: "container", uri }, fakeWorld()).catch(each => each)
    expect(error).toMatchObject({ code, message: expect.stringContaining(words) })
    expect(JSON.stringify([error.message, error.hint, error.detail])).not.toMatch(/canary|unguessable/)
    expect(asked.length).toBe(calls)
  })

  test("and no proxy hears of it", async () => {
    const proxy = await machine(() => document)
    const before = process.env.HTTP_PROXY
    process.env.HTTP_PROXY = proxy.url
    try {
      const { url } = await served(document)
      await fromContainer({ kind: "container", uri: url }, fakeWorld())
      expect(proxy.asked).toEqual([])
    } finally {
      if (before === undefined) delete process.env.HTTP_PROXY
      else process.env.HTTP_PROXY = before
      await proxy.close()
    }
  })
})

describe("the token", () => {
  const folder = mkdtempSync(join(tmpdir(), "guise-container-"))
  const file = join(folder, "token")
  afterEach(() => rmSync(file, { force: true }))
  afterAll(() => rmSync(folder, { recursive: true }))

  async function sent(env: Record<string, string>): Promise<string> {
    const { url, asked } = await served(document)
    await fromContainer({ kind: "container", uri: url }, fakeWorld({ env }))
    return asked[0]?.replace("GET / ", "") ?? ""
  }

  test("is the variable's, as it stands", async () => {
    expect(await sent({ AWS_CONTAINER_AUTHORIZATION_TOKEN: "Basic abc" })).toBe("Basic abc")
  })

  test("is the file's before the variable's, without the line end", async () => {
    writeFileSync(file, "eyJ0.token\r\n")
    const env = { AWS_CONTAINER_AUTHORIZATION_TOKEN: "old", AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file }
    expect(await sent(env)).toBe("eyJ0.token")
  })

  test("is read anew for each try", async () => {
    writeFileSync(file, "first")
    const answers: Answer[] = [503, document]
    server = await machine(() => {
      writeFileSync(file, "second")
      return answers.shift() ?? 500
    }, ["authorization"])
    const world = fakeWorld({ env: { AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file } })
    await fromContainer({ kind: "container", uri: server.url }, world)
    expect(server.asked).toEqual(["GET / first", "GET / second"])
  })

  test.each([
    ["a file that is not there", undefined, "file-unreadable", "does not exist"],
    ["an empty file", "\n", "file-unreadable", "is empty"],
    ["two lines", "canary\r\nX-Other: 1", "profile-invalid", "no HTTP header can"],
  ])("%s is an error, and nothing is asked", async (_what, content, code, words) => {
    if (content !== undefined) writeFileSync(file, content)
    const { url, asked } = await served(document)
    const world = fakeWorld({ env: { AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file } })
    const error = await fromContainer({ kind: "container", uri: url }, world).catch(each => each)
    expect(error).toMatchObject({ code, message: expect.stringContaining(words) })
    expect([String(error.message).includes("canary"), asked]).toEqual([false, []])
  })
})

function thrownBy(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    return error
  }
}
