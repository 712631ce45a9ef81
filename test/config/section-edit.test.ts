import { describe, expect, test } from "bun:test"
import fc from "fast-check"
import { binary, parse, properties } from "../../src/config/ini.ts"
import type { SectionChange } from "../../src/config/section-change.ts"
import { withoutSection, withSection } from "../../src/config/section-edit.ts"
import { nameSection } from "../../src/config/section-name.ts"
import { isGuiseError } from "../../src/errors.ts"

const me = { file: "credentials", role: "credentials", kind: "profile", name: "me" } as const
const mine = { file: "config", role: "config", kind: "profile", name: "me" } as const

const word = fc.stringMatching(/^[a-z_]{1,8}$/)

const rows: readonly (readonly [sentence: string, before: string, change: SectionChange, after: string])[] = [
  ["a value is replaced where it stands", "[me]\na=1\nb = 2\n", { set: { a: "9" } }, "[me]\na=9\nb = 2\n"],
  ["blanks and comment around it stay", "[me]\na  =  1   # why\n", { set: { a: "9" } }, "[me]\na  =  9   # why\n"],
  ["the key keeps its letters", "[me]\nA = 1\n", { set: { a: "9" } }, "[me]\nA = 9\n"],
  ["a value that was empty", "[me]\na =\nb = 1\n", { set: { a: "9" } }, "[me]\na = 9\nb = 1\n"],
  [
    "a new key comes behind the last one",
    "[me]\na = 1\n\n# next\n[x]\n",
    { set: { b: "2" } },
    "[me]\na = 1\nb = 2\n\n# next\n[x]\n",
  ],
  ["in a section without any, behind its header", "[me]\n\n[x]\n", { set: { b: "2" } }, "[me]\nb = 2\n\n[x]\n"],
  ["behind a nested block", "[me]\ns3 =\n  a = 1\n[x]\n", { set: { b: "2" } }, "[me]\ns3 =\n  a = 1\nb = 2\n[x]\n"],
  [
    "carriage returns are kept, and used",
    "[me]\r\na = 1\r\n",
    { set: { a: "9", b: "2" } },
    "[me]\r\na = 9\r\nb = 2\r\n",
  ],
  ["a last line without an end keeps none", "[me]\na = 1", { set: { b: "2" } }, "[me]\na = 1\nb = 2"],
  ["a new section comes last", "[x]\na = 1\n", { set: { b: "2" } }, "[x]\na = 1\n\n[me]\nb = 2\n"],
  [
    "behind a last line without an end, and has none either",
    "[x]\na = 1",
    { set: { b: "2" } },
    "[x]\na = 1\n\n[me]\nb = 2",
  ],
  ["taken out where the last line has no end", "[me]\na = 1\nb = 2", { unset: ["b"] }, "[me]\na = 1"],
  ["as far to the right as the one above", "[me]\n  a = 1\n", { set: { b: "2" } }, "[me]\n  a = 1\n  b = 2\n"],
  ["in an empty file", "", { set: { b: "2" } }, "[me]\nb = 2\n"],
  [
    "a byte order mark stays first",
    "\u00ef\u00bb\u00bf[me]\na = 1\n",
    { set: { a: "9" } },
    "\u00ef\u00bb\u00bf[me]\na = 9\n",
  ],
  [
    "of a key that comes twice, the one that counts",
    "[me]\na = 1\na = 2\n",
    { set: { a: "9" } },
    "[me]\na = 1\na = 9\n",
  ],
  [
    "of a section that comes twice, the later",
    "[me]\na = 1\n[x]\n[me]\na = 2\n",
    { set: { a: "9" } },
    "[me]\na = 1\n[x]\n[me]\na = 9\n",
  ],
  ["taken out, all of it", "[me]\na = 1\nb = 2\n[me]\nA=3\n", { unset: ["a"] }, "[me]\nb = 2\n[me]\n"],
  [
    "with the lines that continue it",
    "[me]\na = 1\n  more\n# c\n  yet\nb = 2\n",
    { unset: ["a"] },
    "[me]\n# c\nb = 2\n",
  ],
  [
    "replaced with the lines that continue it",
    "[me]\na = 1\n  more\nb = 2\n",
    { set: { a: "9" } },
    "[me]\na = 9\nb = 2\n",
  ],
  ["one in, one out", "[me]\na = 1\n", { set: { b: "2" }, unset: ["a"] }, "[me]\nb = 2\n"],
  ["what is not there is not taken out", "[x]\na = 1\n", { unset: ["a"] }, "[x]\na = 1\n"],
]

describe("a section is changed", () => {
  test.each([...rows])("%s", (_sentence, before, change, after) => {
    expect(withSection(before, me, change)).toBe(after)
  })

  test.each([
    ["[profile me]\na = 1\n", "[profile me]\na = 9\n"],
    ["[default]\na = 1\n", "[default]\na = 1\n\n[profile me]\na = 9\n"],
    ['[profile "me"]\na = 1\n', '[profile "me"]\na = 9\n'],
    ["[me]\na = 1\n", "[me]\na = 1\n\n[profile me]\na = 9\n"],
  ])("in the config file %j becomes %j", (before, after) => {
    expect(withSection(before, mine, { set: { a: "9" } })).toBe(after)
  })

  test.each([
    ["two words", "[profile 'two words']"],
    ["o'hara", `[profile 'o'"'"'hara']`],
    ["default", "[default]"],
    ["work:iam", "[profile work:iam]"],
    ["müller", "[profile 'müller']"],
  ])("a new profile %j gets a header that names it", (profile, header) => {
    const text = withSection("", { ...mine, name: profile }, { set: { region: "eu-west-1" } })
    expect(Buffer.from(text, "latin1").toString("utf8")).toBe(`${header}\nregion = eu-west-1\n`)
    expect(nameSection(parse(text, "config").sections[0]?.title ?? "", "config").name).toBe(binary(profile))
  })

  test.each([
    ["two lines", "a\nb"],
    ["a comment for some", "a #b"],
    ["a comment for all", "#b"],
    ["blanks around it", " a"],
    ["nothing", ""],
  ])("a value that is %s is refused, and not shown", (_what, value) => {
    const refused = () => withSection("[me]\n", me, { set: { aws_secret_access_key: value } })
    expect(refused).toThrow(/aws_secret_access_key/)
  })

  test("a name that no header can hold is refused", () => {
    for (const profile of ["a]b", "a\nb", "", " a"])
      expect(() => withSection("", { ...mine, name: profile }, { set: { a: "1" } })).toThrow(/cannot be the name/)
  })

  test("any name is refused, or found again where it was written: nothing is ever written a second time", () => {
    const pieces = fc.constantFrom(
      "profile",
      "services",
      "sso-session",
      "default",
      "#",
      ";",
      "'",
      '"',
      "\\",
      " ",
      "\t",
      "é",
      ":",
    )
    const name = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(fc.oneof(pieces, word), { maxLength: 4 }).map(all => all.join("")),
    )
    fc.assert(
      fc.property(name, fc.constantFrom(me, mine), (written, kind) => {
        const subject = { ...kind, name: written }
        try {
          const once = withSection("[x]\na = 1\n", subject, { set: { b: "2" } })
          expect(withSection(once, subject, { set: { b: "2" } })).toBe(once)
        } catch (error) {
          if (!isGuiseError(error, "usage")) throw error
        }
      }),
      {
        examples: [
          ["profile x", me],
          ["sso-session x", me],
          ["profile x", mine],
          ["a # b", me],
        ],
      },
    )
  })

  test("a malformed file is refused, not mended", () => {
    const edit = () => withSection("[me]\nno equals\n", me, { set: { a: "1" } })
    expect(edit).toThrow(/line 2/)
  })
})

describe("a section is taken out", () => {
  test.each([
    ["with the blank lines behind it", "[me]\na = 1\n\n\n[x]\nb = 2\n", "[x]\nb = 2\n"],
    ["without the comment of the next one", "[me]\na = 1\n\n# of x\n[x]\n", "# of x\n[x]\n"],
    ["wherever it stands", "[x]\n[me]\na=1\n[y]\n[me]\nb=1\n", "[x]\n[y]\n"],
    ["or is not there", "[x]\n", "[x]\n"],
  ])("%s", (_sentence, before, after) => {
    expect(withoutSection(before, me)).toBe(after)
  })
})

const value = fc.stringMatching(/^[A-Za-z0-9/+=]{1,12}$/)
const noise = fc.constantFrom("", "# c", "; c", "  ", "\t")
const line = fc.oneof(
  noise,
  fc.tuple(word, value).map(([key, text]) => `${key} = ${text}`),
)
const section = fc
  .tuple(fc.constantFrom("me", "x", "y"), fc.array(line))
  .map(([name, lines]) => [`[${name}]`, ...lines])
const file = fc
  .tuple(fc.array(section), fc.constantFrom("\n", "\r\n"), fc.boolean())
  .map(([sections, end, open]) => sections.flat().join(end) + (open || sections.length === 0 ? "" : end))

/** What a file says, section by section; of a key that comes twice in one name the last. */
function meaning(text: string): Map<string, Map<string, string>> {
  const said = new Map<string, Map<string, string>>()
  for (const each of parse(text, "f").sections) {
    const settings = said.get(each.title) ?? new Map<string, string>()
    for (const { key, value } of properties(each)) settings.set(key, value)
    said.set(each.title, settings)
  }
  return said
}

describe("whatever the file", () => {
  test("setting a key changes what it says about that key, and nothing else", () => {
    fc.assert(
      fc.property(file, word, value, (text, key, put) => {
        const wanted = meaning(text)
        const mine = wanted.get("me") ?? new Map<string, string>()
        wanted.set("me", mine.set(key, put))
        expect(meaning(withSection(text, me, { set: { [key]: put } }))).toEqual(wanted)
      }),
    )
  })

  test("every line that was not asked for is still there, in its order", () => {
    fc.assert(
      fc.property(file, word, value, (text, key, put) => {
        const after = withSection(text, me, { set: { [key]: put } }).split(/\r?\n/)
        const others = text.split(/\r?\n/).filter(each => !each.startsWith(`${key} =`) && each !== "")
        let at = 0
        for (const other of others) {
          at = after.indexOf(other, at)
          expect(at).not.toBe(-1)
          at += 1
        }
      }),
    )
  })

  test("what was added and taken out again leaves the very bytes", () => {
    fc.assert(
      fc.property(file, value, (text, put) => {
        fc.pre(meaning(text).has("me") && (text.endsWith("\n") || text === ""))
        const added = withSection(text, me, { set: { "not-there": put } })
        expect(withSection(added, me, { unset: ["not-there"] })).toBe(text)
      }),
    )
  })

  test("it is refused or edited, and never thrown at otherwise", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("[", "]", "=", " ", "\n", "a", "#", "\t", "m", "e") }), text => {
        try {
          withSection(text, me, { set: { a: "1" } })
        } catch (error) {
          if (!isGuiseError(error)) throw error
        }
      }),
    )
  })
})
