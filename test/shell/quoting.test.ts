import { describe, expect, test } from "bun:test"
import fc from "fast-check"
import { shellNamed } from "../../src/shell/shell.ts"

/** Each shell as it is really started, and how it prints a variable followed by a mark. */
const shells = [
  ["bash", ["bash", "--norc", "-c"], 'printf "%s\\0" "$HOSTILE"'],
  ["zsh", ["zsh", "-f", "-c"], 'printf "%s\\0" "$HOSTILE"'],
  ["sh", ["dash", "-c"], 'printf "%s\\0" "$HOSTILE"'],
  ["fish", ["fish", "--no-config", "-c"], 'printf "%s\\0" "$HOSTILE"'],
] as const

const hostile = [
  "'",
  "\\'",
  "$(touch /tmp/never)",
  "`id`",
  "a\nb",
  "\\",
  "\\\\'",
  '"',
  "!x",
  "*",
  "~",
  "%s\\n",
  "é☃",
  "a;b",
  "$HOME",
  "-n",
]

describe.each(shells)("%s", (name, start, print) => {
  const shell = shellNamed(name)

  test("takes every hostile value literally", () => {
    for (const value of hostile) expect(roundTrip(value)).toBe(value)
  })

  test("takes any text literally", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), text => {
        const value = text.replaceAll("\0", "").toWellFormed()
        expect(roundTrip(value)).toBe(value)
      }),
      { numRuns: 25 },
    )
  })

  test("unsets what is to be unset, and never evaluates a name", () => {
    const text = shell?.apply({ set: {}, unset: ["GONE", "x;echo evaluated;y"] }) ?? ""
    const { stdout } = run(`${text} env`, { GONE: "still here" })
    expect(stdout).not.toContain("still here")
    expect(stdout).not.toContain("evaluated")
  })

  function roundTrip(value: string): string {
    const text = shell?.apply({ set: { HOSTILE: value }, unset: [] }) ?? ""
    return run(`${text}${print}`, {}).stdout.split("\0")[0] ?? ""
  }

  function run(script: string, env: Record<string, string>) {
    const { stdout } = Bun.spawnSync([...start, script], {
      env: { PATH: process.env.PATH, HOME: "/nonexistent", LC_ALL: "C.UTF-8", ...env },
      stderr: "ignore",
    })
    return { stdout: stdout.toString() }
  }
})

test("bash takes the statements unquoted too: eval $(guise export …)", () => {
  const text = shellNamed("bash")?.apply({ set: { A: "a/b+c=", B: "two" }, unset: ["C", "D"] })
  const script = 'export C=1; eval $(printf "%s" "$TEXT"); echo "$A $B $(env | grep -c ^C=)"'
  const { stdout } = Bun.spawnSync(["bash", "-c", script], { env: { PATH: process.env.PATH, TEXT: text } })
  expect(stdout.toString()).toBe("a/b+c= two 0\n")
})
