import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { createPrivateKey, generateKeyPairSync, sign } from "node:crypto"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand } from "@aws-sdk/client-sts"
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts"
import { clientOf, keysOf, refusal } from "./client.ts"

const issuer = "https://ci.example/tokens"
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 })
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" })
const folder = mkdtempSync(join(tmpdir(), "guise-sandbox-"))
let sandbox: Sandbox

beforeAll(async () => {
  const state = join(folder, "sandbox.json")
  const federated = {
    Effect: "Allow",
    Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/ci.example/tokens" },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: { StringLike: { "ci.example/tokens:sub": "app:*" } },
  }
  const keys = [
    { kid: "rsa", ...rsa.publicKey.export({ format: "jwk" }) },
    { kid: "ec", ...ec.publicKey.export({ format: "jwk" }) },
  ]
  const roles = { Ci: { trust: { Version: "2012-10-17", Statement: [federated] } } }
  const providers = { [issuer]: { audiences: ["sts.amazonaws.com"], jwks: { keys } } }
  writeFileSync(state, JSON.stringify({ accounts: { "123456789012": { roles, providers } } }))
  sandbox = await startSandbox({ state })
})
afterAll(async () => {
  await sandbox.close()
  rmSync(folder, { recursive: true })
})

function token(claims: object = {}, header: object = {}): string {
  const now = Math.floor(sandbox.clock.now())
  const payload = { iss: issuer, sub: "app:main", aud: "sts.amazonaws.com", iat: now, exp: now + 600, ...claims }
  const head = { alg: "RS256", kid: "rsa", ...header }
  const signed = [head, payload].map(part => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".")
  const pem = (head.alg === "ES256" ? ec : rsa).privateKey.export({ type: "pkcs8", format: "pem" })
  const signature = sign("sha256", Buffer.from(signed), { key: createPrivateKey(pem), dsaEncoding: "ieee-p1363" })
  return `${signed}.${signature.toString("base64url")}`
}

function assume(WebIdentityToken: string, RoleArn = "arn:aws:iam::123456789012:role/Ci") {
  const input = { RoleArn, RoleSessionName: "build-1", WebIdentityToken }
  return clientOf(sandbox).send(new AssumeRoleWithWebIdentityCommand(input))
}

describe("AssumeRoleWithWebIdentity", () => {
  for (const [alg, kid] of [
    ["RS256", "rsa"],
    ["ES256", "ec"],
  ] as const) {
    test(`takes a token signed with ${alg}`, async () => {
      const answer = await assume(token({}, { alg, kid }))
      expect(answer.SubjectFromWebIdentityToken).toBe("app:main")
      expect(answer.Audience).toBe("sts.amazonaws.com")
      expect(answer.Provider).toBe("arn:aws:iam::123456789012:oidc-provider/ci.example/tokens")
      const who = await clientOf(sandbox, keysOf(answer)).send(new GetCallerIdentityCommand({}))
      expect(who.Arn).toBe("arn:aws:sts::123456789012:assumed-role/Ci/build-1")
    })
  }

  const invalid = "400 InvalidIdentityToken:"
  const table: readonly (readonly [string, () => Promise<unknown>, string])[] = [
    [
      "a text that is no token",
      () => assume("nonsense"),
      `${invalid} The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)`,
    ],
    [
      "a token with another signature",
      () => assume(token({}, { alg: "RS256" }).replace(/.{20}$/, "A".repeat(20))),
      `${invalid} The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)`,
    ],
    [
      "an unsigned token",
      () => assume(token({}, { alg: "none" })),
      `${invalid} Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements`,
    ],
    [
      "a key of another name",
      () => assume(token({}, { kid: "other" })),
      `${invalid} Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements`,
    ],
    [
      "an unknown issuer",
      () => assume(token({ iss: "https://other.example" })),
      `${invalid} No OpenIDConnect provider found in your account for https://other.example`,
    ],
    ["another audience", () => assume(token({ aud: "somebody-else" })), `${invalid} Incorrect token audience`],
    ["no subject", () => assume(token({ sub: undefined })), `${invalid} Missing a required claim: sub`],
    [
      "an issuer that is no text",
      () => assume(token({ iss: { toString: 1 } })),
      `${invalid} The ID Token provided is not`,
    ],
    [
      "an end that is no number, and so would never come",
      () => assume(token({ exp: "tomorrow" })),
      `${invalid} The ID Token provided is not`,
    ],
    [
      "another subject",
      () => assume(token({ sub: "lib:main" })),
      "403 AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity",
    ],
    [
      "another role",
      () => assume(token(), "arn:aws:iam::123456789012:role/Other"),
      "403 AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity",
    ],
    ["an expired token", () => assume(token({ exp: 1000 })), "400 ExpiredToken: Token expired: current date/time"],
  ]
  for (const [title, call, answer] of table) {
    test(`refuses ${title}`, async () => expect(await refusal(call())).toStartWith(answer))
  }

  test("the sandbox mints no token for a provider whose key it does not hold", () => {
    expect(sandbox.mintToken({ issuer })).toBeUndefined()
  })

  test("the built-in state's provider is the sandbox's own", async () => {
    const local = await startSandbox()
    const send = (subject: string) =>
      clientOf(local).send(
        new AssumeRoleWithWebIdentityCommand({
          RoleArn: "arn:aws:iam::111122223333:role/Ci",
          RoleSessionName: "build",
          WebIdentityToken: local.mintToken({ subject }) ?? "",
        }),
      )
    expect(await refusal(send("repo:example/app"))).toBe("ok")
    expect(await refusal(send("repo:other/app"))).toStartWith("403 AccessDenied")
    await local.close()
  })
})
