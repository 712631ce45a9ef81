import { describe, expect, test } from "bun:test"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import fc from "fast-check"
import { refusedVariable } from "../../src/config/extra-env.ts"
import {
  chosenFor,
  loadSettings,
  type SettingKey,
  settingKeys,
  settingsFile,
  variableOf,
} from "../../src/config/settings.ts"
import { settingsTable } from "../../src/config/settings-table.ts"
import { checkText, checkValue } from "../../src/config/settings-values.ts"
import { GuiseError } from "../../src/errors.ts"
import { checkDuration } from "../../src/plan/durations.ts"
import type { Env } from "../../src/types.ts"

/** Runs `look` with this settings file (none when undefined); in what it answers the file is called `config.toml`. */
async function withFile<T>(text: string | Uint8Array | undefined, look: (env: Env) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "guise-settings-"))
  const env = { XDG_CONFIG_HOME: folder, HOME: "/dev/null/home" }
  try {
    if (text !== undefined) {
      mkdirSync(dirname(settingsFile(env)), { recursive: true })
      writeFileSync(settingsFile(env), text)
    }
    return await look(env)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** What holds for a profile, or the error as `code: message`. */
function said(text: string | Uint8Array | undefined, profile?: string, extra: Env = {}): Promise<unknown> {
  return withFile(text, async env => {
    try {
      return chosenFor(await loadSettings({ ...env, ...extra }), profile)
    } catch (error) {
      if (!(error instanceof GuiseError)) throw error
      return `${error.code}: ${error.message.replaceAll(settingsFile(env), "config.toml")}`
    }
  })
}

const patterns = `
min-ttl = "20m"
role-duration = 1800

[[profile]]
match = "*prod*"
min-ttl = "30m"
confirm = true
env = { A = "1", B = "1" }

[[profile]]
match = "prod-?"
min-ttl = "1h30m"

[profile.env]
B = "2"
`

describe("what holds", () => {
  test.each<[sentence: string, text: string | undefined, profile: string | undefined, env: Env, expected: object]>([
    ["no file: nothing", undefined, "prod", {}, {}],
    ["an empty file: nothing", "", "prod", {}, {}],
    ["comments only: nothing", "# min-ttl = 1\n\n", "prod", {}, {}],
    ["the head holds for everybody", patterns, "dev", {}, { "min-ttl": 1200, "role-duration": 1800 }],
    ["and where no profile is named", patterns, undefined, {}, { "min-ttl": 1200, "role-duration": 1800 }],
    [
      "a pattern stands over the head",
      patterns,
      "my-production",
      {},
      { "min-ttl": 1800, "role-duration": 1800, confirm: true, env: { A: "1", B: "1" } },
    ],
    [
      "of two patterns the later wins, key by key, and extra variables add up",
      patterns,
      "prod-x",
      {},
      { "min-ttl": 5400, "role-duration": 1800, confirm: true, env: { A: "1", B: "2" } },
    ],
    [
      "a variable stands over all of them",
      patterns,
      "prod-x",
      { GUISE_MIN_TTL: "5m", GUISE_CONFIRM: "no", GUISE_ENV: "B=3,C=x=y" },
      { "min-ttl": 300, "role-duration": 1800, confirm: false, env: { A: "1", B: "3", C: "x=y" } },
    ],
    ["variables need no file", undefined, undefined, { GUISE_AS: "process" }, { as: "process" }],
    [
      "an empty variable counts as unset",
      patterns,
      "dev",
      { GUISE_MIN_TTL: "" },
      { "min-ttl": 1200, "role-duration": 1800 },
    ],
    ["a pattern without wildcards is the name", '[[profile]]\nmatch="a.b"\nconfirm=true', "a.b", {}, { confirm: true }],
    ["and its letters are themselves", '[[profile]]\nmatch="a.b"\nconfirm=true', "axb", {}, {}],
    ["a pattern fits whole names", '[[profile]]\nmatch="prod"\nconfirm=true', "prod-1", {}, {}],
    [
      "a file with a byte order mark and CRLF",
      '\ufeffmin-ttl = "1m"\r\nas = "env"\r\n',
      "x",
      {},
      { "min-ttl": 60, as: "env" },
    ],
  ])("%s", async (_sentence, text, profile, env, expected) => {
    expect(await said(text, profile, env)).toEqual(expected)
  })

  test("every pattern of any text fits that text, and with a star what begins with it", async () => {
    const name = fc.string({ minLength: 1, unit: "grapheme" }).filter(text => !/[*?\p{Cc}]/u.test(text))
    await fc.assert(
      fc.asyncProperty(name, name, async (one, rest) => {
        const text = `[[profile]]\nmatch = ${JSON.stringify(one)}\nas = "env"\n[[profile]]\nmatch = ${JSON.stringify(`${one}*`)}\nconfirm = true\n`
        expect(await said(text, one)).toEqual({ as: "env", confirm: true })
        expect(await said(text, `${one}${rest}`)).toEqual({ confirm: true })
      }),
      { numRuns: 50 },
    )
  })

  test("a thousand stars are matched in no time", async () => {
    const text = `[[profile]]\nmatch = "${"*a".repeat(12)}*${"*".repeat(1000)}b"\nconfirm = true\n`
    expect(await said(text, "a".repeat(60))).toEqual({})
  })
})

describe("what is refused, and where", () => {
  test.each<[sentence: string, text: string, expected: string]>([
    ["no TOML", 'as = "env"\nmin-ttl = \n', "file-malformed: config.toml:2: this is no TOML: "],
    ["a key twice", 'as = "env"\nas = "env"\n', "file-malformed: config.toml:2: "],
    [
      "an unknown key",
      '\n\nmin-tl = "5m"',
      'settings-invalid: config.toml:3: "min-tl" is no setting. Nearest: "min-ttl".',
    ],
    [
      "a browser's command with a placeholder that there is not",
      '\nbrowser = "firefox {ulr}"',
      `settings-invalid: config.toml:2: browser is "firefox {ulr}", and {ulr} stands for nothing here: there are {url}, {profile}, {account}; wanted is "default", "firefox-container", "chromium-profile", or a command such as "firefox --new-window {url}".`,
    ],
    ["a key of Object.prototype", "toString = 1", 'settings-invalid: config.toml:1: "toString" is no setting.'],
    ["__proto__", "__proto__ = 1", 'settings-invalid: config.toml:1: "__proto__" is no setting.'],
    [
      "an unknown key in the second pattern",
      '[[profile]]\nmatch = "a"\n\n[[profile]]\nmatch = "b"\n# one\nconfrim = true',
      'settings-invalid: config.toml:7: "confrim" is no setting. Nearest: "confirm".',
    ],
    [
      "an unknown table",
      '[profiles]\nmatch = "a"',
      'settings-invalid: config.toml:1: "profiles" is no setting. Nearest: "profile".',
    ],
    [
      "a pattern in single brackets",
      '[profile]\nmatch = "a"',
      "settings-invalid: config.toml:1: patterns of profiles stand in tables headed [[profile]], in two brackets each.",
    ],
    [
      "a pattern without match",
      'as = "env"\n[[profile]]\nconfirm = true',
      "settings-invalid: config.toml:2: this [[profile]] has no match;",
    ],
    ["a match that is no text", "[[profile]]\nmatch = 3", "settings-invalid: config.toml:2: match wants a pattern"],
    [
      "what is said per profile, at the head",
      "confirm = true",
      "settings-invalid: config.toml:1: confirm is said per profile",
    ],
    [
      "a duration that is none",
      'min-ttl = "soon"',
      'settings-invalid: config.toml:1: min-ttl is "soon", wanted is a duration',
    ],
    [
      "one role without its list",
      'serve-roles = "arn:aws:iam::123456789012:role/A"',
      'settings-invalid: config.toml:1: serve-roles is "arn:aws:iam::123456789012:role/A", wanted is ARNs of roles',
    ],
    ["a number for a word", "as = 3", 'settings-invalid: config.toml:1: as is 3, wanted is one of "env", "profile"'],
    [
      "a list for a duration",
      'a = """\n\n"""\nmin-ttl = [\n1\n]',
      'settings-invalid: config.toml:1: "a" is no setting.',
    ],
    ["a value on several lines", 'prompt = """a\nb"""', "settings-invalid: config.toml:1: prompt is "],
    [
      "a date",
      "unlock-ttl = 2026-01-01",
      "settings-invalid: config.toml:1: unlock-ttl is a date, wanted is a duration",
    ],
    [
      "a session longer than AWS gives",
      'session-duration = "37h"',
      'settings-invalid: config.toml:1: session-duration is "37h", wanted is a duration such as "90m" or 5400 (seconds), from 15m to 36h.',
    ],
    [
      "a role longer than AWS gives",
      "role-duration = 43201",
      "settings-invalid: config.toml:1: role-duration is 43201",
    ],
    [
      "text for a switch",
      '[[profile]]\nmatch = "a"\nconfirm = "yes"',
      'settings-invalid: config.toml:3: confirm is "yes", wanted is true or false.',
    ],
    [
      "a forbidden variable in a table",
      '[[profile]]\nmatch = "a"\n[profile.env]\nOK = "1"\n# c\nPATH = "x"',
      'settings-invalid: config.toml:6: env may not set "PATH": it decides what code runs.',
    ],
    [
      "one in a table on one line",
      '[[profile]]\nmatch = "a"\nenv = { AWS_PROFILE = "x" }',
      'settings-invalid: config.toml:3: env may not set "AWS_PROFILE": it decides who one is for AWS, or where AWS is.',
    ],
    [
      "one with a dotted key",
      '[[profile]]\nmatch = "a"\nenv.LD_PRELOAD = "x"',
      'settings-invalid: config.toml:3: env may not set "LD_PRELOAD"',
    ],
    [
      "a variable that is no text",
      '[[profile]]\nmatch = "a"\nenv = { A = 1 }',
      'settings-invalid: config.toml:3: "A" in env is 1, wanted is text',
    ],
    [
      "several faults: the first, and how many",
      'a = 1\nbb = 2\nmfa = "x"',
      'settings-invalid: config.toml:1: "a" is no setting. Nearest: "as", "mfa". (2 more to come)',
    ],
  ])("%s", async (_sentence, text, expected) => {
    expect(await said(text, "a")).toStartWith(expected)
  })

  test.each([
    ["GUISE_MIN_TTL", "soon", 'settings-invalid: GUISE_MIN_TTL: min-ttl is "soon", wanted is a duration'],
    [
      "GUISE_SERVE_ROLES",
      "arn:aws:iam::123456789012:role/A,*",
      "settings-invalid: GUISE_SERVE_ROLES: serve-roles is a list, wanted is ARNs of roles",
    ],
    ["GUISE_CONFIRM", "perhaps", 'settings-invalid: GUISE_CONFIRM: confirm is "perhaps", wanted is true or false.'],
    ["GUISE_ENV", "A", 'settings-invalid: GUISE_ENV: env is "A", wanted is NAME=value,OTHER=value.'],
    ["GUISE_ENV", "OK=1,Path=x", 'settings-invalid: GUISE_ENV: env may not set "Path"'],
  ])("%s=%s", async (name, value, expected) => {
    expect(await said(undefined, "a", { [name]: value })).toStartWith(expected)
  })

  test("bytes that are no text, and a folder in its place", async () => {
    expect(await said(new Uint8Array([0x61, 0xff]))).toBe(
      "file-malformed: config.toml is not UTF-8 text, as TOML has to be.",
    )
    const folder = await withFile("", async env => {
      rmSync(settingsFile(env))
      mkdirSync(settingsFile(env))
      return loadSettings(env).catch((error: GuiseError) => error.code)
    })
    expect(folder).toBe("file-unreadable")
  })
})

const refused = [
  ...[
    "AWS_PROFILE",
    "AWS_ACCESS_KEY_ID",
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_STS",
    "AWS_CONFIG_FILE",
    "AWS_NEW_THING",
  ],
  ...["AWS_REGION", "AWS_CA_BUNDLE", "AWS_PAGER", "aws_profile", "GUISE_PROFILE", "GUISE_MFA_CODE", "PATH", "Path"],
  ...["LD_PRELOAD", "LD_LIBRARY_PATH", "DYLD_INSERT_LIBRARIES", "NODE_OPTIONS", "JAVA_TOOL_OPTIONS", "BUN_INSTALL"],
  ...[
    "NODE_PATH",
    "NODE_EXTRA_CA_CERTS",
    "HTTPS_PROXY",
    "https_proxy",
    "NO_PROXY",
    "REQUESTS_CA_BUNDLE",
    "SSL_CERT_FILE",
  ],
  ...[
    "PROMPT_COMMAND",
    "PS1",
    "PS4",
    "RPROMPT",
    "FPATH",
    "MODULE_PATH",
    "precmd_functions",
    "__guise_names",
    "fish_function_path",
    "PAGER",
    "MANPAGER",
    "GIT_PAGER",
  ],
  ...["EDITOR", "GIT_EDITOR", "VISUAL", "BROWSER", "SSH_ASKPASS", "SUDO_ASKPASS", "LESSOPEN", "GIT_SSH_COMMAND"],
  ...["GIT_CONFIG_COUNT", "GIT_EXEC_PATH"],
  ...[
    "BASH_ENV",
    "ENV",
    "ZDOTDIR",
    "PYTHONSTARTUP",
    "HOME",
    "XDG_CONFIG_HOME",
    "",
    "A B",
    "A=B",
    "1A",
    "A;id",
    "$(id)",
    "É",
  ],
]
const allowed = [
  "KUBECONFIG",
  "TF_VAR_env",
  "_X",
  "AWS_DEFAULT_OUTPUT",
  "AWS_RETRY_MODE",
  "PATHS",
  "MY_PATH",
  "ENVIRONMENT",
  "GIT_AUTHOR_NAME",
  "PS_COUNT",
]

test.each(refused)("the extra variable %p is refused", name => {
  expect(refusedVariable(name)).toBeString()
})

test.each(allowed)("the extra variable %p is not", name => {
  expect(refusedVariable(name)).toBeUndefined()
})

describe("the table", () => {
  test("its limits are those that plans keep", () => {
    for (const [key, limit] of [
      ["session-duration", "session"],
      ["role-duration", "role"],
    ] as const) {
      const { kind } = settingsTable[key]
      if (kind.type !== "duration") throw new Error("not a duration")
      expect([checkDuration(kind.min, limit), checkDuration(kind.max, limit)]).toEqual([kind.min, kind.max])
      expect(() => checkDuration(kind.min - 1, limit)).toThrow()
      expect(() => checkDuration(kind.max + 1, limit)).toThrow()
    }
  })

  test.each([...settingKeys])("%s: its default fits, and its page says what the table says", async key => {
    const { fallback, flag, summary } = settingsTable[key]
    if (fallback !== undefined) expect(checkText(key, fallback)).toHaveProperty("value")
    const page = await Bun.file(join(import.meta.dirname, "../../docs/settings.md")).text()
    const row = page.split("\n").find(line => line.startsWith(`| \`${key}\` |`)) ?? ""
    const [, , does, , holds, variable, flags] = row
      .split(" | ")
      .flatMap((cell, at) => (at === 0 ? ["", cell] : [cell]))
    expect(does).toStartWith(summary)
    expect(holds?.replace("\\|", "|")).toBe(fallback === undefined ? "none" : `\`${fallback}\``)
    expect(variable).toBe(`\`${variableOf(key)}\``)
    expect(flags?.replace(/ ?\|$/, "") ?? "").toBe(flag === undefined ? "" : `\`${flag}\``)
  })

  test("the page has no row for a setting that is not there", async () => {
    const page = await Bun.file(join(import.meta.dirname, "../../docs/settings.md")).text()
    const rows = [...page.matchAll(/^\| `([^`]+)` \|/gm)].map(([, key]) => key)
    expect(rows).toEqual([...settingKeys])
  })

  test("no value of any kind makes a check throw", () => {
    fc.assert(
      fc.property(fc.constantFrom(...settingKeys), fc.anything(), (key: SettingKey, value) => {
        expect(Object.keys(checkValue(key, value))).toContainAnyValues(["value", "fault"])
      }),
    )
  })
})
