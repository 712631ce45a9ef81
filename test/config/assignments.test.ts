import { afterAll, describe, expect, test } from "bun:test"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import fc from "fast-check"
import { readAssignments } from "../../src/config/assignments.ts"
import { GuiseError } from "../../src/errors.ts"

const folder = mkdtempSync(join(tmpdir(), "guise-assignments-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Names and values, or the error as `code: message`. */
function said(text: string): unknown {
  try {
    return Object.fromEntries(readAssignments(text, "env").map(({ name, value }) => [name, value]))
  } catch (error) {
    if (!(error instanceof GuiseError)) throw error
    return `${error.code}: ${error.message}`
  }
}

describe("read", () => {
  test.each<[text: string, expected: object]>([
    ["", {}],
    ["\n\n# nothing\n   \t\n  # A=1", {}],
    ["A=1\nB=2", { A: "1", B: "2" }],
    ["\ufeffA=1\r\n\r\nB=2\r\n", { A: "1", B: "2" }],
    ["A=1\nA=2\n", { A: "2" }],
    ["A=", { A: "" }],
    ["A=''\nB=\"\"\nexport C=\nexport D=''", { A: "", B: "", C: "", D: "" }],
    ["  A = 1 \t\n", { A: "1" }],
    ["A=hello big world # said", { A: "hello big world" }],
    ["A= # nothing", { A: "" }],
    ["A=http://x.example/?a=1&b=2;c", { A: "http://x.example/?a=1&b=2;c" }],
    ["A=C:\\temp\\new", { A: "C:\\temp\\new" }],
    ["A=it's", { A: "it's" }],
    ["A='$HOME `id` \\n \"' # c", { A: '$HOME `id` \\n "' }],
    ['A="a\\nb \\" \\\\ \\$x \\`y\\` \'"', { A: "a\nb \" \\ $x `y` '" }],
    ["KEY=\"-----BEGIN\nabc\n-----END\"\nB='1\n2'", { KEY: "-----BEGIN\nabc\n-----END", B: "1\n2" }],
    ['KEY="a\r\nb"', { KEY: "a\nb" }],
    ["export A=b", { A: "b" }],
    ["export\tA=b;  # c", { A: "b" }],
    ["export A=b#c #d", { A: "b#c" }],
    ["export A='it'\\''s'\" x\"-y\\ z", { A: "it's x-y z" }],
    ["export A=é/ü:日本", { A: "é/ü:日本" }],
    ["export=1", { export: "1" }],
    ["__proto__=1", JSON.parse('{"__proto__":"1"}')],
  ])("%p", (text, expected) => {
    expect(said(text)).toEqual(expected)
  })

  test("each with the line it begins on", () => {
    const lines = readAssignments("# c\r\nA=1\r\n\r\nB=\"x\r\ny\"\r\n  export C='\n\n'; # c\nD=4", "env")
    expect(lines.map(({ name, line }) => `${name}:${line}`)).toEqual(["A:2", "B:4", "C:6", "D:9"])
  })
})

describe("refused with the line, and no word of the value", () => {
  test.each<[text: string, expected: string]>([
    ["A=1\nexprot A=2", "env:2: this is neither NAME=value"],
    ["A", "env:1: this is neither"],
    ["export A", "env:1: this is neither"],
    ["export A = 1", "env:1: this is neither"],
    ["=1", "env:1: this is neither"],
    ["set -gx A s3cret", "env:1: this is neither"],
    ["A: s3cret", "env:1: this is neither"],
    ["if true; then A=s3cret; fi", "env:1: this is neither"],
    ["$(touch x)=1", "env:1: this is neither"],
    ["A=s3cret$HOME", "env:1: some readers of such files would expand or run what $ begins"],
    ['\n\nA="s3cret\n$(touch x)"', "env:4: some readers of such files would expand or run what $ begins"],
    ["A=s3cret`id`", "would expand or run what ` begins"],
    ['export A="`id`"', "would expand or run what ` begins"],
    ["export A=$(id)", "would expand or run what $ begins"],
    ["A=s3cret#x", "some readers of such files begin a comment here"],
    ["A=#s3cret", "some readers of such files begin a comment here"],
    ["A='s3cret'#x", "some readers of such files begin a comment here"],
    ["A='s3cret' x", "the value does not end here"],
    ['A="s3cret"x', "the value does not end here"],
    ["A=s3cret\x01", "the value does not end here"],
    ["A=s3\rcret", "the value does not end here"],
    ["export A=s3cret B=2", "the value does not end here"],
    ["export A=s3cret; touch x", "the value does not end here"],
    ["export A=s3cret&touch x", "the value does not end here"],
    ["export A=s3cret|x", "the value does not end here"],
    ["export A=~/s3cret", "the value does not end here"],
    ["export A=s3cret*", "the value does not end here"],
    ["export A={s3cret,x}", "the value does not end here"],
    ["export A=s3cret\\\nx", "the value does not end here"],
    ["A='s3cret", "env:1: the quote that is opened here is never closed"],
    ['A=1\nB="s3cret\n\n', "env:2: the quote that is opened here is never closed"],
    ['A="s3cret\\', "readers of such files differ"],
    ['A="s3cret\\t"', "readers of such files differ"],
    ['export A="s3cret\\n"', "readers of such files differ"],
    ["A='s3cret\0'", "the value of A holds a zero byte"],
    ["A=1\nAWS_SECRET_ACCESS_KEY=s3cret", 'env:2: "AWS_SECRET_ACCESS_KEY" may not be set here: it decides who one is'],
    ["export PATH=s3cret", 'env:1: "PATH" may not be set here: it decides what code runs'],
    ["Node_Options=s3cret", 'env:1: "Node_Options" may not be set here'],
    ["a.b=s3cret", "env:1: a name has letters, digits and _, and begins with no digit"],
    ["9A=s3cret", "env:1: a name has letters"],
    ["KEY=x\ns3cret+/abc==", "env:2: a name has letters"],
  ])("%p", (text, expected) => {
    expect(said(text)).toMatch(/^(file-malformed|settings-invalid): env:\d+: /)
    expect(said(text)).toContain(expected)
    expect(said(text)).not.toContain("s3cret")
  })

  test("a file's name goes on one line, and into the hint in quotes", () => {
    const name = "a\n$(id)\x1b"
    expect(() => readAssignments("x", name)).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(/^a\\u\{a\}\$\(id\)\\u\{1b\}:1: /),
        hint: `\${EDITOR:-vi} 'a\\u{a}$(id)\\u{1b}'`,
      }),
    )
  })

  test.each([
    ["blanks", `A=${" ".repeat(200_000)}x`],
    ["comments", "# x\n".repeat(50_000)],
    ["quotes in a row", `export A=${"''".repeat(50_000)}`],
    ["backslashes", `export A=${"\\x".repeat(50_000)}`],
    ["an open quote after many lines", `${"A=1\n".repeat(50_000)}B="`],
  ])("soon, however many: %s", (_what, text) => {
    expect(said(text)).toBeDefined()
  })
})

const names = fc.constantFrom("A", "_b", "FOO_BAR", "Zz9")
const value = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: fc.constantFrom(..."ab \t\n\\\"'$`#;&|<>()*?[]{}~!=-\r".split("")) }),
)

test("whatever is in quotes comes back as it was, in either form", () => {
  const written = fc.record({ name: names, value, exported: fc.boolean(), double: fc.boolean() })
  fc.assert(
    fc.property(fc.array(written), items => {
      const wanted = items.filter(item => !/[\0]|\r\n/.test(item.value))
      const text = wanted
        .map(({ name, value, exported, double }) => {
          const quotes = double
            ? `"${value.replace(/["\\$`]/g, "\\$&")}"`
            : `'${exported ? value.replaceAll("'", "'\\''") : value.replaceAll("'", "")}'`
          return `${exported ? "export " : ""}${name}=${quotes}\n`
        })
        .join("")
      const expected = wanted.map(({ name, value, exported, double }) => ({
        name,
        value: double || exported ? value : value.replaceAll("'", ""),
      }))
      expect(readAssignments(text, "env").map(({ name, value }) => ({ name, value }))).toEqual(expected)
    }),
  )
})

describe.each(["dash", "bash"])("what is accepted with export, %s reads alike, and runs nothing", shell => {
  test("as a property", () => {
    const piece = fc.oneof(
      fc.string({ unit: fc.constantFrom(..."ab/:=-+%@^!#].,é ".split("")), maxLength: 6 }),
      fc.string({ unit: fc.constantFrom(..."ab \t\n\\\"'$`#;&|<>()*?[]{}~!=-".split("")), maxLength: 8 }),
      value.map(text => `'${text}'`),
      value.map(text => `"${text}"`),
      value.map(text => `"${text.replace(/["\\$`]/g, "\\$&")}"`),
      fc.constantFrom("\\'", '\\"', "\\\\", "\\ ", "\\$", "\\n", "\\\n", "'", '"', "~", "{a,b}", "*"),
    )
    const line = fc
      .tuple(names, fc.array(piece, { maxLength: 4 }))
      .map(([name, pieces]) => `export ${name}=${pieces.join("")}`)
    // Thousands of texts are tried, and those that are accepted are read by one shell.
    const accepted = fc
      .sample(fc.array(line, { minLength: 1, maxLength: 3 }), { numRuns: 4000, seed: Date.now() })
      .map(lines => `${lines.join("\n")}\n`)
      .filter(text => typeof said(text) === "object" && !text.includes("\r"))
      // A line end among the pieces may begin a line without export, which is read as other tools' files are.
      .filter(text => !/^\s*\w+\s*=/m.test(text))
    expect(accepted.length).toBeGreaterThan(500)
    const wanted = accepted.map(text => said(text) as Readonly<Record<string, string>>)
    const read = readBy(shell, accepted)
    for (const [index, text] of accepted.entries())
      expect({ text, read: read[index] }).toEqual({ text, read: wanted[index] ?? {} })
  })
})

/** What a shell has in its environment after each of these texts, each in a subshell of its own with nothing else set. */
function readBy(shell: string, texts: readonly string[]): readonly Record<string, string>[] {
  const script = texts.map((text, index) => {
    const file = join(folder, `${shell}-${index}`)
    writeFileSync(file, text)
    return `( . '${file}'; printenv0; printf 'END\\0' )`
  })
  const show = `printenv0() {
    for n in A _b FOO_BAR Zz9; do
      eval "[ \\"\\\${$n+set}\\" = set ]" && eval "printf '%s=%s\\\\0' $n \\"\\$$n\\""
    done
  }`
  const reader = join(folder, `${shell}.sh`)
  writeFileSync(reader, `${show}\n${script.join("\n")}\n`)
  const ran = Bun.spawnSync([Bun.which(shell) ?? shell, reader], { env: { PATH: "/nowhere", LC_ALL: "C.UTF-8" } })
  expect([ran.exitCode, ran.stderr.toString()]).toEqual([0, ""])
  const results: Record<string, string>[] = [{}]
  for (const item of ran.stdout.toString().split("\0").slice(0, -1)) {
    if (item === "END") results.push({})
    else Object.assign(results.at(-1) ?? {}, { [item.slice(0, item.indexOf("="))]: item.slice(item.indexOf("=") + 1) })
  }
  return results.slice(0, -1)
}
