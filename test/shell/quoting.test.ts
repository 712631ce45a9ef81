import { describe, expect, test } from "bun:test"
import { resolve } from "node:path"
import fc from "fast-check"
import { shellNamed } from "../../src/shell/shell.ts"

const nu = resolve(import.meta.dirname, "../../node_modules/.bin/nu")

/** Each shell as it is really started, how it takes text on, and how it prints words, each followed by a zero byte. */
const shells = [
  ["bash", ["bash", "--norc", "-c"], 'eval "$TEXT"; env -0', list => `printf '%s\\0' ${list}`],
  ["zsh", ["zsh", "-f", "-c"], 'eval "$TEXT"; env -0', list => `printf '%s\\0' ${list}`],
  ["sh", ["dash", "-c"], 'eval "$TEXT"; env -0', list => `printf '%s\\0' ${list}`],
  ["fish", ["fish", "--no-config", "-c"], 'printf %s "$TEXT" | source; env -0', list => `printf '%s\\0' ${list}`],
  ["elvish", ["elvish", "-norc", "-c"], "eval $E:TEXT; env -0", list => `each {|x| print $x"\\x00"} [${list}]`],
  [
    "nu",
    [nu, "--no-config-file", "-c"],
    "$env.TEXT | from json | load-env; ^env -0",
    list => `[${list}] | each {|x| print -n $x (char -u "0") } | ignore`,
  ],
] as const satisfies readonly (readonly [string, readonly string[], string, (list: string) => string])[]

const hostile = [
  "'",
  "\\'",
  "$(touch /tmp/never)",
  "(touch /tmp/never)",
  "`id`",
  "a\nb",
  "a\r\nb\n",
  "\\",
  "\\\\'",
  '"',
  '"; exit 7; "',
  "'; exit 7; '",
  "'#; exit 7; r#'",
  "!x",
  "*",
  "~",
  "%s\\n",
  "%PATH%",
  "^&|<>",
  "é☃𝄞",
  "‘x’ ‚y‛ “z”",
  "a;b",
  "$HOME",
  "$env.HOME",
  "{ exit 7 }",
  "-n",
  "--help",
  "# x",
  " ",
  "\t\u0007\u001b[31m",
]

describe.each([...shells])("%s", (name, start, script, printing) => {
  const shell = shellNamed(name)

  test("takes every hostile value literally, all at once", () => {
    const set = Object.fromEntries(hostile.map((value, index) => [`HOSTILE_${index}`, value]))
    const seen = takenOn(set)
    expect(Object.keys(set).map(variable => seen.get(variable))).toEqual(hostile)
  })

  test("takes any text literally", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" }), { minLength: 20, maxLength: 40 }), texts => {
        const values = texts.map(text => text.replaceAll("\0", "").toWellFormed())
        const set = Object.fromEntries(values.map((value, index) => [`HOSTILE_${index}`, value]))
        const seen = takenOn(set)
        expect(Object.keys(set).map(variable => seen.get(variable))).toEqual(values)
      }),
      { numRuns: 5 },
    )
  })

  test("unsets what is to be unset, there or not, and never evaluates a name", () => {
    const text = shell?.apply({ set: { AFTER: "reached" }, unset: ["ABSENT", "GONE", "x;echo evaluated;y"] }) ?? ""
    const { seen, stdout } = run(text, { GONE: "still here" })
    expect([seen.has("GONE"), seen.get("AFTER")]).toEqual([false, "reached"])
    expect(stdout.replace(/TEXT=[^\0]*/, "")).not.toContain("evaluated")
  })

  test("reads quoted words back as they were", () => {
    const list = hostile.map(value => shell?.quote(value)).join(" ")
    expect(spawn([...start, printing(list)], {}).stdout.toString()).toBe(hostile.map(value => `${value}\0`).join(""))
  })

  function takenOn(set: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
    return run(shell?.apply({ set, unset: [] }) ?? "", {}).seen
  }

  function run(text: string, env: Record<string, string>) {
    const stdout = spawn([...start, script], { ...env, TEXT: text }).stdout.toString()
    const entries = stdout.split("\0").map(entry => [entry.replace(/=.*/s, ""), entry.replace(/^[^=]*=/, "")] as const)
    return { stdout, seen: new Map(entries) }
  }
})

test.each([...shells])("%s takes it on by the line it is told to type", (name, start) => {
  const shell = shellNamed(name)
  const text = shell?.apply({ set: { TAKEN: "it's" }, unset: ["GONE"] }) ?? ""
  const env = name === "nu" ? "^env" : "env"
  const seen = spawn([...start, `${shell?.take("printenv TEXT")}; ${env}`], { TEXT: text, GONE: "x" }).stdout.toString()
  expect(seen).toMatch(/^TAKEN=it's$/m)
  expect(seen).not.toMatch(/^GONE=/m)
})

test("bash takes the statements unquoted too: eval $(guise export …)", () => {
  const text = shellNamed("bash")?.apply({ set: { A: "a/b+c=", B: "two" }, unset: ["C", "D"] })
  const script = 'export C=1; eval $(printf "%s" "$TEXT"); echo "$A $B $(env | grep -c ^C=)"'
  const { stdout } = Bun.spawnSync(["bash", "-c", script], { env: { PATH: process.env.PATH, TEXT: text } })
  expect(stdout.toString()).toBe("a/b+c= two 0\n")
})

test.each([
  ["PowerShell", "pwsh"],
  ["powershell.exe", "pwsh"],
  ["nushell", "nu"],
  ["CMD.EXE", "cmd"],
  ["dash", "bash"],
])("%s is %s by another name", (name, other) => {
  expect(shellNamed(name)).toBe(shellNamed(other))
})

test("a shell that guise does not speak is none", () => {
  expect([shellNamed("tcsh"), shellNamed("constructor")]).toEqual([undefined, undefined])
})

function spawn(command: readonly string[], env: Record<string, string>) {
  return Bun.spawnSync([...command], {
    env: { PATH: process.env.PATH, HOME: "/dev/null/home", LC_ALL: "C.UTF-8", ...env },
    stderr: "ignore",
  })
}
