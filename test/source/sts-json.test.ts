import { describe, expect, test } from "bun:test"
import fc from "fast-check"
import { readStsJson } from "../../src/source/sts-json.ts"

const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
const token = "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQW"

/** As the AWS CLI prints it. */
const Credentials = {
  AccessKeyId: "ASIAIOSFODNN7EXAMPLE",
  SecretAccessKey: secret,
  SessionToken: token,
  Expiration: "2030-01-02T03:04:05+00:00",
}
const made = {
  accessKeyId: "ASIAIOSFODNN7EXAMPLE",
  secretAccessKey: secret,
  sessionToken: token,
  expiresAt: Date.parse("2030-01-02T03:04:05Z") / 1000,
}

describe("STS JSON is read from", () => {
  test.each<readonly [string, object, object]>([
    [
      "AssumeRole",
      {
        Credentials,
        AssumedRoleUser: { AssumedRoleId: "AROA:me", Arn: "arn:aws:sts::123456789012:assumed-role/Admin/me" },
      },
      { ...made, accountId: "123456789012" },
    ],
    ["GetSessionToken", { Credentials }, made],
    [
      "AssumeRoleWithWebIdentity",
      {
        SubjectFromWebIdentityToken: "repo:example/x",
        Provider: "token.sandbox.example",
        Credentials,
        AssumedRoleUser: { Arn: "arn:aws-cn:sts::123456789012:assumed-role/Ci/me" },
      },
      { ...made, accountId: "123456789012" },
    ],
    [
      "GetFederationToken",
      { Credentials, FederatedUser: { Arn: "arn:aws:sts::111122223333:federated-user/Bob" }, PackedPolicySize: 6 },
      { ...made, accountId: "111122223333" },
    ],
    ["a Credentials object alone", Credentials, made],
    [
      "a credential_process document",
      { Version: 1, ...Credentials, AccountId: "123456789012" },
      { ...made, accountId: "123456789012" },
    ],
    [
      "aws sso get-role-credentials, whose time is in milliseconds",
      {
        roleCredentials: {
          accessKeyId: made.accessKeyId,
          secretAccessKey: secret,
          sessionToken: token,
          expiration: made.expiresAt * 1000,
        },
      },
      made,
    ],
    [
      "a container's endpoint, which says Token",
      {
        RoleArn: "arn:…",
        AccessKeyId: made.accessKeyId,
        SecretAccessKey: secret,
        Token: token,
        Expiration: "2030-01-02T03:04:05Z",
      },
      made,
    ],
    [
      "long-lived keys, which have neither token nor end",
      { AccessKeyId: "AKIAIOSFODNN7EXAMPLE", SecretAccessKey: secret },
      { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: secret },
    ],
  ])("%s", (_what, document, credentials) => {
    for (const text of [JSON.stringify(document), `\uFEFF${JSON.stringify(document, undefined, 4)}\r\n`]) {
      expect(readStsJson(text)).toEqual(credentials as never)
    }
  })
})

describe("STS JSON is refused, in words that hold nothing of it:", () => {
  test.each<readonly [string, string, string]>([
    ["nothing", " \n", "nothing at all"],
    ["text output", `CREDENTIALS\tASIAIOSFODNN7EXAMPLE\t${secret}`, "something that is not one JSON object"],
    [
      "two documents",
      `${JSON.stringify(Credentials)}\n${JSON.stringify(Credentials)}`,
      "something that is not one JSON object",
    ],
    ["a list", JSON.stringify([Credentials]), "something that is not one JSON object"],
    ["another answer", JSON.stringify({ UserId: secret }), "a JSON object without AccessKeyId"],
    ["half a pair", JSON.stringify({ AccessKeyId: "ASIAIOSFODNN7EXAMPLE" }), "a JSON object without SecretAccessKey"],
    ["an id that is none", JSON.stringify({ ...Credentials, AccessKeyId: secret }), "an AccessKeyId that is none"],
    [
      "a secret over two lines",
      JSON.stringify({ ...Credentials, SecretAccessKey: `${secret}\nx` }),
      "a SecretAccessKey with characters that no key has",
    ],
    [
      "a token with a NUL",
      JSON.stringify({ ...Credentials, SessionToken: `${token}\0` }),
      "a SessionToken with characters that no token has",
    ],
    [
      "a token that was lost",
      JSON.stringify({ ...Credentials, SessionToken: "" }),
      "temporary keys without their SessionToken",
    ],
    ["a time that is none", JSON.stringify({ ...Credentials, Expiration: "soon" }), "an Expiration that is no time"],
  ])("%s", (_what, text, trouble) => {
    expect(readStsJson(text)).toEqual({ trouble })
  })

  test("anything at all, without a crash", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), text => {
        const read = readStsJson(text)
        if ("trouble" in read) expect(read.trouble).toMatch(/^[A-Za-z ]+$/)
      }),
    )
  })
})
