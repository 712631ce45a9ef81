import { describe, expect, test } from "bun:test"
import { loaded, type Written } from "./files-on-disk.ts"

const pair = "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = EXAMPLEKEY\n"

/** The warnings about a profile, each as `line: text`. */
function warned(files: Written, profile: string): string[] {
  return (loaded(files).profile(profile)?.warnings ?? []).map(({ text, place }) => `${place.line}: ${text}`)
}

describe("a profile warns of", () => {
  const rows: readonly (readonly [what: string, files: Written, profile: string, line: number, words: string])[] = [
    ["a key that comes twice", { config: "[profile a]\nregion = x\nregion = y\n" }, "a", 3, "AWS CLI refuses"],
    ["a section that comes twice", { config: "[profile a]\n[profile b]\n[profile a]\n" }, "a", 3, "first on line 1"],
    ["[default] beside [profile default]", { config: "[profile default]\n[default]\n" }, "default", 2, "not read"],
    ["an inline comment", { config: "[profile a]\nregion = x # y\n" }, "a", 2, "part of the value"],
    ["upper-case keys", { config: "[profile a]\nRegion = x\n" }, "a", 2, "JavaScript"],
    ["a value over several lines", { config: "[profile a]\nregion = x\n  y = z\n" }, "a", 2, "JavaScript"],
    ["an indented body", { config: "[profile a]\n  region = x\n" }, "a", 2, "Rust"],
    ["an indented header", { config: "  [profile a]\n" }, "a", 1, "Rust"],
    ["a name the SDKs cannot read", { credentials: "[my profile]\n" }, "my profile", 1, "only the AWS CLI"],
    ["a name JavaScript cannot read", { credentials: "[__proto__]\n" }, "__proto__", 1, "JavaScript"],
    ["a quoted name", { config: '[profile "a"]\n' }, "a", 1, "quoted"],
    ["two blanks before the name", { config: "[profile  a]\n" }, "a", 1, "JavaScript"],
    ["blanks beside the brackets", { config: "[ profile a]\n" }, "a", 1, "AWS CLI"],
    ["blanks beside the brackets, at the end", { credentials: "[a ]\n" }, "a", 1, "AWS CLI"],
    ["a comment that touches the bracket", { config: "[profile a];c\n" }, "a", 1, "JavaScript"],
    ["a bracket in the comment", { config: "[profile a] # [b]\n" }, "a", 1, "AWS CLI misreads"],
    [
      "half a pair: no secret",
      { config: "[profile a]\naws_access_key_id = x\n" },
      "a",
      2,
      "aws_secret_access_key is missing",
    ],
    [
      "half a pair: no id",
      { config: "[profile a]\naws_secret_access_key = x\n" },
      "a",
      2,
      "aws_access_key_id is missing",
    ],
    [
      "a pair split over both files",
      { config: "[profile a]\naws_session_token = x\n", credentials: `[a]\n${pair}` },
      "a",
      2,
      "both files",
    ],
    ["the legacy token", { credentials: `[a]\n${pair}aws_security_token = x\n` }, "a", 4, "aws_session_token"],
    [
      "the legacy token beside the other",
      { credentials: `[a]\n${pair}aws_security_token = x\naws_session_token = y\n` },
      "a",
      4,
      "prefers the former",
    ],
    ["an empty value that botocore sends", { config: "[profile a]\nmfa_serial =\n" }, "a", 2, "empty"],
    ["a line that is no setting", { config: "[profile a]\nin valid = x\n" }, "a", 2, "no tool"],
    [
      "process beside keys",
      { config: `[profile a]\ncredential_process = x\n${pair}` },
      "a",
      1,
      "the AWS CLI takes the credential_process, the JavaScript SDK the keys",
    ],
    [
      "SSO beside keys",
      { config: `[profile a]\nsso_account_id = x\n${pair}` },
      "a",
      1,
      "the AWS CLI takes the SSO role",
    ],
    [
      "SSO beside process",
      { config: "[profile a]\nsso_account_id = x\ncredential_process = y\n" },
      "a",
      1,
      "the JavaScript SDK the credential_process",
    ],
    [
      "web identity beside a source",
      { config: "[profile a]\nrole_arn = x\nweb_identity_token_file = y\nsource_profile = z\n" },
      "a",
      1,
      "the AWS CLI takes the web identity, the JavaScript SDK the role",
    ],
    [
      "a role with keys and no source",
      { config: `[profile a]\nrole_arn = x\n${pair}` },
      "a",
      1,
      "the AWS CLI takes the role, the JavaScript SDK the keys",
    ],
  ]
  for (const [what, files, profile, line, words] of rows) {
    test(what, () => {
      const warnings = warned(files, profile)
      expect(warnings.filter(text => text.startsWith(`${line}: `) && text.includes(words))).toHaveLength(1)
    })
  }

  test("nothing when every tool reads it alike", () => {
    const config = "[default]\nregion = x\n[profile a]\nrole_arn = r\nsource_profile = default # c\ns3 =\n  x = y\n"
    const clean = config.replace(" # c", "")
    expect(warned({ config: clean, credentials: `[default]\n${pair}` }, "a")).toEqual([])
    expect(warned({ config: clean, credentials: `[default]\n${pair}` }, "default")).toEqual([])
    expect(warned({ config }, "a")).toHaveLength(1)
  })
})

describe("the files warn of", () => {
  const rows: readonly (readonly [what: string, files: Written, words: string])[] = [
    ["a section that looks like a profile", { config: "[foo]\n" }, "a profile is [profile foo]"],
    ["a misspelt prefix", { config: "[profiles foo]\n" }, "a profile is [profile foo]"],
    ["a blank without quotes", { config: "[profile a b]\n" }, 'a profile is [profile "a b"]'],
    ["a prefix in the credentials file", { credentials: "[profile foo]\n" }, "a profile is [NAME]"],
    ["[DEFAULT] in the config file", { config: "[DEFAULT]\n" }, "inherited"],
    ["[DEFAULT] in the credentials file", { credentials: "[DEFAULT]\n" }, "inherit"],
    ["a byte order mark", { config: "\ufeff[default]\n" }, "byte order mark"],
    ["bytes that are not UTF-8", { config: new Uint8Array([0x23, 0xff, 0x0a]) }, "UTF-8"],
  ]
  for (const [what, files, words] of rows) {
    test(what, () => {
      const warnings = loaded(files).warnings
      expect(warnings.map(({ text }) => text.includes(words))).toEqual([true])
    })
  }
  test("nothing in ordinary ones", () => {
    expect(loaded({ config: "[default]\n[plugins]\n[profile a]\n", credentials: "[ä]\n" }).warnings).toEqual([])
  })
})
