import { describe, expect, test } from "bun:test"
import fc from "fast-check"
import { unifiedDiff } from "../../src/config/diff.ts"
import { differingLines } from "../../src/config/line-diff.ts"

describe("a unified diff", () => {
  test.each([
    ["nothing differs", "a\n", "a\n", ""],
    ["one line", "a\nb\nc\n", "a\nB\nc\n", "@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"],
    ["into an empty file", "", "a\n", "@@ -0,0 +1,1 @@\n+a\n"],
    [
      "far apart, two hunks",
      "1\n2\n3\n4\n5\n6\n7\n8\n9\n",
      "X\n2\n3\n4\n5\n6\n7\n8\nY\n",
      "@@ -1,4 +1,4 @@\n-1\n+X\n 2\n 3\n 4\n@@ -6,4 +6,4 @@\n 6\n 7\n 8\n-9\n+Y\n",
    ],
    ["the end of the last line", "a", "a\n", "@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n"],
    ["line ends", "a\r\n", "a\n", "@@ -1,1 +1,1 @@\n-a\n+a\n"],
    ["letters beyond ASCII", "", "caf\xc3\xa9\n", "@@ -0,0 +1,1 @@\n+café\n"],
  ])("%s", (_what, before, after, hunks) => {
    expect(unifiedDiff("/ö/f", before, after)).toBe(hunks === "" ? "" : `--- /ö/f\n+++ /ö/f\n${hunks}`)
  })

  test("shows no secret, whatever its key and however many lines it goes on over", () => {
    const keys = ["aws_secret_access_key", "AWS_SESSION_TOKEN", "aws_security_token", "my_password", "mfa_seed"]
    for (const key of keys) {
      const diff = unifiedDiff("f", "[a]\n", `[a]\n${key}  =hunter2\n  hunter=2\n\nregion = x\n`)
      expect(diff).toContain(`+${key}  =****\n+****\n+\n+region = x\n`)
      expect(diff).not.toContain("hunter")
      // The AWS CLI reads on behind a blank line, and behind a comment.
      const further = unifiedDiff("f", "[a]\n", `[a]\n${key} =\n\n# why\n  hunter2\nregion = x\n`)
      expect(further).toContain("+\n+# why\n+****\n+region = x\n")
    }
  })

  test("marks the fewest lines that make the one text of the other", () => {
    const texts = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 12 })
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        const marked = differingLines(before, after)
        const side = (other: string) => marked.filter(([mark]) => mark !== other).map(([, text]) => text)
        expect([side("+"), side("-")]).toEqual([before, after])
        expect(marked.filter(([mark]) => mark === " ")).toHaveLength(longestCommon(before, after))
      }),
    )
  })

  test("of ten thousand changed lines is there in no time", () => {
    const before = Array.from({ length: 20_000 }, (_none, at) => `line ${at}\n`)
    const after = before.map((line, at) => (at % 2 === 0 ? line : `changed ${at}\n`))
    expect(differingLines(before, after).filter(([mark]) => mark === "+")).toHaveLength(10_000)
  })

  test("of a thousand sections that went and a thousand that came marks nothing else", () => {
    const section = (name: string) => [`[${name}]\n`, "region = x\n", "\n"]
    const numbers = Array.from({ length: 2000 }, (_none, at) => at)
    const before = numbers.flatMap(at => section(`p${at}`))
    const after = [
      ...numbers.filter(at => at % 2 === 0).map(at => `p${at}`),
      ...numbers.slice(1000).map(at => `q${at}`),
    ]
    const marked = differingLines(before, after.flatMap(section))
    const side = (other: string) => marked.filter(([mark]) => mark !== other).map(([, text]) => text)
    expect([side("+"), side("-")]).toEqual([before, after.flatMap(section)])
    expect(marked.filter(([mark]) => mark !== " ").length).toBeLessThanOrEqual(6000)
  })
})

function longestCommon(one: readonly string[], other: readonly string[]): number {
  let above = Array<number>(other.length + 1).fill(0)
  for (const text of one) {
    const row = [0]
    for (const [at, each] of other.entries())
      row.push(each === text ? (above[at] ?? 0) + 1 : Math.max(above[at + 1] ?? 0, row[at] ?? 0))
    above = row
  }
  return above.at(-1) ?? 0
}
