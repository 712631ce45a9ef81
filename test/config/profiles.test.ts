import { describe, expect, test } from "bun:test"
import fc from "fast-check"
import { isGuiseError } from "../../src/errors.ts"
import { loaded, type Written } from "./files-on-disk.ts"

/** `id/secret`, with ` token` behind it: what keysOf hands out, or the code of the error. */
function pair(files: Written, profile: string): string {
  try {
    const keys = loaded(files).keysOf(profile)
    return keys === undefined
      ? "none"
      : [`${keys.accessKeyId}/${keys.secretAccessKey}`, keys.sessionToken ?? []].flat().join(" ")
  } catch (error) {
    if (isGuiseError(error)) return error.code
    throw error
  }
}

const keys = (letter: string) => `aws_access_key_id = AK${letter}\naws_secret_access_key = S${letter}\n`

// Outcomes: what the SDKs do where they agree, and where they do not, what docs/differences.md says guise follows.
describe("the key pair", () => {
  const rows: readonly (readonly [sentence: string, files: Written, profile: string, outcome: string])[] = [
    ["of the credentials file", { credentials: `[default]\n${keys("C")}` }, "default", "AKC/SC"],
    ["of [default] in the config file", { config: `[default]\n${keys("C")}` }, "default", "AKC/SC"],
    ["of [profile default]", { config: `[profile default]\n${keys("P")}` }, "default", "AKP/SP"],
    [
      "of [profile default] after [default]",
      { config: `[default]\n${keys("D")}[profile default]\n${keys("P")}` },
      "default",
      "AKP/SP",
    ],
    [
      "of [profile default] before [default]",
      { config: `[profile default]\n${keys("P")}[default]\n${keys("D")}` },
      "default",
      "AKP/SP",
    ],
    [
      "of [default] never joins [profile default]",
      { config: `[profile default]\nregion = x\n[default]\n${keys("D")}` },
      "default",
      "none",
    ],
    [
      "of a section that comes twice is the later",
      { credentials: `[a]\n${keys("1")}[a]\n${keys("2")}` },
      "a",
      "AK2/S2",
    ],
    [
      "of a section that comes twice is put together",
      { credentials: "[a]\naws_access_key_id = AK1\n[b]\n[a]\naws_secret_access_key = S2\n" },
      "a",
      "AK1/S2",
    ],
    [
      "beside a section that comes twice",
      { credentials: `[b]\n${keys("1")}[b]\n${keys("2")}[a]\n${keys("A")}` },
      "a",
      "AKA/SA",
    ],
    ["of a key that comes twice is the later", { config: `[profile a]\n${keys("1")}${keys("2")}` }, "a", "AK2/S2"],
    ["of a name in double quotes", { config: `[profile "my profile"]\n${keys("Q")}` }, "my profile", "AKQ/SQ"],
    ["of a name in single quotes", { config: `[profile 'my profile']\n${keys("Q")}` }, "my profile", "AKQ/SQ"],
    [
      "of a name quoted as the AWS CLI quotes an apostrophe",
      { config: `[profile 'bob'"'"'s']\n${keys("Q")}` },
      "bob's",
      "AKQ/SQ",
    ],
    [
      "of a name with a blank and no quotes: no profile",
      { config: `[profile my profile]\n${keys("Q")}` },
      "my profile",
      "none",
    ],
    [
      "of a name with a blank in the credentials file",
      { credentials: `[my profile]\n${keys("Q")}` },
      "my profile",
      "AKQ/SQ",
    ],
    [
      "beside a name whose quote stays open",
      { config: `[profile "oops]\n${keys("X")}[profile ok]\n${keys("O")}` },
      "ok",
      "AKO/SO",
    ],
    [
      "beside a section without a name",
      { config: `[profile ]\n${keys("X")}[profile ok]\n${keys("O")}` },
      "ok",
      "AKO/SO",
    ],
    [
      "of a name with all punctuation SDKs allow",
      { config: `[profile some-thing:long/the_one%only.foo@bar+]\n${keys("P")}` },
      "some-thing:long/the_one%only.foo@bar+",
      "AKP/SP",
    ],
    [
      "of a name with commas and parentheses",
      { config: `[profile foo,bar(x)!]\n${keys("P")}` },
      "foo,bar(x)!",
      "AKP/SP",
    ],
    ["of a name beyond ASCII", { config: `[profile entwicklung-äö]\n${keys("U")}` }, "entwicklung-äö", "AKU/SU"],
    ["of a name after two blanks", { config: `[profile  a]\n${keys("A")}` }, "a", "AKA/SA"],
    ["of a name after a tab", { config: `[profile\ta]\n${keys("A")}` }, "a", "AKA/SA"],
    ["of a name with blanks all around", { config: `[  profile \ta\t ]\n${keys("A")}` }, "a", "AKA/SA"],
    ["of [ default ]", { credentials: `[ default ]\n${keys("A")}` }, "default", "AKA/SA"],
    ["of [profiles a]: no profile", { config: `[profiles a]\n${keys("A")}` }, "a", "none"],
    ["of [a] in the config file: no profile", { config: `[a]\n${keys("A")}` }, "a", "none"],
    ["of [profile a] in the credentials file: no profile", { credentials: `[profile a]\n${keys("A")}` }, "a", "none"],
    ["of [sso-session a]: no profile", { config: `[sso-session a]\n${keys("A")}` }, "a", "none"],
    [
      "of [sso-sessiona] in the credentials file",
      { credentials: `[sso-sessiona]\n${keys("A")}` },
      "sso-sessiona",
      "AKA/SA",
    ],
    ["of [DEFAULT] is not that of default", { credentials: `[DEFAULT]\n${keys("A")}` }, "default", "none"],
    [
      "inherits nothing from [DEFAULT]",
      { credentials: `[DEFAULT]\naws_session_token = T\n[a]\n${keys("A")}` },
      "a",
      "AKA/SA",
    ],
    ["of a profile called __proto__", { config: `[profile __proto__]\n${keys("A")}` }, "__proto__", "AKA/SA"],
    ["of a profile called constructor", { credentials: `[constructor]\n${keys("A")}` }, "constructor", "AKA/SA"],
    ["of a profile called toString that is not there", { config: `[profile a]\n${keys("A")}` }, "toString", "none"],
    [
      "in the credentials file beats the config file's",
      { config: `[profile a]\n${keys("1")}`, credentials: `[a]\n${keys("2")}` },
      "a",
      "AK2/S2",
    ],
    [
      "takes a token from the other file",
      { config: "[profile a]\naws_session_token = T\n", credentials: `[a]\n${keys("A")}` },
      "a",
      "AKA/SA T",
    ],
    [
      "is put together from both files",
      { config: "[profile a]\naws_access_key_id = AK1\n", credentials: "[a]\naws_secret_access_key = S2\n" },
      "a",
      "AK1/S2",
    ],
    [
      "loses a token that the credentials file sets to nothing",
      { config: "[profile a]\naws_session_token = T\n", credentials: `[a]\n${keys("A")}aws_session_token =\n` },
      "a",
      "AKA/SA",
    ],
    ["without a secret is none", { config: "[profile a]\naws_access_key_id = AK1\n" }, "a", "none"],
    ["without an id is none", { config: "[profile a]\naws_secret_access_key = S1\n" }, "a", "none"],
    [
      "whose second line is indented is none",
      { config: "[profile a]\naws_access_key_id = AK1\n  aws_secret_access_key = S1\n" },
      "a",
      "none",
    ],
    [
      "has an id continued as AWS continues values",
      { config: "[profile a]\naws_secret_access_key = S1\naws_access_key_id = AK1\n -more # c" },
      "a",
      "AK1\n-more # c/S1",
    ],
    ["takes aws_security_token", { credentials: `[a]\n${keys("A")}aws_security_token = L\n` }, "a", "AKA/SA L"],
    [
      "prefers aws_session_token",
      { credentials: `[a]\n${keys("A")}aws_session_token = M\naws_security_token = L\n` },
      "a",
      "AKA/SA M",
    ],
    [
      "of upper-case keys",
      { config: "[profile a]\nAWS_ACCESS_KEY_ID = AK1\nAws_Secret_Access_Key = S1\n" },
      "a",
      "AK1/S1",
    ],
    [
      "never comes from a nested block",
      { config: `[profile a]\ns3 =\n  ${keys("N").replace("\n", "\n  ")}` },
      "a",
      "none",
    ],
    [
      "is not shadowed by a nested block",
      { config: `[profile a]\ns3 =\n  aws_access_key_id = N\n${keys("A")}` },
      "a",
      "AKA/SA",
    ],
    ["of a file with a byte order mark", { credentials: `\ufeff[default]\n${keys("A")}` }, "default", "AKA/SA"],
    ["of a profile that both files lack", {}, "a", "none"],
    [
      "beside a syntax error in the other file",
      { config: "[profile x\n", credentials: `[a]\n${keys("A")}` },
      "a",
      "file-malformed",
    ],
    ["beside a syntax error further down", { credentials: `[a]\n${keys("A")}[b]\noops\n` }, "a", "file-malformed"],
  ]
  for (const [sentence, files, profile, outcome] of rows) {
    test(sentence, () => expect(pair(files, profile)).toBe(outcome))
  }

  test("brings the account and the expiry noted beside it", () => {
    const credentials = `[a]\n${keys("A")}aws_session_token = T\naws_account_id = 123456789012\nexpiration = 2099-01-01T00:00:00Z\n`
    expect(loaded({ credentials }).keysOf("a")).toEqual({
      accessKeyId: "AKA",
      secretAccessKey: "SA",
      sessionToken: "T",
      expiresAt: 4070908800,
      accountId: "123456789012",
    })
  })

  const expiries: readonly (readonly [key: string, value: string, iso: string | undefined])[] = [
    ["expiration", "2099-01-01T00:00:00Z", "2099-01-01T00:00:00Z"],
    ["expiration", "2099-01-01 00:00:00", "2099-01-01T00:00:00Z"],
    ["x_security_token_expires", "2099-01-01T02:00:00+02:00", "2099-01-01T00:00:00Z"],
    ["aws_session_expiration", "2099-01-01T00:00:00.5Z", "2099-01-01T00:00:00Z"],
    ["aws_credential_expiration", "2099-01-01T00:00:00+00:00", "2099-01-01T00:00:00Z"],
    ["expiration", "tomorrow", undefined],
  ]
  for (const [key, value, iso] of expiries) {
    test(`expires by ${key} = ${value}: ${iso}`, () => {
      const credentials = `[a]\n${keys("A")}aws_session_token = T\n${key} = ${value}\n`
      expect(loaded({ credentials }).profile("a")?.keys?.expiration).toBe(iso)
    })
  }

  test("that is long-lived does not expire, whatever stands beside it", () => {
    const credentials = `[a]\n${keys("A")}expiration = 2001-01-01T00:00:00Z\n`
    expect(loaded({ credentials }).keysOf("a")).toEqual({ accessKeyId: "AKA", secretAccessKey: "SA" })
  })
})

describe("a profile", () => {
  test("knows the file and line of everything it says", () => {
    const files = loaded({
      config: "# c\n[profile a]\nregion = eu-west-1\nrole_arn = r\ns3 =\n  max = 1\n",
      credentials: "\n[a]\nrole_arn = arn:aws:iam::123456789012:role/R\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n",
    })
    const { config, credentials } = files.paths
    const profile = files.profile("a")
    expect(profile?.place).toEqual({ file: config, line: 2 })
    expect(profile?.settings.get("region")).toEqual({ value: "eu-west-1", place: { file: config, line: 3 } })
    expect(profile?.settings.get("role_arn")).toEqual({
      value: "arn:aws:iam::123456789012:role/R",
      place: { file: credentials, line: 3 },
    })
    expect(profile?.nested.get("s3")).toEqual(new Map([["max", "1"]]))
    expect(profile?.keys).toEqual({
      from: "credentials",
      keyId: "AKIAIOSFODNN7EXAMPLE",
      hasSecret: false,
      hasToken: false,
      place: { file: credentials, line: 4 },
    })
  })

  test("has no empty settings", () => {
    const { settings, keys } =
      loaded({ config: "[profile a]\nmfa_serial =\nexternal_id = # none\n" }).profile("a") ?? {}
    expect([settings?.size, keys]).toEqual([0, undefined])
  })

  test("loses a setting that the credentials file sets to nothing", () => {
    const files = loaded({ config: "[profile a]\nregion = x\ns3 =\n  y = z\n", credentials: "[a]\nregion =\ns3 =\n" })
    expect([files.profile("a")?.settings.size, files.profile("a")?.nested.size]).toEqual([0, 0])
  })

  test("and all others are named once, config first, as they stand", () => {
    const config = "[profile b]\n[default]\n[profile a]\n[profile default]\n[services s]\n[x]\n[profile b]\n"
    expect(loaded({ config, credentials: "[a]\n[z]\n[default]\n" }).names()).toEqual(["b", "a", "default", "z"])
    expect(loaded({ config: "[profile b]\n[default]\n" }).names()).toContain("default")
  })

  test("is unknown when no section names it", () => {
    expect(loaded({ config: "[profile a]\n" }).profile("b")).toBeUndefined()
  })

  test("shows one line of a key id: what an indented line glued to it may be the secret", () => {
    const profile = loaded({ config: "[profile a]\naws_access_key_id = AK\n  CANARY\n" }).profile("a")
    expect([profile?.keys?.keyId, profile?.settings.get("aws_access_key_id")?.value]).toEqual(["AK", "AK"])
  })

  test("shows nothing that is nested under a secret's key", () => {
    const profile = loaded({ config: "[profile a]\naws_secret_access_key =\n  part = CANARY\n" }).profile("a")
    expect(profile?.nested.size).toBe(0)
  })

  test("never shows a secret, wherever one was written", () => {
    const secret = fc.constantFrom("aws_secret_access_key", "aws_session_token", "aws_security_token", "my_password")
    const around = fc.constantFrom("", "  ", "\t", "region = x\n  ", "s3 =\n  ", "aws_access_key_id = AK\n ")
    const separator = fc.constantFrom(" = ", "=", ":x=")
    const line = fc.tuple(around, secret, separator).map(([before, key, equals]) => `${before}${key}${equals}CANARY\n`)
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), lines => {
        const files = loaded({ config: `[profile a]\n${lines.join("")}`, credentials: `[a]\n${lines.join("")}` })
        const profile = files.profile("a")
        expect(profile).toBeDefined()
        expect(Bun.inspect([files, profile, profile?.warnings, files.warnings], { depth: 9 })).not.toContain("CANARY")
      }),
    )
  })
})

describe("other sections", () => {
  const files = loaded({
    config: `[sso-session "corp"]\nsso_region = us-east-1\n[services dev]\nSTS =\n  Endpoint_URL = http://127.0.0.1:4566\nregion = x\n`,
  })
  test("[sso-session] has its settings with their places", () => {
    expect(files.ssoSession("corp")?.get("sso_region")).toEqual({
      value: "us-east-1",
      place: { file: files.paths.config, line: 2 },
    })
    expect(files.ssoSession("other")).toBeUndefined()
  })
  test("[services] has its blocks", () => {
    expect(files.services("dev")).toEqual(new Map([["sts", new Map([["endpoint_url", "http://127.0.0.1:4566"]])]]))
    expect(files.services("other")).toBeUndefined()
  })
})
