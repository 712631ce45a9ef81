import { describe, expect, test } from "bun:test"
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import fc from "fast-check"
import { chosenFor, loadSettings, settingKeys, settingsFile } from "../../src/config/settings.ts"
import { type Change, withSetting } from "../../src/config/settings-edit.ts"
import { layersOf } from "../../src/config/settings-file.ts"
import { settingsTable } from "../../src/config/settings-table.ts"
import { settingsTemplate } from "../../src/config/settings-template.ts"
import { changeSetting, initSettings } from "../../src/config/settings-write.ts"
import type { Env } from "../../src/types.ts"

const edits: readonly [sentence: string, before: string, change: Change, after: string][] = [
  ["into nothing", "", { key: "as", value: '"env"' }, 'as = "env"\n'],
  [
    "a value and its comment",
    'as = "env"  # why # not\nmin-ttl = 60\n',
    { key: "as", value: '"process"' },
    'as = "process"  # why # not\nmin-ttl = 60\n',
  ],
  ["a hash inside the value", 'prompt = "#1 # x" # mine\n', { key: "prompt", value: '"y"' }, 'prompt = "y" # mine\n'],
  ["odd blanks and quotes of the key", "  \"as\"='env'\n", { key: "as", value: '"process"' }, '  "as"="process"\n'],
  [
    "CRLF stays CRLF",
    '# a\r\nas = "env" # b\r\nmfa = "ask"\r\n',
    { key: "as", value: '"process"' },
    '# a\r\nas = "process" # b\r\nmfa = "ask"\r\n',
  ],
  ["a new line in a CRLF file", 'as = "env"\r\n', { key: "mfa", value: '"ask"' }, 'as = "env"\r\nmfa = "ask"\r\n'],
  ["without an end of line", 'as = "env"', { key: "mfa", value: '"ask"' }, 'as = "env"\nmfa = "ask"'],
  [
    "a new one below its neighbours",
    '# top\nas = "env"\n\n# p\n[[profile]]\nmatch = "a"\n',
    { key: "mfa", value: '"ask"' },
    '# top\nas = "env"\nmfa = "ask"\n\n# p\n[[profile]]\nmatch = "a"\n',
  ],
  [
    "a new one above the first table and its comment",
    '# top\n\n# p\n[[profile]]\nmatch = "a"\n',
    { key: "mfa", value: '"ask"' },
    '# top\n\nmfa = "ask"\n\n# p\n[[profile]]\nmatch = "a"\n',
  ],
  [
    "a new one below its own example",
    '# as = "env"\n\n# mfa = "ask"\n# end\n',
    { key: "as", value: '"process"' },
    '# as = "env"\nas = "process"\n\n# mfa = "ask"\n# end\n',
  ],
  ["taken out", 'as = "env" # x\nmfa = "ask"\n', { key: "as", value: undefined }, 'mfa = "ask"\n'],
  ["taken out where it is not", 'mfa = "ask"\n', { key: "as", value: undefined }, 'mfa = "ask"\n'],
  [
    "a new pattern",
    'as = "env"\n',
    { key: "confirm", value: "true", match: "*prod*" },
    'as = "env"\n\n[[profile]]\nmatch = "*prod*"\nconfirm = true\n',
  ],
  [
    "a pattern that is there",
    '[[profile]]\nmatch = "a"\n\n[[profile]]\nmatch = "b"\n',
    { key: "confirm", value: "true", match: "a" },
    '[[profile]]\nmatch = "a"\nconfirm = true\n\n[[profile]]\nmatch = "b"\n',
  ],
  [
    "of two for the same pattern the one that wins",
    '[[profile]]\nmatch = "a"\nconfirm = true\n[[profile]]\nmatch = "a"\n',
    { key: "confirm", value: "false", match: "a" },
    '[[profile]]\nmatch = "a"\nconfirm = true\n[[profile]]\nmatch = "a"\nconfirm = false\n',
  ],
  [
    "beside a table of variables",
    '[[profile]]\nmatch = "a"\n[profile.env]\nA = "1"\n',
    { key: "confirm", value: "true", match: "a" },
    '[[profile]]\nmatch = "a"\nconfirm = true\n[profile.env]\nA = "1"\n',
  ],
  [
    "a key of the head is not that of a pattern",
    '[[profile]]\nmatch = "a"\nas = "env"\n',
    { key: "as", value: '"process"' },
    'as = "process"\n\n[[profile]]\nmatch = "a"\nas = "env"\n',
  ],
  [
    "a table on one line",
    '[[profile]]\nmatch = "a"\nenv = { A = "1" } # x\n',
    { key: "env", value: '{ B = "2" }', match: "a" },
    '[[profile]]\nmatch = "a"\nenv = { B = "2" } # x\n',
  ],
]

describe("one setting changes, and nothing else", () => {
  test.each([...edits])("%s", (_sentence, before, change, after) => {
    expect(withSetting("f", before, change)).toBe(after)
    expect(() => layersOf("f", after)).not.toThrow()
  })

  test("what is spread over several lines stays for an editor", () => {
    for (const text of [
      '[[profile]]\nmatch = "a"\n[profile.env]\nA = "1"\n',
      '[[profile]]\nmatch = "a"\nenv.A = "1"\n',
    ])
      expect(() => withSetting("f", text, { key: "env", value: "{}", match: "a" })).toThrow(
        "f:3: env is not said on one line here",
      )
  })

  test("whatever the file, every other line stays and the setting holds", () => {
    const noise = fc.constantFrom("", "# note", "# min-ttl = 3", "   # [[profile]]", "\t")
    const head = fc.constantFrom(
      'as = "env" # a',
      "session-duration = 3600",
      'prompt = """\n# x\n[[profile]]\n"""',
      "mfa = 'command:#'",
    )
    const inside = fc.constantFrom("confirm = true#x", 'env = { A = "#" }', 'color = "red"', "role-duration = 900")
    const lines = (one: fc.Arbitrary<string>) =>
      fc.tuple(fc.uniqueArray(one), fc.array(noise, { maxLength: 3 })).map(([a, b]) => [...a, ...b])
    const table = fc
      .tuple(fc.constantFrom("a", "b*"), lines(inside))
      .map(([match, rest]) => ["[[profile]]", `match = "${match}"`, ...rest])
    const file = fc
      .tuple(lines(head), fc.array(table, { maxLength: 3 }))
      .map(([a, b]) => [...a, ...b.flat()].filter(line => !line.includes("prompt")).join("\n"))
    const match = fc.constantFrom(undefined, "a", "b*", "new")
    fc.assert(
      fc.property(file, match, (before, wanted) => {
        const after = withSetting("f", before, { key: "min-ttl", value: '"7m"', match: wanted })
        const layers = layersOf("f", after)
        const said = layers.filter(({ values }) => values["min-ttl"] === 420)
        expect(said.map(({ origin }) => (origin.kind === "pattern" ? origin.match : undefined))).toEqual([wanted])
        const kept = after.split("\n")
        for (const line of before.split("\n")) {
          expect(kept).toContain(line)
          kept.splice(kept.indexOf(line), 1)
        }
        expect(withSetting("f", after, { key: "min-ttl", value: '"7m"', match: wanted })).toBe(after)
      }),
    )
  })
})

test("the template says nothing, and says every setting once its marks are taken away", () => {
  const template = settingsTemplate()
  expect(layersOf("f", template)).toEqual([])
  const all = template.replace(/^# (?=[a-z-]+ = |\[\[)/gm, "")
  const keys = layersOf("f", all).flatMap(({ values }) => Object.keys(values))
  expect(keys.toSorted()).toEqual([...settingKeys].toSorted())
  for (const key of settingKeys) {
    const perProfile = settingsTable[key].perProfile === true
    const example = `${key} = ${settingsTable[key].example}`
    expect(template).toContain(`\n# ${example}\n`)
    const change = { key, value: settingsTable[key].example, match: perProfile ? "x" : undefined }
    expect(layersOf("f", withSetting("f", template, change))).toHaveLength(1)
  }
})

async function withHome<T>(look: (env: Env, file: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "guise-settings-"))
  const env = { XDG_CONFIG_HOME: join(folder, "config"), XDG_CACHE_HOME: join(folder, "cache"), HOME: folder }
  try {
    return await look(env, settingsFile(env))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe("the file", () => {
  test("is born private, and says whether it changed", () =>
    withHome(async (env, file) => {
      expect(await changeSetting(env, { key: "as", value: '"env"' })).toBe(true)
      expect(await changeSetting(env, { key: "as", value: '"env"' })).toBe(false)
      expect([statSync(file).mode & 0o777, statSync(dirname(file)).mode & 0o777]).toEqual([0o600, 0o700])
    }))

  test("a link stays a link, and a mode a mode", () =>
    withHome(async (env, file) => {
      const real = join(env.HOME ?? "", "dotfiles.toml")
      writeFileSync(real, "# mine\n")
      chmodSync(real, 0o644)
      mkdirSync(dirname(file), { recursive: true })
      symlinkSync(real, file)
      await changeSetting(env, { key: "as", value: '"env"' })
      expect(lstatSync(file).isSymbolicLink()).toBe(true)
      expect([readFileSync(real, "utf8"), statSync(real).mode & 0o777]).toEqual(['# mine\nas = "env"\n', 0o644])
    }))

  test("one that is malformed is left as it is", () =>
    withHome(async (env, file) => {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, "as = \n")
      await expect(changeSetting(env, { key: "mfa", value: '"ask"' })).rejects.toMatchObject({ code: "file-malformed" })
      expect(readFileSync(file, "utf8")).toBe("as = \n")
    }))

  test("ten at once lose nothing", () =>
    withHome(async env => {
      const matches = Array.from({ length: 10 }, (_none, index) => `p${index}`)
      await Promise.all(matches.map(match => changeSetting(env, { key: "confirm", value: "true", match })))
      const settings = await loadSettings(env)
      expect(matches.map(match => chosenFor(settings, match))).toEqual(matches.map(() => ({ confirm: true })))
    }))

  test("the template is never written over anything", () =>
    withHome(async (env, file) => {
      expect(initSettings(env)).toBe(file)
      expect(readFileSync(file, "utf8")).toBe(settingsTemplate())
      writeFileSync(file, "# mine\n")
      expect(() => initSettings(env)).toThrow("is there already")
      expect(readFileSync(file, "utf8")).toBe("# mine\n")
    }))
})
