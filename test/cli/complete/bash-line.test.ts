import { describe, expect, test } from "bun:test"
import fc from "fast-check"
import { entryFor, readBashLine, untilPoint } from "../../../src/cli/complete/bash-line.ts"

/** A line up to the cursor, the text that readline replaces (bash's $2), and how both are read. */
const lines: readonly [line: string, replaced: string, before: readonly string[], current: string][] = [
  ["guise ", "", [], ""],
  ["guise ex", "ex", [], "ex"],
  ["guise exec  pr", "pr", ["exec"], "pr"],
  ["AWS_REGION='a b' X=1 guise exec pr", "pr", ["exec"], "pr"],
  ["guise exec work:de", "de", ["exec"], "work:de"],
  ["guise exec --region=eu", "eu", ["exec"], "--region=eu"],
  ["guise exec my\\ pr", "my\\ pr", ["exec"], "my pr"],
  ["guise exec 'my pr", "my pr", ["exec"], "my pr"],
  ['guise exec "my \\$pr\\x', "my \\$pr\\x", ["exec"], "my $pr\\x"],
  ["guise exec 'it'\\''s", "s", ["exec"], "it's"],
  ["guise exec '' ", "", ["exec", ""], ""],
  ["guise exec a\\", "a\\", ["exec"], "a"],
]

test.each([...lines])("%s", (line, replaced, before, current) => {
  expect(readBashLine(line, replaced)).toMatchObject({ before, current })
})

test("the point is one of bytes before bash 4.3, and of characters since", () => {
  expect(untilPoint("guise ☃𝄞x", 13, "4.2.46(2)-release")).toBe("guise ☃𝄞")
  expect(untilPoint("guise ☃𝄞x", 8, "4.3.0(1)-release")).toBe("guise ☃𝄞")
  expect(untilPoint("guise ☃𝄞x", 8, "5.3.0(1)-release")).toBe("guise ☃𝄞")
  expect(untilPoint("guise exec", 8, "3.2.57(1)-release")).toBe("guise ex")
})

describe("whatever a name is, and however its beginning was typed", () => {
  const name = fc.string({ unit: "binary" }).map(text => `n${text.replace(/\p{Cc}/gu, "").toWellFormed()}`)
  const marks = fc.string({ unit: fc.constantFrom(..."'\"\\ $`!:=;~#é*{}()&|<>?[]-a"), minLength: 1, maxLength: 8 })
  const typings: readonly ((text: string) => {
    readonly line: string
    readonly replaced: string
    readonly close: string
  })[] = [
    text => ({ line: escaped(text), replaced: escaped(text), close: "" }),
    text => ({ line: `'${text.replaceAll("'", "'\\''")}`, replaced: text.replaceAll("'", "'\\''"), close: "'" }),
    text => ({ line: `"${inDouble(text)}`, replaced: inDouble(text), close: '"' }),
  ]

  test("bash takes the completed word for that name", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.oneof(name, marks), fc.nat()), { minLength: 30, maxLength: 30 }), cases => {
        const words: string[] = []
        const names: string[] = []
        for (const [wanted, seed] of cases) {
          const chars = [...wanted]
          const typed = chars.slice(0, seed % (chars.length + 1)).join("")
          for (const typing of typings) {
            const { line, replaced, close } = typing(typed)
            // Readline's text begins behind the last colon outside of quotes.
            const from = close === "" ? line.lastIndexOf(":") + 1 : line.length - replaced.length
            const isPlainColon = close !== "" || !line.slice(0, from).endsWith("\\:")
            const text = isPlainColon ? line.slice(from) : replaced
            const read = readBashLine(`guise exec ${line}`, text)
            const entry = read && entryFor(wanted, read)
            // As readline does it.
            const end = close !== "" && entry?.endsWith(close) === true ? "" : close
            words.push(line.slice(0, line.length - text.length) + entry + end)
            names.push(wanted)
          }
        }
        const { stdout } = Bun.spawnSync(["bash", "--norc", "-c", `printf '%s\\0' ${words.join(" ")}`], {
          env: { LC_ALL: "C.UTF-8", HOME: "/home/alice" },
        })
        expect(stdout.toString().split("\0").slice(0, -1)).toEqual(names)
      }),
      { numRuns: 8 },
    )
  })

  function escaped(text: string): string {
    return text.replace(/[^\w:=\u0080-\u{10ffff}]/gu, "\\$&")
  }

  function inDouble(text: string): string {
    return text.replace(/["$`\\]/g, "\\$&")
  }
})
