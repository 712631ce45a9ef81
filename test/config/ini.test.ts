import { describe, expect, test } from "bun:test"
import fc from "fast-check"
import { binary, parse, print, properties, utf8, wellFormed } from "../../src/config/ini.ts"
import { isGuiseError } from "../../src/errors.ts"

/** The key-value pairs of the first section, sub-properties as `key.sub`. */
function pairs(text: string): string[] {
  const [section] = parse(text, "config").sections
  if (section === undefined) return []
  return properties(section).flatMap(({ key, value, block }) => [
    ...(block.length === 0 || value !== "" ? [`${key}=${value}`] : []),
    ...block.map(sub => `${key}.${sub.key}=${sub.value}`),
  ])
}

function refusal(text: string): string {
  try {
    wellFormed(parse(text, "/home/alice/.aws/config"))
  } catch (error) {
    if (isGuiseError(error, "file-malformed")) return error.message
    throw error
  }
  return "accepted"
}

describe("print(parse(text)) is the text", () => {
  const line = fc.oneof(
    fc.constantFrom(
      "[default]",
      "[profile a]",
      "  [profile b] # c",
      "[sso-session s];",
      "region = x",
      "s3 =",
      "  a = b",
    ),
    fc.constantFrom("# comment", "; other", "", "  ", "\t", "key=value # note", "  -continued", "\u00ef\u00bb\u00bf"),
    fc
      .tuple(fc.stringMatching(/^[a-z_]{1,8}$/), fc.string())
      .map(([key, value]) => `${key} = ${value.replace(/[\r\n]/g, "")}`),
  )
  const file = fc
    .tuple(fc.array(fc.tuple(line, fc.constantFrom("\n", "\r\n", "\n\n"))), fc.constantFrom("", "[end]", "#"))
    .map(([lines, last]) => lines.map(([text, end]) => text + end).join("") + last)

  test("for files made of lines such as people write", () => {
    let read = 0
    fc.assert(
      fc.property(file, text => {
        const ini = parse(text, "config")
        expect(print(ini)).toBe(text)
        if (ini.problems.length === 0) read += ini.sections.length
      }),
      { numRuns: 500 },
    )
    expect(read).toBeGreaterThan(20)
  })

  test("for any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), array => {
        const bytes = Buffer.from(array)
        expect(Buffer.from(print(parse(bytes.toString("latin1"), "config")), "latin1")).toEqual(bytes)
      }),
    )
  })

  test("for any bytes between the marks that give a file its shape", () => {
    const mark = fc.constantFrom(
      "[",
      "]",
      "=",
      "\n",
      "\r",
      "\t",
      " ",
      "#",
      ";",
      '"',
      "'",
      "\u00ef\u00bb\u00bf",
      ":",
      "profile ",
    )
    const piece = fc.oneof({ weight: 4, arbitrary: mark }, fc.string({ unit: "binary", maxLength: 4 }))
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), pieces => {
        expect(print(parse(pieces.join(""), "config"))).toBe(pieces.join(""))
      }),
      { numRuns: 1000 },
    )
  })

  test("and a large file is cut where a small one would be", () => {
    const padding = `# ${"x".repeat(5000)}\n`
    const lower = <T extends { readonly line: number }>(each: T): T => ({ ...each, line: each.line - 1 })
    fc.assert(
      fc.property(fc.array(file, { maxLength: 4 }), files => {
        const text = files.join("\n").replaceAll("\u00ef\u00bb\u00bf", "")
        const small = parse(text, "config")
        const large = parse(padding + text, "config")
        expect(print(large)).toBe(padding + text)
        expect(large.problems.map(lower)).toEqual([...small.problems])
        expect(large.sections.map(lower)).toEqual([...small.sections])
      }),
      { numRuns: 300 },
    )
  })

  test("and every property's line number is its line", () => {
    fc.assert(
      fc.property(file, text => {
        const lines = text.replace(/^\u00ef\u00bb\u00bf/, "").split("\n")
        const { sections, problems } = parse(text, "config")
        for (const section of problems.length > 0 ? [] : sections) {
          expect(lines[section.line - 1]).toContain("[")
          for (const { key, line: number } of properties(section)) {
            expect(lines[number - 1]?.trimStart().toLowerCase().startsWith(key)).toBe(true)
          }
        }
      }),
    )
  })
})

describe("a section's settings", () => {
  const rows: readonly (readonly [sentence: string, text: string, expected: readonly string[]])[] = [
    ["are trimmed", "[a]\nkey \t=  \tvalue \t", ["key=value"]],
    ["keep = inside values", "[a]\nkey = val=ue", ["key=val=ue"]],
    ["are not unquoted, expanded or unescaped", '[a]\nk = "v" $HOME %d \\n', ['k="v" $HOME %d \\n']],
    ["lose a comment after a blank", "[a]\nk = v # note\nl = w\t; note", ["k=v", "l=w"]],
    ["keep # and ; that touch the value", "[a]\nk = se#c;ret\nl =# none", ["k=se#c;ret", "l=# none"]],
    ["continue when they begin with # at once", "[a]\nk =# v\n  w", ["k=# v\nw"]],
    ["may be nothing but a comment", "[a]\nk = # none", ["k="]],
    ["skip comment lines, indented ones too", "[a]\nk = v\n  # c\n  ; c\n#\n;\nl = w", ["k=v", "l=w"]],
    ["may all be indented", "[a]\n  k = v\n  l = w", ["k=v", "l=w"]],
    ["continue over deeper lines", "[a]\nk = v\n  l = w\n -m", ["k=v\nl = w\n-m"]],
    ["keep comments of continuation lines", "[a]\nk = v # c\n -w # d\n -x ; e", ["k=v\n-w # d\n-x ; e"]],
    ["continue past blank lines", "[a]\nk = v\n\n \t\n -w\nl = x", ["k=v\n-w", "l=x"]],
    [
      "end a continuation at the property's own depth",
      "[a]\n  k = v\n    -w\n  l = x\nm = y",
      ["k=v\n-w", "l=x", "m=y"],
    ],
    ["nest under a key without value", "[a]\ns3 =\n  x = 1\n\t \n  Y = 2 # c\nk = v", ["s3.x=1", "s3.y=2", "k=v"]],
    ["nest under a key with only a comment", "[a]\ns3 = # mine\n  x = 1", ["s3.x=1"]],
    ["come twice when they stand twice", "[a]\nk = v\nk = w", ["k=v", "k=w"]],
    ["have lower-case keys", "[a]\nABC-_Z09 = V", ["abc-_z09=V"]],
    ["may have odd keys", "[a]\nin valid = v", ["in valid=v"]],
    ["end at CR LF", "[a]\r\r\nk = v\r\nl = w\r\n", ["k=v", "l=w"]],
    ["end at CR alone, when there is no line feed", "[a]\rk = v\rl = w\r", ["k=v", "l=w"]],
    ["need no final line end", "[a]\nk = v", ["k=v"]],
    ["follow a byte order mark", "\u00ef\u00bb\u00bf[a]\nk = v", ["k=v"]],
    ["follow a comment that touches the header", "[a];c\nk = v", ["k=v"]],
    ["follow a comment with brackets", "[a] # see [b]\nk = v", ["k=v"]],
    ["follow an indented header", "  [a]\nk = v", ["k=v"]],
  ]
  for (const [sentence, text, expected] of rows) test(sentence, () => expect(pairs(text)).toEqual([...expected]))

  test("may have no-break spaces around the lines that are no settings", () => {
    const text = "\u3000[a]\u00a0 \n\u00a0\nk = v\n \u2028\n\u00a0# c\nl = w\n\u00a0\u00a0m = x\n\u00a0"
    const [section, ...more] = wellFormed(parse(binary(text), "config")).sections
    expect(more).toEqual([])
    expect(section && properties(section).map(({ key, value }) => [key, value])).toEqual([
      ["k", "v"],
      ["l", "w"],
      ["m", "x"],
    ])
  })
  test("are UTF-8, and keep the last byte of a letter that looks like a blank", () => {
    const text = Buffer.from("[a]\nk = sécrèt-😂 à\n").toString("latin1")
    expect(pairs(text)).toEqual(["k=sécrèt-😂 à"])
  })

  test("go on after bytes that are not UTF-8", () => {
    expect(pairs("[a]\nk = a\u00ffb\nl = w")).toEqual(["k=a\ufffdb", "l=w"])
  })

  test("are numbered by their lines in the file, from any line on", () => {
    const [section] = parse("[a]\n\nk = v\n# c\ns3 =\n  x = 1\n", "config", 100).sections
    if (section === undefined) throw new Error("no section")
    const [k, s3] = properties(section)
    expect([section.line, k?.line, s3?.line, s3?.block[0]?.line]).toEqual([100, 102, 104, 105])
  })
})

describe("a title", () => {
  const rows: readonly (readonly [header: string, title: string])[] = [
    ["[ default ]", "default"],
    ["[   profile foo    ]", "profile foo"],
    ["[profile \tfoo \t]", "profile \tfoo"],
    ["[profile 'a]b']", "profile 'a]b'"],
    ['[profile "a]b"] # "c"', 'profile "a]b"'],
    ['[profile "oops]', 'profile "oops'],
    ["[bob's] # it's [x]", "bob's"],
    ["[]", ""],
    ["[a]]", "a]"],
    ["[[a]]", "[a]"],
    ["[a] [b] ; [c]", "a] [b"],
  ]
  for (const [header, title] of rows) {
    test(`${header} is ${JSON.stringify(title)}`, () => {
      expect(parse(header, "config").sections.map(section => section.title)).toEqual([title])
    })
  }
  test("in UTF-8 stays bytes until it is read", () => {
    const [section] = parse(Buffer.from("[profile entwicklung-äö]").toString("latin1"), "config").sections
    expect(utf8(section?.title ?? "")).toBe("profile entwicklung-äö")
  })
})

describe("a syntax error is refused with file and line", () => {
  const rows: readonly (readonly [text: string, line: number, words: string])[] = [
    ["[a\nk = v", 1, '"]"'],
    ["[ok]\nk = v\n[broken\nk = w", 3, '"]"'],
    ["[a] b\nk = v", 1, 'after the "]"'],
    ["[a] b # [c]\nk = v", 1, 'after the "]"'],
    ["[a]\nkey", 2, 'no "="'],
    ["[a]\nkey : value", 2, 'no "="'],
    ["[a]\nkey : val=ue", 2, 'by ":"'],
    ["[a]\n= value", 2, "no key"],
    ["[a]\ns3 =\n = value", 3, "no key"],
    ["[a]\ns3 =\n value", 3, 'no "="'],
    ["[a]\nk # c = v", 2, "before its comment"],
    ["region = x\n[a]", 1, "before the first"],
    [" -continued", 1, 'no "="'],
    ["[a]\nk = v\n[a]\n -continued", 4, 'no "="'],
    ["[a]\n -continued\nk = v", 2, 'no "="'],
    ["[a]\nk = v\n  [b]\nl = w", 3, "section header"],
    ["\r\n\r\n[a\r\n", 3, '"]"'],
  ]
  for (const [text, line, words] of rows) {
    test(`${JSON.stringify(text)}`, () => {
      const message = refusal(text)
      expect(message).toStartWith(`/home/alice/.aws/config, line ${line} `)
      expect(message).toContain(words)
    })
  }

  test("and never quoted, for it may be a secret", () => {
    for (const text of [
      "[a]\nCANARY",
      "[a]\nCANARY : x=y",
      "[a]\nk # CANARY = v",
      "[CANARY",
      "CANARY = v",
      "[a] CANARY",
    ]) {
      expect(refusal(text)).toContain("line ")
      expect(refusal(text)).not.toContain("CANARY")
    }
  })
})
