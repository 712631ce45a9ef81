import { describe, expect, test } from "bun:test"
import fc from "fast-check"
import { isGuiseError } from "../../src/errors.ts"
import { cmd } from "../../src/shell/cmd.ts"

/** Characters that mean something to cmd outside quotes, which is where none of a value may ever be. */
const special = '&|<>^()"%!\r\n'

/**
 * Reads one line as cmd does (`set /?`, `cmd /?`): special characters count outside quotes, `%` and, with delayed
 * expansion, `!` count everywhere. Answers the variable it sets, or throws where cmd would do anything else.
 */
function read(line: string): readonly [name: string, value: string] {
  if (/[%!]/.test(line)) throw new Error("a variable is put in here")
  let quoted = false
  for (const char of line) {
    if (char === '"') quoted = !quoted
    else if (!quoted && special.includes(char)) throw new Error(`${char} means something here`)
  }
  if (quoted) throw new Error("a quote is left open")
  const [, name, value] = /^set "([^=]+)=(.*)"$/.exec(line) ?? []
  if (name === undefined || value === undefined) throw new Error("this sets nothing")
  return [name, value]
}

describe("cmd", () => {
  test("sets any value that it does not refuse, and nothing more", () => {
    let carried = 0
    const value = fc.string({ unit: fc.constantFrom(...special, ..."aB7 ;,=*?~$'`{}[]\\/-", "é", "☃", "\t", "\0") })
    fc.assert(
      fc.property(value, text => {
        try {
          const [line, ...more] = cmd.apply({ set: { NAME: text }, unset: [] }).split("\r\n")
          expect([read(line ?? ""), more]).toEqual([["NAME", text], [""]])
          carried += 1
        } catch (error) {
          if (!isGuiseError(error, "not-supported")) throw error
        }
      }),
      { numRuns: 5000 },
    )
    expect(carried).toBeGreaterThan(500)
  })

  test.each([
    ["100%", "%"],
    ['say "x"', '"'],
    ["Hi!", "!"],
    ["a\nb", "the character U+000A"],
    ["é", "the character U+00E9"],
    ["𝄞", "the character U+1D11E"],
  ])("refuses %j, naming the variable and the character and not the value", (value, what) => {
    const refuse = () => cmd.apply({ set: { GUISE_PROFILE: value }, unset: [] })
    expect(refuse).toThrow(`The value of GUISE_PROFILE holds ${what}, which text for cmd cannot carry unharmed.`)
  })

  test("carries what AWS hands out: every character of keys, tokens, times, regions and names", () => {
    const value = "abcXYZ019+/=-_:.,@^&|<>() ~"
    expect(cmd.apply({ set: { AWS_SESSION_TOKEN: value }, unset: ["AWS_PROFILE", "x&reboot"] })).toBe(
      `set "AWS_PROFILE="\r\nset "AWS_SESSION_TOKEN=${value}"\r\n`,
    )
  })
})
