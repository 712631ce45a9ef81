import { afterEach, describe, expect, test } from "bun:test"
import {
  type AssumeRoleRequest,
  assumeRole,
  assumeRoleWithWebIdentity,
  getCallerIdentity,
  getSessionToken,
} from "../../src/aws/sts.ts"
import { GuiseError } from "../../src/errors.ts"
import type { Credentials, Endpoint } from "../../src/types.ts"
import { type FakeWorld, fakeWorld, type Script } from "../fake-world.ts"
import { type Act, drop, lifetime, no, type ScriptedSts, scriptedSts, strictAbout, yes } from "./scripted-sts.ts"

const alice: Credentials = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
}
const serial = "arn:aws:iam::123456789012:mfa/alice"
const mfa = { serial, code: "123456" }
const role: AssumeRoleRequest = { roleArn: "arn:aws:iam::111122223333:role/Admin", sessionName: "alice" }

const running: ScriptedSts[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map(each => each.stop()))
})

async function sts(...acts: readonly Act[]): Promise<ScriptedSts & { endpoint: Endpoint }> {
  const server = await scriptedSts(...acts)
  running.push(server)
  return { ...server, endpoint: { region: "eu-west-1", url: server.url } }
}

function realClock(script: Script = {}): FakeWorld {
  return fakeWorld({ now: Date.now() / 1000, ...script })
}

async function failureOf(promise: Promise<unknown>): Promise<GuiseError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof GuiseError) return error
  throw new Error("expected a GuiseError", { cause: error })
}

describe("what is sent and what comes back", () => {
  test("GetCallerIdentity names the caller, signed for the endpoint's region", async () => {
    const { endpoint, seen } = await sts(yes())
    expect(await getCallerIdentity(endpoint, alice, realClock())).toEqual({
      accountId: "123456789012",
      arn: "arn:aws:iam::123456789012:user/alice",
      userId: "AIDAEXAMPLE",
    })
    expect(seen[0]?.headers.authorization).toContain("AKIAIOSFODNN7EXAMPLE/")
    expect(seen[0]?.headers.authorization).toContain("/eu-west-1/sts/aws4_request")
  })

  test("GetSessionToken sends serial, code and duration", async () => {
    const { endpoint, seen } = await sts(yes())
    const made = await getSessionToken({ mfa, duration: 129600 }, endpoint, alice, realClock())
    expect(Object.fromEntries(seen[0]?.params ?? [])).toEqual({
      Action: "GetSessionToken",
      Version: "2011-06-15",
      SerialNumber: serial,
      TokenCode: "123456",
      DurationSeconds: "129600",
    })
    expect(made).toMatchObject({
      accessKeyId: "ASIAIOSFODNN7EXAMPLE",
      secretAccessKey: "made-secret",
      sessionToken: "made-token",
      accountId: "123456789012",
    })
  })

  test("AssumeRole sends all that was asked for and nothing else", async () => {
    const { endpoint, seen } = await sts(yes())
    const made = await assumeRole(
      {
        ...role,
        externalId: "x1",
        duration: 900,
        policy: "{}",
        policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
        tags: [["team", "a"]],
        transitiveTags: ["team"],
        sourceIdentity: "alice",
      },
      endpoint,
      { ...alice, sessionToken: "session-token" },
      realClock(),
    )
    expect(Object.fromEntries(seen[0]?.params ?? [])).toEqual({
      Action: "AssumeRole",
      Version: "2011-06-15",
      RoleArn: role.roleArn,
      RoleSessionName: "alice",
      ExternalId: "x1",
      DurationSeconds: "900",
      Policy: "{}",
      "PolicyArns.member.1.arn": "arn:aws:iam::aws:policy/ReadOnlyAccess",
      "Tags.member.1.Key": "team",
      "Tags.member.1.Value": "a",
      "TransitiveTagKeys.member.1": "team",
      SourceIdentity: "alice",
    })
    expect(seen[0]?.headers["x-amz-security-token"]).toBe("session-token")
    expect(made.accountId).toBe("111122223333")
    expect(made.expiresAt).toBeGreaterThan(Date.now() / 1000 + lifetime - 60)
  })

  test("a plain AssumeRole leaves duration and the rest to AWS", async () => {
    const { endpoint, seen } = await sts(yes())
    await assumeRole(role, endpoint, alice, realClock())
    expect([...(seen[0]?.params.keys() ?? [])].sort()).toEqual(["Action", "RoleArn", "RoleSessionName", "Version"])
  })

  test("AssumeRoleWithWebIdentity is not signed", async () => {
    const { endpoint, seen } = await sts(yes())
    const made = await assumeRoleWithWebIdentity({ ...role, token: "web-token" }, endpoint, realClock())
    expect(seen[0]?.headers.authorization).toBeUndefined()
    expect(seen[0]?.params.get("WebIdentityToken")).toBe("web-token")
    expect(made.accountId).toBe("111122223333")
  })
})

describe("repeating", () => {
  const internal = no(500, "InternalFailure", "try again")
  const busy = no(400, "Throttling", "Rate exceeded")
  test.each([
    ["a dropped connection", drop],
    ["a 500", internal],
    ["throttling", busy],
  ])("without MFA, %s is tried again", async (_what, act) => {
    const { endpoint, seen } = await sts(act, yes())
    await assumeRole(role, endpoint, alice, realClock())
    expect(seen).toHaveLength(2)
  })

  test.each([
    ["a dropped connection", drop, "aws-unreachable"],
    ["a 500", internal, "aws-unreachable"],
    ["throttling", busy, "aws-throttled"],
    ["an answer that is not AWS's", page(200), "aws-unreachable"],
  ] as const)("with an MFA code, %s is not: the request was sent once", async (_what, act, code) => {
    const { endpoint, seen } = await sts(act, yes())
    const error = await failureOf(getSessionToken({ mfa, duration: 900 }, endpoint, alice, realClock()))
    expect(error.code).toBe(code)
    expect(seen).toHaveLength(1)
  })

  test.each([
    ["nobody listens", "http://127.0.0.1:1"],
    ["the name means nothing", "http://sts.nowhere.invalid"],
  ])("where %s a code was not sent, and that is said", async (_what, url) => {
    const error = await failureOf(
      getSessionToken({ mfa, duration: 900 }, { region: "eu-west-1", url }, alice, realClock()),
    )
    expect([error.code, error.unsent]).toEqual(["aws-unreachable", true])
    expect(error.message).toEndWith("The MFA code was not sent.")
  })

  // A kept connection may be closed already, and a client that finds out too late sends again by itself.
  test("with an MFA code, the request has a connection of its own", async () => {
    const { endpoint, seen } = await sts(yes(), yes(), drop, yes())
    const world = realClock()
    await getCallerIdentity(endpoint, alice, world)
    await getCallerIdentity(endpoint, alice, world)
    const error = await failureOf(assumeRole({ ...role, mfa }, endpoint, alice, world))
    expect(error.message).toContain("The MFA code may have been used up; it was not sent again.")
    expect(error.unsent).toBe(false)
    const ports = seen.map(each => each.port)
    expect(ports).toHaveLength(3)
    expect(ports[1]).toBe(ports[0])
    expect(ports[2]).not.toBe(ports[0])
  })

  test.each([
    ["1", 1],
    ["2", 2],
    [undefined, 3],
  ])("AWS_MAX_ATTEMPTS=%s makes %d requests", async (value, count) => {
    const { endpoint, seen } = await sts(internal)
    const error = await failureOf(getCallerIdentity(endpoint, alice, realClock({ env: { AWS_MAX_ATTEMPTS: value } })))
    expect(error.code).toBe("aws-unreachable")
    expect(seen).toHaveLength(count)
  })

  test("AWS_MAX_ATTEMPTS=many is refused", async () => {
    const { endpoint } = await sts(yes())
    const error = await failureOf(getCallerIdentity(endpoint, alice, realClock({ env: { AWS_MAX_ATTEMPTS: "many" } })))
    expect(error.code).toBe("usage")
  })
})

describe("a clock that is wrong", () => {
  test.each([7200, -7200])("by %d s is measured, and the request signed again", async off => {
    const awsNow = () => Date.now() / 1000 + off
    const { endpoint, seen } = await sts(strictAbout(awsNow, yes(awsNow)))
    const world = realClock()
    const made = await assumeRole(role, endpoint, alice, world)
    expect(seen).toHaveLength(2)
    expect(Math.abs(world.skew - off)).toBeLessThan(10)
    expect(Math.abs((made.expiresAt ?? 0) - (world.now() + world.skew + lifetime))).toBeLessThan(30)
  })

  test.each([7200, -7200])(
    "by %d s: a request with an MFA code is repeated once, as AWS had not looked at the code",
    async off => {
      const awsNow = () => Date.now() / 1000 + off
      const { endpoint, seen } = await sts(strictAbout(awsNow, yes(awsNow)))
      await getSessionToken({ mfa, duration: 900 }, endpoint, alice, realClock())
      expect(seen.map(each => each.params.get("TokenCode"))).toEqual(["123456", "123456"])
    },
  )

  test.each(["AccessDenied", "InvalidClientTokenId"])("does not make a %s worth a second try", async code => {
    const awsNow = () => Date.now() / 1000 + 7200
    const { endpoint, seen } = await sts(no(403, code, "No.", awsNow))
    await failureOf(assumeRole(role, endpoint, alice, realClock()))
    expect(seen).toHaveLength(1)
  })

  test("that stays wrong is an error after two tries", async () => {
    const { endpoint, seen } = await sts(
      no(403, "SignatureDoesNotMatch", "Signature expired: 1 is now earlier than 2", () => Date.now() / 1000 + 7200),
    )
    const error = await failureOf(getSessionToken({ mfa, duration: 900 }, endpoint, alice, realClock()))
    expect(error.code).toBe("keys-rejected")
    expect(seen).toHaveLength(2)
  })

  test("a wrong secret on a right clock is sent once", async () => {
    const { endpoint, seen } = await sts(
      no(403, "SignatureDoesNotMatch", "The request signature we calculated does not match"),
    )
    const error = await failureOf(getSessionToken({ mfa, duration: 900 }, endpoint, alice, realClock()))
    expect(error.code).toBe("keys-rejected")
    expect(seen).toHaveLength(1)
  })

  test("known from before is used at once", async () => {
    const awsNow = () => Date.now() / 1000 - 7200
    const { endpoint, seen } = await sts(strictAbout(awsNow, yes(awsNow)))
    const world = realClock()
    world.skew = -7200
    await assumeRole(role, endpoint, alice, world)
    expect(seen).toHaveLength(1)
  })

  test("a server that takes our signature and names another time is not believed", async () => {
    const { endpoint } = await sts(yes(() => Date.now() / 1000 + 7200))
    const world = realClock()
    await getCallerIdentity(endpoint, alice, world)
    expect(world.skew).toBe(0)
  })
})

describe("what a person is told", () => {
  test.each([
    [
      "a refused connection",
      { region: "eu-west-1", url: "http://127.0.0.1:9" },
      "aws-unreachable",
      "127.0.0.1:9 could not be reached",
    ],
    [
      "an unknown host",
      { region: "eu-west-1", url: "http://sts.invalid" },
      "aws-unreachable",
      "sts.invalid could not be reached",
    ],
  ] as const)("%s names the host", async (_what, endpoint, code, words) => {
    const error = await failureOf(getCallerIdentity(endpoint, alice, realClock({ env: { AWS_MAX_ATTEMPTS: "1" } })))
    expect(error).toMatchObject({ code, message: expect.stringContaining(words) })
  })

  test.each([200, 302, 403, 407])("a page of HTTP %d that is not AWS's is called that", async status => {
    const { endpoint } = await sts(page(status))
    const error = await failureOf(getCallerIdentity(endpoint, alice, realClock({ env: { AWS_MAX_ATTEMPTS: "1" } })))
    expect(error.code).toBe("aws-unreachable")
    expect(error.message).toContain("is not speaking as AWS")
  })

  test("no secret is in any part of an error, whatever AWS echoes", async () => {
    const signer = { ...alice, sessionToken: "canary-session-token" }
    const echo: Act = (request, response) => {
      const canonical = `The request signature we calculated does not match. The Canonical String for this request should have been 'POST x-amz-security-token:${signer.sessionToken}'`
      no(
        403,
        "SignatureDoesNotMatch",
        `${signer.secretAccessKey} ${request.headers.authorization} \u001b[31m ${canonical}`,
      )(request, response)
    }
    const { endpoint } = await sts(echo)
    const world = realClock()
    const error = await failureOf(assumeRole({ ...role, mfa: { serial, code: "987654" } }, endpoint, signer, world))
    const said = JSON.stringify([
      error.message,
      error.hint,
      error.detail,
      String(error.cause),
      error.stack,
      world.detailed,
    ])
    for (const secret of [alice.secretAccessKey, "canary-session-token", "987654", "Signature=", "\\u001b"])
      expect(said).not.toContain(secret)
  })
})

test("an empty 404, as of a router or a proxy, is nobody of AWS's", async () => {
  const { endpoint } = await sts((_request, response) => void response.writeHead(404, { "content-length": "0" }).end())
  const error = await failureOf(assumeRole(role, endpoint, alice, realClock()))
  expect(error.code).toBe("aws-unreachable")
  expect(error.message).toEndWith("it answered with HTTP 404, but not as AWS does.")
})

function page(status: number): Act {
  return (_request, response) => {
    response.writeHead(status, { "content-type": "text/html", location: "http://127.0.0.1:9/login" })
    response.end("<html><body>Please sign in</body></html>")
  }
}
