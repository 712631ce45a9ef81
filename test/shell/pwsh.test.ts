import { describe, expect, test } from "bun:test"
import fc from "fast-check"
import { pwsh } from "../../src/shell/pwsh.ts"

/** What PowerShell's tokenizer takes for a single quote (`IsSingleQuote`): all of them open, close and double. */
const quotes = "'\u2018\u2019\u201a\u201b"

/**
 * Reads one expression as PowerShell does, by about_Quoting_Rules and about_Operators: a single-quoted text, or a sum in
 * parentheses of such texts and `[char]` literals that begins with a text. Throws at anything else.
 */
function read(expression: string): string {
  const sum = /^\((.*)\)$/s.exec(expression)?.[1]
  if (sum === undefined) {
    const { value, rest } = readText(expression)
    if (rest !== "") throw new Error(`more follows the text: ${rest}`)
    return value
  }
  let { value, rest } = readText(sum)
  while (rest !== "") {
    if (!rest.startsWith(" + ")) throw new Error(`no + where one should be: ${rest}`)
    const next = readOperand(rest.slice(3))
    value += next.value
    rest = next.rest
  }
  return value
}

function readOperand(text: string): { value: string; rest: string } {
  const [literal, digits] = /^\[char\]0x([0-9a-f]{1,4})(?![0-9a-f])/.exec(text) ?? []
  if (literal === undefined || digits === undefined) return readText(text)
  return { value: String.fromCharCode(Number.parseInt(digits, 16)), rest: text.slice(literal.length) }
}

function readText(text: string): { value: string; rest: string } {
  if (!quotes.includes(text.charAt(0))) throw new Error(`no text begins here: ${text}`)
  let value = ""
  for (let at = 1; at < text.length; at += 1) {
    if (quotes.includes(text.charAt(at))) {
      if (at + 1 >= text.length || !quotes.includes(text.charAt(at + 1))) return { value, rest: text.slice(at + 1) }
      at += 1
    }
    value += text.charAt(at)
  }
  throw new Error("the text does not end")
}

describe("PowerShell", () => {
  test("reads any quoted value back as it was", () => {
    const texts = fc.string({
      unit: fc.oneof(
        fc.constantFrom(...quotes, '"', "`", "$", "(", ";", "\n"),
        fc.string({ unit: "binary", maxLength: 3 }),
      ),
    })
    fc.assert(
      fc.property(texts, value => {
        expect(read(pwsh.quote(value))).toBe(value)
      }),
      { numRuns: 2000 },
    )
  })

  test("quoted values are ASCII on one line, so that no code page and no line splitting reads them as something else", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), value => {
        expect(pwsh.quote(value)).toMatch(/^[\x20-\x7e]*$/)
      }),
      { numRuns: 1000 },
    )
  })

  test.each([
    ["plain", "'plain'"],
    ["it's", "'it''s'"],
    ["$(Get-Item x) `n", "'$(Get-Item x) `n'"],
    ["a\u2019b", "('a' + [char]0x2019 + 'b')"],
    ["\n", "('' + [char]0xa)"],
    ["", "''"],
  ])("quotes %j as %s", (value, quoted) => {
    expect(pwsh.quote(value)).toBe(quoted)
  })

  test("sets, removes quietly what may not be there, ends each statement with ;, and leaves out what is no name", () => {
    expect(pwsh.apply({ set: { AWS_PROFILE: "it's" }, unset: ["GONE", "x;reboot"] })).toBe(
      "Remove-Item Env:GONE -ErrorAction SilentlyContinue;\n$env:AWS_PROFILE = 'it''s';\n",
    )
  })
})
