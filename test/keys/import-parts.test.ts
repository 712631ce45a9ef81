import { describe, expect, test } from "bun:test"
import { isPassing, itemIn } from "../../src/keys/aws-vault-item.ts"
import { isJwe, openJwe } from "../../src/keys/aws-vault-jwe.ts"
import { vaultLine } from "../../src/keys/aws-vault-line.ts"
import { decide } from "../../src/keys/import.ts"
import type { ImportFacts, Offer } from "../../src/keys/import-shapes.ts"
import { withFacts } from "../plan/helper.ts"

describe("a credential_process line that runs aws-vault", () => {
  test.each([
    ["aws-vault exec --json work", "work"],
    ["aws-vault exec work --json", "work"],
    ["/usr/local/bin/aws-vault exec -j -n work", "work --no-session"],
    ["aws-vault export --format=json work", "work"],
    [
      "aws-vault --backend file --prompt=zenity export --format json -d 2h --region eu-west-1 work",
      "work --duration 2h --region eu-west-1",
    ],
    ["env AWS_VAULT_BACKEND=file aws-vault exec --json --duration=1h30m work", "work --duration 1h30m"],
  ])("%s asks for %s", (line, expected) => {
    const found = vaultLine(line)
    expect([found?.profile, ...(found?.flags ?? [])].join(" ")).toBe(expected)
  })

  test.each([
    ["another program", "/opt/aws-vault-wrapper exec --json work"],
    ["another form than the document", "aws-vault exec work"],
    ["another format", "aws-vault export --format=ini work"],
    ["a command of its own", "aws-vault exec --json work env"],
    ["two dashes", "aws-vault exec --json work --"],
    ["a code, which would be spent", "aws-vault exec --json -t 123456 work"],
    ["quotes", "aws-vault exec --json 'my work'"],
    ["a shell's work", "aws-vault exec --json work | jq ."],
    ["other files", "AWS_CONFIG_FILE=/x aws-vault exec --json work"],
    ["a duration that guise does not know", "aws-vault exec --json -d 1.5h work"],
    ["no profile", "aws-vault exec --json"],
    ["nothing", ""],
  ])("with %s stays as it is", (_what, line) => expect(vaultLine(line)).toBeUndefined())
})

describe("what aws-vault keeps beside key pairs", () => {
  // As vault/sessionkeyring_test.go has them.
  test.each([
    ["blah", false],
    ["blah session (61633665646639303539)", true],
    ["blah-iam session (32383863333237616430)", true],
    ["session,c2Vzc2lvbg,,1572281751", true],
    ["session,c2Vzc2lvbg,YXJuOmF3czppYW06OjEyMzQ1Njc4OTA6bWZhL2pzdGV3bW9u,1572281751", true],
    ["sts.GetSessionToken,c2Vzc2lvbg,,1572281751", true],
    ["oidc:https://example.awsapps.com/start", true],
    ["a,b", false],
    ["work:iam", false],
  ])("%s: %p", (name, expected) => expect(isPassing(name)).toBe(expected))
})

describe("an item", () => {
  const keys = { AccessKeyID: "AKIAIOSFODNN7EXAMPLE", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" }
  const item = (more: object, data: unknown = keys) =>
    JSON.stringify({ Key: "work", Data: Buffer.from(JSON.stringify(data)).toString("base64"), ...more })

  test("is a pair under its own name", () => {
    expect(itemIn(item({}), "work")?.keys.accessKeyId).toBe(keys.AccessKeyID)
  })

  test.each([
    ["another name", item({ Key: "prod" })],
    ["no name", item({ Key: undefined })],
    ["no data", item({ Data: 1 })],
    ["data that is no pair", item({}, { Token: "x" })],
    ["data that is a list", item({}, [])],
    ["no JSON", "not JSON"],
    ["JSON that is no record", "null"],
  ])("with %s is none", (_what, text) => expect(itemIn(text, "work")).toBeUndefined())

  test("with a temporary key is refused without its secret", () => {
    const temporary = item({}, { ...keys, AccessKeyID: "ASIAIOSFODNN7EXAMPLE" })
    expect(() => itemIn(temporary, "work")).toThrow(/temporary key/)
  })
})

test.each([
  ["nothing", ""],
  ["four dots", "...."],
  ["no header", "aGVsbG8.a.b.c.d"],
  ["a header that is null", `${Buffer.from("null").toString("base64url")}.a.b.c.d`],
  ["another algorithm", head({ alg: "RSA-OAEP", enc: "A256GCM", p2c: 1, p2s: "AAAA" })],
  ["more rounds than anybody waits for", head({ alg: "PBES2-HS256+A128KW", enc: "A256GCM", p2c: 1e12, p2s: "AAAA" })],
  ["no rounds", head({ alg: "PBES2-HS256+A128KW", enc: "A256GCM", p2c: 0, p2s: "AAAA" })],
])("a file of %s is none of aws-vault's", async (_what, text) => {
  expect(isJwe(text)).toBe(false)
  expect(await openJwe(text, "passphrase")).toBe("foreign")
})

test("a file whose wrapped key is cut opens with no passphrase", async () => {
  const text = head({ alg: "PBES2-HS256+A128KW", enc: "A256GCM", p2c: 10, p2s: "AAAA" })
  expect(await openJwe(text, "")).toBe("wrong-passphrase")
})

function head(header: object): string {
  return `${Buffer.from(JSON.stringify(header)).toString("base64url")}.AAAA.AAAA.AAAA.AAAA`
}

describe("what becomes of an offered pair", () => {
  const keys = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" }
  const decided = (offer: Partial<Offer>, config: string, stored?: string, credentials = "") =>
    withFacts({ config, credentials }, ({ profiles, env }) => {
      const facts: ImportFacts = {
        config: env.AWS_CONFIG_FILE ?? "",
        profile: name => profiles.profile(name),
        stored: () => (stored === undefined ? undefined : { keyId: stored, store: "file", since: 0 }),
        ownLineFor: name => `guise process ${name}`,
        storeFor: () => "keyring",
      }
      return decide({ profile: "p", keys, ...offer } as Offer, facts)
    })
  const hook = { credential_process: "guise process p" }

  test.each([
    ["a new name gets the hook", {}, "", undefined, { does: "import", store: "keyring", keeps: true, config: hook }],
    [
      "a hook of the person's own stays",
      {},
      "[profile p]\ncredential_process = /opt/guise process p --quiet\n",
      undefined,
      { config: {} },
    ],
    [
      "a stored pair lacks its line only",
      {},
      "",
      keys.accessKeyId,
      { does: "import", store: "file", keeps: false, config: hook },
    ],
    [
      "with its line there is nothing to do",
      {},
      "[profile p]\ncredential_process = guise process p\n",
      keys.accessKeyId,
      { does: "skip", why: "the file store has it already" },
    ],
    [
      "another stored pair is replaced after a question",
      {},
      "",
      "AKIAI44QH8DHBEXAMPLE",
      {
        replaces: "AKIAI44QH8DHBEXAMPLE",
        asks: `profile p: replace AKIAI44QH8DHBEXAMPLE, which the file store keeps, by ${keys.accessKeyId}`,
      },
    ],
    [
      "a device is written down",
      { mfaSerial: "arn:aws:iam::123456789012:mfa/alice" },
      "",
      undefined,
      { config: { ...hook, mfa_serial: "arn:aws:iam::123456789012:mfa/alice" } },
    ],
    [
      "a device that is there stays",
      { mfaSerial: "arn:aws:iam::123456789012:mfa/alice" },
      "[profile p]\nmfa_serial = GAHT12345678\n",
      undefined,
      { config: hook },
    ],
    [
      "another program's line is not ours to replace",
      {},
      "[profile p]\ncredential_process = /opt/tool\n",
      undefined,
      { does: "skip", why: expect.stringContaining("has credential_process") },
    ],
    [
      "nor is a sign-in",
      {},
      "[profile p]\nsso_session = s\n",
      undefined,
      { does: "skip", why: expect.stringContaining("has sso_session") },
    ],
    [
      "what cannot be had says why",
      { keys: undefined, why: "half a pair" },
      "",
      undefined,
      { does: "skip", why: "half a pair" },
    ],
  ])("%s", (_sentence, offer, config, stored, expected) => {
    expect(decided(offer as Partial<Offer>, config, stored)).toMatchObject(expected)
  })

  test("the same pair in the credentials file is no rival, and no decision carries a secret", () => {
    const credentials = `[p]\naws_access_key_id = ${keys.accessKeyId}\naws_secret_access_key = ${keys.secretAccessKey}\n`
    const decision = decided({}, "", undefined, credentials)
    expect(decision).toMatchObject({ does: "import", config: hook })
    expect(JSON.stringify(decision)).not.toContain(keys.secretAccessKey)
  })
})
