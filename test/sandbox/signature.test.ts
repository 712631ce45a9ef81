import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { Sha256 } from "@aws-crypto/sha256-js"
import { AssumeRoleCommand, GetCallerIdentityCommand } from "@aws-sdk/client-sts"
import { SignatureV4 } from "@smithy/signature-v4"
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts"
import { type Asked, alice, clientOf, keysOf, roleArn, signedCall, stillClock, wordsOf } from "./client.ts"

const start = Date.parse("2026-03-01T12:00:00Z") / 1000
const at = (seconds: number): Date => new Date((start + seconds) * 1000)
let sandbox: Sandbox

beforeAll(async () => {
  sandbox = await startSandbox({ now: () => start })
})
afterAll(() => sandbox.close())

const mismatch =
  "403 SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
const invalidToken = "403 InvalidClientTokenId: The security token included in the request is invalid."

const table: readonly (readonly [string, Asked, string])[] = [
  ["a right signature is accepted", {}, "200"],
  ["of 15 minutes ago too", { date: at(-900) }, "200"],
  ["and of 15 minutes ahead", { date: at(900) }, "200"],
  [
    "older than 15 minutes it has expired",
    { date: at(-901) },
    "403 SignatureDoesNotMatch: Signature expired: 20260301T114459Z is now earlier than 20260301T114500Z (20260301T120000Z - 15 min.)",
  ],
  [
    "more than 15 minutes ahead it is not yet current",
    { date: at(901) },
    "403 SignatureDoesNotMatch: Signature not yet current: 20260301T121501Z is still later than 20260301T121500Z (20260301T120000Z + 15 min.)",
  ],
  ["a wrong secret does not match", { keys: { ...alice, secretAccessKey: "wrong" } }, mismatch],
  ["an unknown key is invalid", { keys: { ...alice, accessKeyId: "AKIAI00000000EXAMPLE" } }, invalidToken],
  ["long-lived keys with a session token are invalid", { keys: { ...alice, sessionToken: "x" } }, invalidToken],
  [
    "another service's scope is named",
    { service: "iam" },
    "403 SignatureDoesNotMatch: Credential should be scoped to correct service: 'sts'. ",
  ],
  [
    "so is what is no region",
    { region: "nowhere" },
    "403 SignatureDoesNotMatch: Credential should be scoped to a valid region, not 'nowhere'. ",
  ],
  [
    "a body changed after signing does not match",
    { body: "Action=GetCallerIdentity&Version=2011-06-15&x=y" },
    mismatch,
  ],
  [
    "a header that says another body hash is not believed",
    { tamper: { "x-amz-content-sha256": "0".repeat(64) } },
    "403 SignatureDoesNotMatch: 'x-amz-content-sha256' must be a 'SignedHeader' in the AWS Authorization.",
  ],
  [
    "a signed header changed on the way does not match",
    { tamper: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" } },
    mismatch,
  ],
  ["a token added on the way is not signed for", { tamper: { "x-amz-security-token": "x" } }, invalidToken],
  [
    "without Authorization the token is missing",
    { tamper: { authorization: "" } },
    "403 MissingAuthenticationToken: Request is missing Authentication Token",
  ],
  [
    "a Bearer is no signature",
    { tamper: { authorization: "Bearer abc" } },
    "403 MissingAuthenticationToken: Request is missing Authentication Token",
  ],
  [
    "a credential of four parts is incomplete",
    {
      tamper: { authorization: "AWS4-HMAC-SHA256 Credential=a/b/c/d, SignedHeaders=host, Signature=f" },
    },
    "400 IncompleteSignature: Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.",
  ],
  [
    "a date in another form is incomplete",
    { tamper: { "x-amz-date": "2026-03-01" } },
    "400 IncompleteSignature: Date must be in ISO-8601 'basic format'. Got '2026-03-01'. See http://en.wikipedia.org/wiki/ISO_8601",
  ],
  [
    "a scope of another day is named",
    { tamper: { "x-amz-date": "20260302T000000Z" } },
    "403 SignatureDoesNotMatch: Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20260301' != '20260302', from '20260302T000000Z'.",
  ],
  [
    "an action AWS does not have is said so",
    { params: { Action: "Frobnicate", Version: "2011-06-15" } },
    "400 InvalidAction: Could not find operation Frobnicate for version 2011-06-15",
  ],
  [
    "so is a missing version",
    { params: { Action: "GetCallerIdentity" } },
    "400 InvalidAction: Could not find operation GetCallerIdentity for version NO_VERSION_SPECIFIED",
  ],
]

describe("a signed request", () => {
  for (const [title, asked, answer] of table) {
    test(title, async () => expect(await signedCall(sandbox, { date: at(0), ...asked })).toBe(answer))
  }

  test("missing parts are all listed, the header only as a hash", async () => {
    const tamper = { authorization: "AWS4-HMAC-SHA256 SignedHeaders=host" }
    expect(await signedCall(sandbox, { date: at(0), tamper })).toMatch(
      /^400 IncompleteSignature: Authorization header requires 'Credential' parameter\. Authorization header requires 'Signature' parameter\. \(Hashed with SHA-256 and encoded with Base64\) Authorization=[\w+/]{43}=$/,
    )
  })
})

describe("a presigned URL", () => {
  async function presigned(change: (query: URLSearchParams) => void = () => {}, seconds = 0): Promise<string> {
    const signer = new SignatureV4({ service: "sts", region: "eu-west-1", credentials: alice, sha256: Sha256 })
    const request = {
      method: "GET",
      protocol: "http:",
      hostname: "127.0.0.1",
      path: "/",
      headers: { host: `127.0.0.1:${sandbox.port}` },
      query: { Action: "GetCallerIdentity", Version: "2011-06-15" },
    }
    const signed = await signer.presign(request, { expiresIn: 60, signingDate: at(seconds) })
    const query = new URLSearchParams(
      Object.entries(signed.query ?? {}).map(([name, value]): [string, string] => [name, String(value)]),
    )
    change(query)
    return wordsOf(await fetch(`${sandbox.url}/?${query}`))
  }

  test("is accepted within its time", async () => expect(await presigned(() => {}, -60)).toBe("200"))
  test("is refused after it", async () => {
    expect(await presigned(() => {}, -61)).toStartWith("403 SignatureDoesNotMatch: Signature expired: 20260301T115859Z")
  })
  test("is refused with another action", async () => {
    expect(await presigned(query => query.set("Action", "GetSessionToken"))).toBe(mismatch)
  })
})

describe("a session", () => {
  test("answers to its own token only, and until it expires", async () => {
    const local = await startSandbox({ now: stillClock() })
    const role = new AssumeRoleCommand({ RoleArn: roleArn("ReadOnly"), RoleSessionName: "here", DurationSeconds: 900 })
    const one = keysOf(await clientOf(local).send(role))
    const other = keysOf(await clientOf(local).send(role))
    expect(one.accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/)
    const who = await clientOf(local, one).send(new GetCallerIdentityCommand({}))
    expect(who.Arn).toBe("arn:aws:sts::111122223333:assumed-role/ReadOnly/here")
    expect(await signedCall(local, { keys: { ...one, sessionToken: other.sessionToken ?? "" } })).toBe(invalidToken)
    expect(
      await signedCall(local, { keys: { accessKeyId: one.accessKeyId, secretAccessKey: one.secretAccessKey } }),
    ).toBe(invalidToken)
    local.clock.advance(899)
    expect(await signedCall(local, { keys: one })).toBe("200")
    local.clock.advance(2)
    expect(await signedCall(local, { keys: one })).toBe(
      "403 ExpiredToken: The security token included in the request is expired",
    )
    local.reset()
    expect(await signedCall(local, { keys: one })).toBe(invalidToken)
    await local.close()
  })
})

describe("the clock", () => {
  test("after advance both the old and the new time sign; after skew only the sandbox's", async () => {
    const local = await startSandbox({ now: () => start })
    local.clock.advance(7200)
    expect(await signedCall(local, { date: at(0) })).toBe("200")
    expect(await signedCall(local, { date: at(7200) })).toBe("200")
    expect(await signedCall(local, { date: at(3600) })).toStartWith("403 SignatureDoesNotMatch: Signature expired")
    local.clock.reset()
    local.clock.skew(3600)
    expect(await signedCall(local, { date: at(0) })).toStartWith("403 SignatureDoesNotMatch: Signature expired")
    expect(await signedCall(local, { date: at(3600) })).toBe("200")
    const response = await fetch(local.url, { method: "POST" })
    expect(response.headers.get("date")).toBe(at(3600).toUTCString())
    await local.close()
  })
})
