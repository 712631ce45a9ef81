import { describe, expect, test } from "bun:test"
import fc from "fast-check"
import { refusedVariable } from "../../src/config/extra-env.ts"
import { parseFolderRules } from "../../src/config/folder-rules.ts"
import { GuiseError } from "../../src/errors.ts"

/** What the text says, or the error as `code: message`. */
function said(text: string | Uint8Array<ArrayBuffer>): unknown {
  try {
    return parseFolderRules(".guise", typeof text === "string" ? new TextEncoder().encode(text) : text)
  } catch (error) {
    if (!(error instanceof GuiseError)) throw error
    return `${error.code}: ${error.message}`
  }
}

const plain = { auto: false, env: {} }

test.each<[sentence: string, text: string, expected: object]>([
  ["a profile is enough", 'profile = "prod"', { ...plain, profile: "prod" }],
  [
    "everything there is",
    'profile = "work:dev"\nregion = "eu-west-1"\nas = "process"\nauto = true\n[env]\nKUBECONFIG = "/k $(id) `id`\\n"\n',
    { profile: "work:dev", region: "eu-west-1", as: "process", auto: true, env: { KUBECONFIG: "/k $(id) `id`\n" } },
  ],
  ["comments, blanks and CRLF", '# who\r\n\r\nprofile = "a b"\r\n', { ...plain, profile: "a b" }],
  ["a byte order mark", '\ufeffprofile = "prod"', { ...plain, profile: "prod" }],
  ["an inline table", 'profile = "p"\nenv = { A = "", B = "2" }', { ...plain, profile: "p", env: { A: "", B: "2" } }],
])("%s", (_sentence, text, expected) => {
  expect(said(text)).toEqual(expected)
})

describe("refused, with the line", () => {
  test.each<[text: string, expected: string]>([
    ["", "settings-invalid: .guise:1: it names no profile"],
    ['region = "eu-west-1"\n', "settings-invalid: .guise:1: it names no profile"],
    ["bob\n", "file-malformed: .guise:1: this is no TOML"],
    ['profile = "p"\nprofile = "q"\n', "file-malformed: .guise:2: this is no TOML"],
    ["\n\nprofile = 1\n", "settings-invalid: .guise:3: profile wants the name"],
    ['profile = ""', "settings-invalid: .guise:1: profile wants the name"],
    ['profile = "a\\nb"', "settings-invalid: .guise:1: profile wants the name"],
    ['profile = "p"\nprofil = "q"', 'settings-invalid: .guise:2: "profil" means nothing here. Nearest: "profile".'],
    ['profile = "p"\ncredential_process = "id"', "A .guise file says profile, region, as, auto, env."],
    ['profile = "p"\n[toString]\n', '.guise:2: "toString" means nothing here.'],
    ['profile = "p"\n[__proto__]\nauto = true', '.guise:2: "__proto__" means nothing here.'],
    ['profile = "p"\nregion = "x.evil.example/"', ".guise:2: region wants the name of a region"],
    ['profile = "p"\nas = "server"', '.guise:2: as wants one of "env", "profile", "process".'],
    ['profile = "p"\nas = true', ".guise:2: as wants one of"],
    ['profile = "p"\nauto = "true"', ".guise:2: auto wants true or false, without quotes."],
    ['profile = "p"\nenv = "A=1"', ".guise:2: env is"],
    ['profile = "p"\n[env]\nA = 1', '.guise:3: "A" in env is 1, wanted is text in quotes.'],
    ['profile = "p"\n[env]\nA = "a\\u0000b"', '.guise:3: "A" in env is'],
    ['profile = "p"\n[env]\n"A;id" = ""', '.guise:3: env may not set "A;id"'],
    ['profile = "p"\n[env]\nOK = "1"\nLD_PRELOAD = "./x.so"', '.guise:4: env may not set "LD_PRELOAD"'],
    ['profile = "p"\n[env]\nPath = "."', '.guise:3: env may not set "Path"'],
    ['auto = 1\nas = 2\nprofile = "p"', ".guise:1: auto wants true or false, without quotes. (1 more to come)"],
  ])("%p", (text, expected) => {
    expect(said(text)).toStartWith(/^(settings|file)/.test(expected) ? expected : "settings-invalid: ")
    expect(said(text)).toContain(expected)
  })

  test("what is not UTF-8", () => {
    expect(said(new Uint8Array([0x70, 0xff, 0x0a]))).toStartWith("file-malformed: ")
  })

  test.each([
    ["a table within a table, as deep as a file can go", `${"a.".repeat(30_000)}a = 1`],
    ["lists in lists", `a = ${"[".repeat(60_000)}`],
    ["thousands of lines that are one text", `profile = """${"x\n".repeat(20_000)}"""`],
    ["thousands of keys that mean nothing", Array.from({ length: 5000 }, (_none, at) => `k${at} = 1\n`).join("")],
  ])("%s, soon", (_sentence, text) => {
    expect(said(text)).toBeString()
  })
})

const forbidden = ["AWS_PROFILE", "PATH", "path", "NODE_OPTIONS", "https_proxy", "GUISE_ENV", "Ld_Preload"] as const

test("of variables, those of the list keep the whole file out, and all others come through as they stand", () => {
  const harmless = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,9}$/)
  const names = fc.uniqueArray(fc.oneof({ weight: 9, arbitrary: harmless }, fc.constantFrom(...forbidden)), {
    minLength: 1,
    maxLength: 4,
  })
  fc.assert(
    fc.property(names, fc.string({ unit: "grapheme-ascii" }), (keys, value) => {
      const pairs = keys.map(key => `${JSON.stringify(key)} = ${JSON.stringify(value)}`)
      const rules = said(['profile = "p"', "[env]", ...pairs].join("\n"))
      if (keys.some(key => refusedVariable(key) !== undefined)) expect(rules).toMatch(/env may not set/)
      else expect(rules).toMatchObject({ env: Object.fromEntries(keys.map(key => [key, value])) })
    }),
    { numRuns: 300 },
  )
})

test("whatever the bytes are, they are rules or an error of ours", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), text => {
      const rules = said(text)
      if (typeof rules === "string") expect(rules).toMatch(/^(file-malformed|settings-invalid): /)
      else expect(rules).toHaveProperty("env")
    }),
  )
})
