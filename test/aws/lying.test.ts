import { afterAll, beforeAll, expect, test } from "bun:test"
import { newProofKey } from "../../src/aws/dpop.ts"
import { createOAuth2Token, type Grant as SignInGrant } from "../../src/aws/sign-in.ts"
import { getRoleCredentials } from "../../src/aws/sso.ts"
import { createToken, registerClient, startDeviceAuthorization } from "../../src/aws/sso-oidc.ts"
import type { Endpoint } from "../../src/types.ts"
import { fakeWorld } from "../fake-world.ts"
import { scriptedSts } from "./scripted-sts.ts"

// Whoever answers for AWS here says what they like; the SDKs hand it on as it is.
let server: Awaited<ReturnType<typeof scriptedSts>>
let says: { readonly status?: number; readonly body: string }
let at: Endpoint

beforeAll(async () => {
  server = await scriptedSts((_request, response) => {
    response.writeHead(says.status ?? 200, { "content-type": "application/json" })
    response.end(says.body)
  })
  at = { region: "us-east-1", url: server.url }
})
afterAll(() => server.stop())

const client = { clientId: "c1", clientSecret: "s1" }
const world = () => fakeWorld({ env: { AWS_MAX_ATTEMPTS: "1" } })
const told = (body: object) => {
  says = { body: JSON.stringify(body) }
}
const strange = { code: "aws-unreachable", message: expect.stringContaining("not speaking as AWS") }

test.each([
  ["a text for a number", { accessToken: "t", expiresIn: "3600" }],
  ["an end in the past", { accessToken: "t", expiresIn: -5 }],
  ["an object for a token", { accessToken: { t: 1 }, expiresIn: 3600 }],
  ["a token with a line end in it", { accessToken: "t\r\nx-amz: y", expiresIn: 3600 }],
])("a token is none with %s", async (_what, body) => {
  told(body)
  const grant = { by: "refresh", refreshToken: "r" } as const
  await expect(createToken({ ...client }, grant, at, world())).rejects.toMatchObject(strange)
})

test("no sign-in lasts for ever", async () => {
  told({ accessToken: "t", expiresIn: 1e300 })
  const { expiresIn } = await createToken(client, { by: "refresh", refreshToken: "r" }, at, world())
  expect(expiresIn).toBe(90 * 24 * 3600)
  told({ ...client, clientSecretExpiresAt: 1e300 })
  const { expiresAt } = await registerClient({ clientName: "guise" }, at, world())
  expect(new Date(expiresAt * 1000).getUTCFullYear()).toBe(9999)
})

const device = { deviceCode: "d", userCode: "ABCD-EFGH", verificationUri: "https://device.example.com/" }
const authorize = (endpoint: Endpoint) =>
  startDeviceAuthorization({ ...client, expiresAt: 0 }, "https://example.awsapps.com/start", endpoint, world())

test.each([
  ["no page of the web", { verificationUri: "file:///etc/passwd" }],
  ["a program", { verificationUri: "javascript:alert(1)" }],
  ["a code that moves the cursor", { userCode: "A\u001b[2JB" }],
  ["a code that goes on in another line", { userCode: "A\nguise: all is well" }],
])("a person is sent nowhere with %s", async (_what, more) => {
  told({ ...device, ...more, expiresIn: 600, interval: 1 })
  await expect(authorize(at)).rejects.toMatchObject(strange)
})

test.each([
  [{ expiresIn: -1, interval: -5 }, [600, 5]],
  [{ expiresIn: "600", interval: "1" }, [600, 5]],
  [{ expiresIn: 1e12, interval: 1e12 }, [1800, 60]],
  [{ expiresIn: 300, interval: 0 }, [300, 5]],
])("a device that is told %j is polled for so long, so often", async (more, wanted) => {
  told({ ...device, verificationUriComplete: "javascript:alert(1)", ...more })
  const { expiresIn, interval, verificationUriComplete } = await authorize(at)
  expect([expiresIn, interval]).toEqual(wanted)
  expect(verificationUriComplete).toBe(device.verificationUri)
})

test.each([
  ["an end that is no number", { expiration: "2026-01-01" }],
  ["an end before all time", { expiration: -5 }],
  ["a session token with a line end in it", { sessionToken: "t\nAWS_PROFILE=other" }],
])("role credentials are none with %s", async (_what, more) => {
  told({ roleCredentials: { accessKeyId: "a", secretAccessKey: "s", sessionToken: "t", expiration: 1e12, ...more } })
  const asked = getRoleCredentials({ accountId: "111122223333", roleName: "R" }, "token", at, world())
  await expect(asked).rejects.toMatchObject(strange)
})

test("AWS Sign-In's keys are none with a line end in them, and its words repeat no secret of ours", async () => {
  const grant: SignInGrant = { clientId: "c", refreshToken: "ASOR-refresh-token-EXAMPLE" }
  const ask = () => createOAuth2Token(grant, newProofKey(), at, world())
  told({
    accessToken: { accessKeyId: "a", secretAccessKey: "s\n", sessionToken: "t" },
    refreshToken: "r",
    expiresIn: 900,
  })
  await expect(ask()).rejects.toMatchObject(strange)
  says = { status: 400, body: JSON.stringify({ error: "TOKEN_EXPIRED", message: `no ${grant.refreshToken} here` }) }
  await expect(ask()).rejects.toMatchObject({ code: "sign-in-needed", detail: "TOKEN_EXPIRED (HTTP 400): no … here" })
})

test("an answer without end is given up", async () => {
  says = { body: `{"accessToken": "${"t".repeat(5 * 1024 * 1024)}", "expiresIn": 1}` }
  await expect(createToken(client, { by: "refresh", refreshToken: "r" }, at, world())).rejects.toMatchObject({
    code: "aws-unreachable",
    message: expect.stringContaining("far longer than any of AWS's"),
  })
})
