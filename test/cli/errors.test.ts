import { describe, expect, test } from "bun:test"
import { writeFileSync } from "node:fs"
import { addToConfig, builds, device, type Home, run, secrets, stage } from "./harness.ts"

const { newHome, code } = await stage()

/** Wrong codes, each another: guise sends none twice. `CODE` in the words stands for the next one. */
let codes = 0
const typed = (words: readonly string[]) =>
  words.map(word => (word === "CODE" ? String(++codes).padStart(6, "0") : word))

const role = (name: string, account = "111122223333") => `arn:aws:iam::${account}:role/${name}`

interface Row {
  readonly what: string
  readonly words: readonly string[]
  readonly config?: string
  /** Makes the home what it has to be; answers more to say. */
  readonly prepare?: (home: Home) => void
  readonly status: number
  readonly code: string
  readonly says: readonly string[]
  readonly hint: string
  /** AWS's own words, under --verbose. */
  readonly aws?: string
}

const rows: readonly Row[] = [
  {
    what: "a role of another account without its external id",
    words: ["process", "stranger"],
    config: `[profile stranger]\nsource_profile = alice\nrole_arn = ${role("Partner", "444455556666")}`,
    status: 5,
    code: "aws-denied",
    says: ["arn:aws:iam::111122223333:user/alice (alice → stranger)", "No external id was sent"],
    hint: "--external-id ID, or guise set stranger external_id ID; guise explain stranger",
    aws: "AccessDenied (HTTP 403): User: arn:aws:iam::111122223333:user/alice is not authorized to perform: sts:AssumeRole",
  },
  {
    what: "an external id that is not the one",
    words: ["process", "partner", "--external-id", "guess"],
    status: 5,
    code: "aws-denied",
    says: ['The external id "guess" was sent'],
    hint: "; guise explain partner",
    aws: "AccessDenied (HTTP 403)",
  },
  {
    what: "the second role of a chain",
    words: ["process", "wrong-chain"],
    config: `[profile wrong-chain]\nsource_profile = readonly\nrole_arn = ${role("Chained")}`,
    status: 5,
    code: "aws-denied",
    says: ["role 2 of 2 on the way alice → readonly → wrong-chain", "assumed-role/ReadOnly/", "carry no MFA"],
    hint: "guise explain wrong-chain",
    aws: "AccessDenied (HTTP 403)",
  },
  {
    what: "a key that AWS does not know, and where it stands",
    words: ["whoami", "stray"],
    prepare: home =>
      writeFileSync(
        home.credentials,
        "[stray]\naws_access_key_id = AKIAIOSFODNN7STRANGE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n",
      ),
    status: 5,
    code: "keys-rejected",
    says: ["the key AKIAIOSFODNN7STRANGE", "That key is the one of profile stray (", "credentials:2)."],
    hint: "aws iam list-access-keys",
    aws: "InvalidClientTokenId (HTTP 403)",
  },
  {
    what: "a secret that is not the one of its key",
    words: ["whoami", "alice"],
    prepare: home =>
      writeFileSync(
        home.credentials,
        "[alice]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = 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\n",
      ),
    status: 5,
    code: "keys-rejected",
    says: ["did not accept the signature of the key AKIAIOSFODNN7EXAMPLE", "credentials:2)."],
    hint: "clock",
    aws: "SignatureDoesNotMatch (HTTP 403)",
  },
  {
    what: "the MFA device of another user, with the line that names it",
    words: ["process", "other-device", "--mfa-code", "CODE"],
    config: `[profile other-device]\nsource_profile = alice\nrole_arn = ${role("Admin")}\nmfa_serial = arn:aws:iam::111122223333:mfa/bob`,
    status: 5,
    code: "aws-refused",
    says: ["no MFA device arn:aws:iam::111122223333:mfa/bob", "The device is named in mfa_serial (", "config:"],
    hint: "correct mfa_serial",
    aws: "AccessDenied (HTTP 403): MultiFactorAuthentication failed",
  },
  {
    what: "a wrong code, and nobody to ask for another",
    words: ["process", "admin", "--mfa-code", "CODE"],
    status: 5,
    code: "mfa-rejected",
    says: [`the MFA code for ${device}`],
    hint: "wait for the next code",
    aws: "AccessDenied (HTTP 403): MultiFactorAuthentication failed with invalid MFA one time pass code.",
  },
  {
    what: "no such profile",
    words: ["process", "amdin"],
    status: 4,
    code: "profile-unknown",
    says: ['Nearest: "admin"'],
    hint: "guise list",
  },
  {
    what: "a circle",
    words: ["process", "a"],
    config: `[profile a]\nrole_arn = ${role("A")}\nsource_profile = b\n[profile b]\nrole_arn = ${role("B")}\nsource_profile = a`,
    status: 4,
    code: "profile-loop",
    says: ["a → b → a"],
    hint: "guise set b source_profile NAME",
  },
  {
    what: "a source that is not there",
    words: ["process", "a"],
    config: `[profile a]\nrole_arn = ${role("A")}\nsource_profile = alise`,
    status: 4,
    code: "source-missing",
    says: ['takes its credentials from "alise"', 'Nearest: "alice"'],
    hint: "guise set a source_profile alice",
  },
  {
    what: "a malformed line",
    words: ["process", "alice"],
    config: "nonsense",
    status: 4,
    code: "file-malformed",
    says: ["config, line "],
    hint: "vi} +",
  },
]

describe.each([...builds])("$runtime", build => {
  test.each(rows)("$what", async ({ words, config, prepare, status, code: wanted, says, hint, aws }) => {
    const home = newHome()
    if (config !== undefined) addToConfig(home, config)
    prepare?.(home)
    const plain = await run(build, home, typed(words))
    expect([plain.status, plain.stdout]).toEqual([status, ""])
    for (const said of says) expect(plain.stderr).toContain(said)
    expect(plain.stderr).toMatch(/^guise: [^\n]*\nhint: [^\n]*\n$/)
    const inJson = await run(build, home, [...typed(words), "--json"])
    expect(inJson.status).toBe(status)
    expect(inJson.stderr).toMatch(/^[^\n]*\n$/)
    const { error } = JSON.parse(inJson.stderr) as { error: Record<string, string> }
    expect(Object.keys(error)).toEqual(["code", "message", "hint"])
    expect(error.code).toBe(wanted)
    expect(error.hint).toContain(hint)
    const verbose = await run(build, home, [...typed(words), "--verbose"])
    expect(verbose.stderr).toContain(`  code: ${wanted}\n`)
    expect(plain.stderr).not.toContain("(HTTP ")
    if (aws !== undefined) expect(verbose.stderr).toContain(`\n  ${aws}`)
    for (const secret of [secrets.key, secrets.seed, "wrongJalr"])
      expect(plain.stderr + inJson.stderr + verbose.stderr).not.toContain(secret)
  })

  test("tags and a source identity that nobody allowed are no guess", async () => {
    const home = newHome()
    const ran = await run(build, home, ["process", "admin", "--mfa-code", code(), "--tags", "aws:x=1"])
    expect(ran.status).toBe(5)
    expect(ran.stderr).not.toContain("MFA")
  })
})
