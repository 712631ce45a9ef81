import { describe, expect, test } from "bun:test"
import { envChange } from "../../src/emit/env.ts"

const credentials = {
  accessKeyId: "ASIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  sessionToken: "token",
  expiresAt: 1_700_000_000.9,
  accountId: "123456789012",
}

const stale = {
  AWS_PROFILE: "old",
  AWS_DEFAULT_PROFILE: "old",
  AWS_SECURITY_TOKEN: "old",
  AWS_ROLE_ARN: "old",
  AWS_ROLE_SESSION_NAME: "old",
  AWS_WEB_IDENTITY_TOKEN_FILE: "old",
  AWS_CONTAINER_CREDENTIALS_FULL_URI: "old",
  AWS_CONTAINER_SOMETHING_NEW: "old",
  AWS_CREDENTIAL_FILE: "old",
  AWS_CREDENTIAL_SCOPE: "old",
  AWS_BEARER_TOKEN_BEDROCK: "old",
  GUISE_MFA_CODE: "123456",
}

describe("envChange", () => {
  test("sets every name of the contract, times in UTC and whole seconds", () => {
    expect(envChange({ credentials, profile: "prod", region: "eu-west-1" }, {}).set).toEqual({
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: "token",
      AWS_CREDENTIAL_EXPIRATION: "2023-11-14T22:13:20Z",
      AWS_SESSION_EXPIRATION: "2023-11-14T22:13:20Z",
      AWS_ACCOUNT_ID: "123456789012",
      AWS_REGION: "eu-west-1",
      AWS_DEFAULT_REGION: "eu-west-1",
      GUISE_PROFILE: "prod",
      GUISE_EXPIRES_AT: "1700000000",
    })
  })

  test.each(Object.keys(stale))("unsets a stale %s", name => {
    expect(envChange({ credentials }, stale).unset).toContain(name)
  })

  test("unsets what the identity before had and this one lacks", () => {
    const bare = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret" }
    const { unset } = envChange({ credentials: bare }, {})
    for (const name of [
      "AWS_SESSION_TOKEN",
      "AWS_CREDENTIAL_EXPIRATION",
      "AWS_SESSION_EXPIRATION",
      "AWS_ACCOUNT_ID",
      "GUISE_EXPIRES_AT",
      "GUISE_PROFILE",
    ]) {
      expect(unset).toContain(name)
    }
  })

  test("leaves the user's own region alone when the profile has none", () => {
    const { set, unset } = envChange({ credentials, profile: "prod" }, { AWS_REGION: "eu-west-1" })
    expect(Object.keys(set).concat(unset)).not.toContain("AWS_REGION")
  })

  test("never sets and unsets the same name", () => {
    const { set, unset } = envChange({ credentials, profile: "prod", region: "eu-west-1" }, stale)
    expect(unset.filter(name => name in set)).toEqual([])
  })
})
