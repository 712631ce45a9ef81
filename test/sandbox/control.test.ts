import { afterEach, beforeEach, describe, expect, test } from "bun:test"
import { AssumeRoleCommand, GetSessionTokenCommand } from "@aws-sdk/client-sts"
import type { Fault } from "../../src/sandbox/faults.ts"
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts"
import { alice, clientOf, refusal, roleArn, serial, signedCall, stillClock } from "./client.ts"

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await startSandbox({ now: stillClock() })
})
afterEach(() => sandbox.close())

function control(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${sandbox.url}/_sandbox/${path}`, {
    method,
    headers: { "x-sandbox-token": sandbox.token, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

describe("the control plane", () => {
  const strangers: readonly (readonly [string, Record<string, string>])[] = [
    ["without the token", { "x-sandbox-token": "" }],
    ["with another token", { "x-sandbox-token": "x".repeat(43) }],
    ["from a web page", { origin: "http://127.0.0.1" }],
    ["for another host", { host: "sandbox.example" }],
  ]
  for (const [title, headers] of strangers) {
    test(`refuses a request ${title}`, async () => {
      expect((await control("GET", "calls", undefined, headers)).status).toBe(403)
    })
  }

  test("moves the clock", async () => {
    const before = sandbox.clock.now()
    const moved: unknown = await (await control("POST", "clock", { advance: 3600 })).json()
    expect(moved).toMatchObject({ advanced: 3600, skewed: 0 })
    expect(sandbox.clock.now() - before).toBe(3600)
    await control("POST", "clock", { reset: true })
    expect(sandbox.clock.offsets()).toEqual({ advanced: 0, skewed: 0 })
  })

  test("tells the code a device shows", async () => {
    const answer: unknown = await (await control("GET", `code?serial=${encodeURIComponent(serial)}`)).json()
    expect(answer).toEqual({ code: sandbox.codeFor(serial) })
    expect((await control("GET", "code?serial=nobody")).status).toBe(400)
  })

  const wrong: readonly (readonly [string, string, unknown])[] = [
    ["clock", "POST", { advance: "an hour" }],
    ["clock", "POST", { advance: 3_153_600_000, skew: 1 }],
    ["faults", "POST", { kind: "toString" }],
    ["faults", "POST", { kind: "throttle", times: 0 }],
    ["web-identity-token", "POST", { issuer: "https://other.example" }],
  ]
  for (const [path, method, body] of wrong) {
    test(`says what is wrong with ${path} ${JSON.stringify(body)}`, async () => {
      const answer = await control(method, path, body)
      expect(answer.status).toBe(400)
      expect(await answer.json()).toHaveProperty("error")
    })
  }

  test("mints a web identity token", async () => {
    const answer: unknown = await (await control("POST", "web-identity-token", { subject: "s" })).json()
    const payload = JSON.stringify(answer).split(".")[1] ?? ""
    expect(Buffer.from(payload, "base64url").toString()).toContain('"sub":"s"')
  })

  test("keeps no more of a word than AWS would read", async () => {
    const params = { Action: "AssumeRole", Version: "2011-06-15", RoleSessionName: "x".repeat(100_000) }
    await signedCall(sandbox, { params })
    expect(sandbox.calls().at(-1)?.params.RoleSessionName?.length).toBe(4097)
  })

  test("names what it knows for a path it does not", async () => {
    const answer = await control("GET", "nothing")
    expect(answer.status).toBe(404)
    expect(await answer.text()).toContain("POST /_sandbox/clock")
  })
})

describe("the call log", () => {
  test("names caller, key, words and outcome, and masks codes and secrets", async () => {
    const code = sandbox.codeFor(serial) ?? ""
    const client = clientOf(sandbox)
    await client.send(new GetSessionTokenCommand({ SerialNumber: serial, TokenCode: code }))
    await refusal(client.send(new AssumeRoleCommand({ RoleArn: roleArn("Admin"), RoleSessionName: "here" })))
    const calls: unknown = await (await control("GET", "calls")).json()
    expect(calls).toMatchObject([
      {
        action: "GetSessionToken",
        principal: "arn:aws:iam::111122223333:user/alice",
        accessKeyId: alice.accessKeyId,
        region: "us-east-1",
        params: { SerialNumber: serial, TokenCode: "(masked)" },
        outcome: "ok",
        status: 200,
      },
      { action: "AssumeRole", params: { RoleArn: roleArn("Admin") }, outcome: "AccessDenied", status: 403 },
    ])
    expect(JSON.stringify(calls)).not.toContain(code)
    expect(JSON.stringify(calls)).not.toContain(alice.secretAccessKey)
    expect(sandbox.calls("AssumeRole")).toHaveLength(1)
  })
})

describe("a fault", () => {
  const refused: readonly (readonly [Fault["kind"], string])[] = [
    ["throttle", "400 Throttling: Rate exceeded"],
    [
      "error",
      "500 InternalFailure: The request processing has failed because of an unknown error, exception or failure.",
    ],
    ["unavailable", "503 ServiceUnavailable: The request has failed due to a temporary failure of the server."],
  ]
  for (const [kind, answer] of refused) {
    test(`${kind} strikes the next calls of its action, and is over`, async () => {
      sandbox.faults.add({ kind, action: "GetCallerIdentity", times: 2 })
      const other = { Action: "GetSessionToken", Version: "2011-06-15" }
      expect(await signedCall(sandbox, { params: other })).toBe("200")
      expect(await signedCall(sandbox)).toBe(answer)
      expect(await signedCall(sandbox)).toBe(answer)
      expect(await signedCall(sandbox)).toBe("200")
    })
  }

  const lost: readonly (readonly [Fault["kind"], string, boolean])[] = [
    ["drop", "dropped", false],
    ["drop-after", "dropped after ok", true],
    ["truncate", "truncated ok", true],
  ]
  for (const [kind, outcome, done] of lost) {
    test(`${kind} breaks the connection; the code ${done ? "is used up" : "is still good"}`, async () => {
      await control("POST", "faults", { kind, times: 1 })
      const code = sandbox.codeFor(serial) ?? ""
      const params = { Action: "GetSessionToken", Version: "2011-06-15", SerialNumber: serial, TokenCode: code }
      expect(await signedCall(sandbox, { params }).catch(() => "broken")).toBe("broken")
      expect(sandbox.calls().at(-1)?.outcome).toBe(outcome)
      expect(await signedCall(sandbox, { params })).toStartWith(done ? "403 AccessDenied" : "200")
    })
  }

  test("latencies add up, strike beside another fault, and are counted down", async () => {
    await control("POST", "faults", { kind: "latency", ms: 5 })
    await control("POST", "faults", { kind: "latency", ms: 7, times: 1, action: "GetCallerIdentity" })
    await control("POST", "faults", { kind: "throttle", times: 1 })
    expect(await signedCall(sandbox)).toBe("400 Throttling: Rate exceeded")
    expect(sandbox.faults.list()).toEqual([{ kind: "latency", ms: 5 }])
    sandbox.faults.add({ kind: "latency", ms: 7, times: 1 })
    expect(sandbox.faults.take("AssumeRole")).toEqual({ ms: 12 })
    expect(sandbox.faults.take("AssumeRole")).toEqual({ ms: 5 })
    await control("DELETE", "faults")
    expect(sandbox.faults.list()).toEqual([])
  })
})

describe("the listener", () => {
  test("a body beyond any use is refused", async () => {
    const answer = await fetch(sandbox.url, { method: "POST", body: "x".repeat(300 * 1024) })
    expect(answer.status).toBe(413)
  })

  test("a page's request to STS is refused too", async () => {
    expect((await fetch(sandbox.url, { method: "POST", headers: { origin: "http://localhost" } })).status).toBe(403)
  })

  test("a port that is taken is an error with a way out", async () => {
    await expect(startSandbox({ port: sandbox.port })).rejects.toMatchObject({
      code: "usage",
      message: `cannot listen on 127.0.0.1:${sandbox.port}: something else listens there already`,
    })
  })

  test("echoed input is escaped", async () => {
    const params = { Action: '<a>&"\u0001', Version: "2011-06-15" }
    const answer = await fetch(sandbox.url, { method: "POST", body: new URLSearchParams(params) })
    expect(await answer.text()).toContain("Could not find operation &lt;a&gt;&amp;&quot;\ufffd for version 2011-06-15")
    expect(answer.headers.get("x-amzn-requestid")).toMatch(/^[0-9a-f-]{36}$/)
  })
})
