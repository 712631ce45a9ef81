import { describe, expect, test } from "bun:test"
import fc from "fast-check"
import type { Call } from "../../src/aws/call.ts"
import { toGuiseError } from "../../src/aws/errors.ts"
import { awsWords, plainText } from "../../src/aws/words.ts"
import type { Code } from "../../src/errors.ts"

const call: Call = {
  action: "AssumeRole",
  endpoint: { region: "eu-west-1" },
  host: "sts.eu-west-1.amazonaws.com",
  signer: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" },
  roleArn: "arn:aws:iam::123456789012:role/Admin",
}
const denied =
  "User: arn:aws:iam::123456789012:user/alice is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/Admin"

function answer(name: string, status: number, message = "") {
  return { name, message, $fault: "client", $metadata: { httpStatusCode: status } }
}

describe("AWS's answers", () => {
  test.each<[string, number, string, Code, string]>([
    [
      "AccessDenied",
      403,
      denied,
      "aws-denied",
      "to arn:aws:iam::123456789012:user/alice: the role's trust policy must name",
    ],
    [
      "AccessDenied",
      403,
      `${denied} because no identity-based policy allows the sts:AssumeRole action`,
      "aws-denied",
      "no policy of that principal allows",
    ],
    [
      "AccessDenied",
      403,
      `${denied} with an explicit deny in a service control policy`,
      "aws-denied",
      "forbids it explicitly (service control policy)",
    ],
    ["AccessDenied", 403, "Access denied", "aws-denied", "to the key AKIAIOSFODNN7EXAMPLE"],
    [
      "AccessDenied",
      403,
      "MultiFactorAuthentication failed with invalid MFA one time pass code.",
      "mfa-rejected",
      "it was wrong, or used before",
    ],
    [
      "AccessDenied",
      403,
      "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.",
      "aws-refused",
      "knows no MFA device",
    ],
    ["AccessDenied", 403, "Cannot call GetSessionToken with session credentials", "aws-refused", "temporary already"],
    [
      "ExpiredToken",
      403,
      "The security token included in the request is expired",
      "credentials-expired",
      "AKIAIOSFODNN7EXAMPLE expired",
    ],
    [
      "InvalidClientTokenId",
      403,
      "The security token included in the request is invalid.",
      "keys-rejected",
      "AWS in eu-west-1 does not know the key AKIAIOSFODNN7EXAMPLE",
    ],
    [
      "SignatureDoesNotMatch",
      403,
      "The request signature we calculated does not match",
      "keys-rejected",
      "did not accept the signature",
    ],
    [
      "RegionDisabledException",
      403,
      "STS is not activated in this region",
      "aws-refused",
      "switched off for this account in eu-west-1",
    ],
    [
      "ValidationError",
      400,
      "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
      "aws-refused",
      "exceeds the MaxSessionDuration",
    ],
    [
      "MalformedPolicyDocument",
      400,
      "The policy is not in the valid JSON format.",
      "aws-refused",
      "not in the valid JSON format",
    ],
    ["PackedPolicyTooLarge", 400, "", "aws-refused", "PackedPolicyTooLarge"],
    ["InvalidIdentityToken", 400, "No OpenIDConnect provider found", "aws-refused", "web identity token"],
    ["IDPRejectedClaim", 403, "", "aws-denied", "denied AssumeRole"],
    ["Throttling", 400, "Rate exceeded", "aws-throttled", "fewer requests"],
    ["TooManyRequests", 429, "", "aws-throttled", "fewer requests"],
    ["InternalFailure", 500, "", "aws-unreachable", "sts.eu-west-1.amazonaws.com had a fault of its own (HTTP 500)"],
    ["ServiceUnavailable", 503, "", "aws-unreachable", "HTTP 503"],
    ["SomethingNew", 400, "New in 2027.", "aws-refused", "New in 2027."],
  ])("%s (%d) %s", (name, status, message, code, words) => {
    const error = toGuiseError(answer(name, status, message), call)
    expect(error).toMatchObject({ code, message: expect.stringContaining(words) })
    expect(error.detail).toStartWith(`${name} (HTTP ${status})`)
  })

  test.each<[number, Code, string]>([
    [429, "aws-throttled", "fewer requests"],
    [503, "aws-unreachable", "had a fault of its own (HTTP 503)"],
    [404, "aws-unreachable", "is not speaking as AWS"],
  ])("without a code of AWS's (%d) the status says what it can", (status, code, words) => {
    const error = toGuiseError(answer("UnknownError", status), call)
    expect(error).toMatchObject({ code, message: expect.stringContaining(words) })
  })

  test("an expired web identity token is called that", () => {
    const web: Call = {
      action: "AssumeRoleWithWebIdentity",
      endpoint: call.endpoint,
      roleArn: call.roleArn ?? "",
      token: "t",
    }
    const error = toGuiseError(answer("ExpiredTokenException", 400, "Token expired"), web)
    expect(error).toMatchObject({
      code: "credentials-expired",
      message: expect.stringContaining("web identity token expired"),
    })
  })
})

describe("no answer", () => {
  test.each([
    ["ENOTFOUND", "its name cannot be resolved"],
    ["ECONNREFUSED", "the connection was refused"],
    ["ECONNRESET", "broke off before an answer came"],
    ["ETIMEDOUT", "no answer came in time"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "no trusted TLS connection"],
    ["ESOMETHING", "ESOMETHING"],
  ])("%s names the host and the trouble", (code, words) => {
    const error = toGuiseError(Object.assign(new Error("x"), { code }), call)
    expect(error.code).toBe("aws-unreachable")
    expect(error.message).toStartWith("sts.eu-west-1.amazonaws.com could not be reached for AssumeRole of arn:")
    expect(error.message).toContain(words)
  })

  test("a time-out is one", () => {
    expect(toGuiseError(new DOMException("late", "TimeoutError"), call)).toMatchObject({ code: "aws-unreachable" })
  })

  test("a fault of our own is unexpected", () => {
    expect(toGuiseError(new TypeError("undefined is not a function"), call)).toMatchObject({ code: "unexpected" })
  })
})

describe("words from outside", () => {
  test("are one line without control characters, of bounded length", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 2000 }), text => {
        const plain = plainText(text)
        expect(plain).not.toMatch(/[\p{Cc}\p{Cf}\n]/u)
        expect(plain.length).toBeLessThanOrEqual(501)
      }),
    )
  })

  test("never hold a secret, wherever it stands", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
        expect(awsWords(before + secret + after, [secret])).not.toContain(secret)
      }),
    )
  })
})
