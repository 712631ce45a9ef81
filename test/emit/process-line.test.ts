import { describe, expect, test } from "bun:test"
import { spawnSync } from "node:child_process"
import fc from "fast-check"
import { fitsProcessLine, processLine } from "../../src/emit/process-line.ts"
import { GuiseError } from "../../src/errors.ts"
import { ownLineIn } from "../../src/plan/process-line.ts"

/** Absolute paths first, as in every line guise makes; then anything a name or a value may be. */
const anyWord = fc
  .string({ unit: fc.constantFrom(..."ab '\"\\$`#;&|<>*?~!(){}[]=%-é☃\u00a0"), minLength: 0, maxLength: 12 })
  .filter(word => fitsProcessLine(word, "linux"))
const anyWords = fc.tuple(anyWord, fc.array(anyWord, { maxLength: 4 })).map(([path, rest]) => [`/${path}`, ...rest])
const lines = fc.sample(anyWords, { numRuns: 400, seed: 7 })

/** Every list of words as one program splits its line, all in one run; no word has these control characters in it. */
function splitBy(command: readonly string[], input: string): readonly string[] {
  const [program = "", ...args] = command
  const { stdout, stderr, status } = spawnSync(program, args, { input, encoding: "utf8" })
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 })
  return stdout.split("\x02").slice(0, -1)
}

const joined = lines.map(words => words.join("\x01"))

describe("a credential_process line", () => {
  test.each(["sh", "dash", "bash"])("is split by %s into the words it was made of", shell => {
    const script = lines.map(words => `set -- ${processLine(words, "linux")}; show "$@"\n`).join("")
    const show = `show() { first=$1; shift; printf %s "$first"; [ $# = 0 ] || printf '\\001%s' "$@"; printf '\\002'; }\n`
    expect(splitBy([shell], show + script)).toEqual(joined)
  })

  test("is split by Python's shlex, as botocore splits it", () => {
    const script =
      'import json, shlex, sys\nfor line in json.load(sys.stdin): sys.stdout.write("\\x01".join(shlex.split(line)) + "\\x02")'
    const input = JSON.stringify(lines.map(words => processLine(words, "linux")))
    expect(splitBy(["python3", "-X", "utf8", "-c", script], input)).toEqual(joined)
  })

  test("is one line without what some parser takes for a comment, or for quotes around the whole", () => {
    for (const words of lines) {
      const line = processLine(words, "linux")
      expect(line).not.toMatch(/[\r\n]|(^|\s)[#;]/u)
      expect(line).not.toMatch(/^(['"]).*\1$/)
    }
  })

  test.each([
    ["/usr/local/bin/guise process prod", ["/usr/local/bin/guise", "process", "prod"]],
    ["/opt/my' tools/guise' process prod", ["/opt/my tools/guise", "process", "prod"]],
    ["/a''\\''b' process 'c d'", ["/a'b", "process", "c d"]],
    ["/x ''", ["/x", ""]],
    ["/x 'a ''#b'", ["/x", "a #b"]],
  ])("reads %s", (line, words) => {
    expect(processLine(words, "linux")).toBe(line)
  })

  test("is known again as guise's hook", () => {
    expect(ownLineIn(processLine(["/opt/it's #1; tools/guise", "process", "a b", "--tags=k=v w"]))).toEqual({
      profile: "a b",
    })
  })

  test("on Windows, quotes begin inside the path", () => {
    const words = ["C:\\Program Files\\guise\\guise.exe", "process", "a b"]
    expect(processLine(words, "win32")).toBe('C:\\Program" Files\\guise\\guise.exe" process "a b"')
  })

  test.each([
    ["a\nb", "linux"],
    ["\u0000", "linux"],
    ['a"b', "win32"],
    ["%PATH%", "win32"],
  ] as const)("refuses %j on %s", (word, platform) => {
    expect(() => processLine(["/guise", word], platform)).toThrow(GuiseError)
  })
})
