import { afterAll, describe, expect, test } from "bun:test"
import { existsSync } from "node:fs"
import { completionFor } from "../../src/shell/completion.ts"
import { openWindowWith } from "../cli/tmux.ts"
import { hostile, openPlace, plain, runIn } from "./completion-stage.ts"

const place = openPlace()
const text = completionFor("bash") ?? ""

/** As bash calls the function: a line with the cursor at its end, and what readline would replace. */
const drive = `
drive() {
  COMP_LINE=$1 COMP_POINT=\${#1} COMP_CWORD=3
  COMP_WORDS=(guise exec x "$2")
  __guise_complete guise "$2" x
  if [[ \${#COMPREPLY[@]} -gt 0 ]]; then printf '%s\\n' "\${COMPREPLY[@]}"; fi
}`

function completed(line: string, replaced: string, before = ""): readonly string[] {
  const script = `set -euo pipefail\n${text}${text}${drive}\n${before}\ndrive "$LINE" "$REPLACED"`
  const { stdout, stderr, status } = runIn(place, ["bash", "--norc", "-c", script], { LINE: line, REPLACED: replaced })
  expect([stderr, status]).toEqual(["", 0])
  return stdout.split("\n").slice(0, -1)
}

test.each([
  ["guise ex", "ex", ["exec", "export", "explain"]],
  ["guise exec prod", "prod", ["prod-admin", "prod-read"]],
  ["guise exec work:", "", ["dev", "prod"]],
  ["guise exec work:p", "p", ["prod"]],
  ["guise exec 'work:p", "work:p", ["work:prod"]],
  ["guise exec --profile=work:p", "p", ["prod"]],
  ["guise exec --profile=wor", "wor", ["work:dev", "work:prod"]],
  ["guise exec --region=eu-north", "eu-north", ["eu-north-1"]],
  ["guise exec --sess", "--sess", ["--session-name"]],
  ["guise keys ro", "ro", ["rotate"]],
  ["guise keys rotate ", "", ["alice"]],
  ["guise mfa code arn:aws:iam::1", "1", ["111122223333:mfa/alice"]],
  ["guise exec nobody", "nobody", []],
  ["guise list --domain ", "", ["work", "zz"]],
])("under set -euo pipefail, loaded twice: %s", (line, replaced, offered) => {
  expect(completed(line, replaced)).toEqual([...offered])
})

test("hostile names are offered as words that bash reads back as they are, in every kind of quotes", () => {
  for (const [open, close] of [
    ["", ""],
    ["'", "'"],
    ['"', '"'],
  ] as const) {
    const offered = completed(`guise exec ${open}zz`, "zz")
    // Readline closes a quote that is open, unless the last character looks as if it did.
    const words = offered.map(word => open + word + (close !== "" && word.endsWith(close) ? "" : close)).join(" ")
    const { stdout } = runIn(place, ["bash", "--norc", "-c", `printf '%s\\n' ${words}`])
    expect(stdout.split("\n").slice(0, -1).sort()).toEqual([...hostile].sort())
  }
  expect(existsSync(place.ran)).toBe(false)
})

test("globbing stays as it was, and stars in names are no globs", () => {
  for (const option of ["set -f", "set +f", "shopt -s nullglob failglob"]) {
    const after = completed("guise exec zz\\ !", "zz\\ !", `${option}; before=$-\ntrap '[[ $- == "$before" ]]' EXIT`)
    expect(after).toEqual(["zz\\ \\!x\\ \\~\\ \\*\\ \\?\\ \\{a\\,b\\}\\ \\[c\\]\\ \\#d".replace("\\,", ",")])
  }
})

test("nothing is left in the shell but functions of our name and the completion", () => {
  const list = "{ declare -F; shopt; set -o; complete -p; compgen -v; }"
  const script = `${list} > before; ${text}${text}${drive}; drive 'guise exec pr' pr >/dev/null; unset COMP_LINE COMP_POINT COMP_CWORD COMP_WORDS COMPREPLY; unset -f drive; ${list} > after; diff before after`
  const { stdout } = runIn(place, ["bash", "--norc", "-c", script])
  const added = stdout.split("\n").filter(line => /^[<>]/.test(line) && !/^> declare -f __guise_\w+$/.test(line))
  expect(added).toEqual(["> complete -o bashdefault -o default -F __guise_complete guise"])
})

test("without guise on PATH nothing is said, and nothing fails", () => {
  const script = `set -euo pipefail\n${text}${drive}\nPATH=/nowhere\ndrive 'guise exec ' ''`
  expect(runIn(place, ["bash", "--norc", "-c", script])).toEqual({ stdout: "", stderr: "", status: 0 })
})

test("after -- it is the child's completion, by bash-completion where that is there", () => {
  const at = (words: string, before: string) => {
    const script = `set -euo pipefail\n${text}\n${before}\nCOMP_WORDS=(guise exec x -- ${words}) COMP_LINE="guise exec x -- ${words}"
      COMP_POINT=\${#COMP_LINE} COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
      __guise_complete guise "\${COMP_WORDS[COMP_CWORD]}" --
      if [[ \${#COMPREPLY[@]} -gt 0 ]]; then printf '%s\\n' "\${COMPREPLY[@]}"; fi`
    const { stdout, stderr } = runIn(place, ["bash", "--norc", "-c", script])
    expect(stderr).toBe("")
    return stdout.split("\n").slice(0, -1)
  }
  expect(at("prin", "")).toContain("printf")
  // What is left empty here readline fills with file names.
  expect(at("ls x", "")).toEqual([])
  const named = (name: string) => `${name}() { COMPREPLY=("from word $1, $IFS"); }`
  expect(at("ls x", `IFS=,; ${named("_command_offset")}`)).toEqual(["from word 4, ,"])
  expect(at("ls x", `IFS=,; ${named("_command_offset")}; ${named("_comp_command_offset")}`)).toEqual(["from word 4, ,"])
})

describe("pressing Tab", () => {
  const window = openWindowWith(["bash", "--norc", "--noprofile"], place.env, {
    columns: 100,
    lines: 30,
    cwd: place.folder,
  })
  afterAll(() => window.close())
  // guise is a function here, as it is with the hook.
  window.type(`eval "$(guise completion bash)"; guise() { printf '[%s]' "$@"; echo; }; PS1='READY> '; clear`, "Enter")

  test.each([
    ["exec prod-a", "[exec][prod-admin]"],
    ["exec work:d", "[exec][work:dev]"],
    ["exec 'work:d", "[exec][work:dev]"],
    ["exec zz\\ \\$", "[exec][zz $(touch ran)]"],
    ["exec 'zz \\n", "[exec][zz \\n \\x41 %s]"],
    ["exec \"zz '", "[exec][zz 'single' \"double\"]"],
    ['exec "zz \\`', "[exec][zz `touch ran`;touch ran]"],
    ["exec zz\\ é", "[exec][zz é☃𝄞]"],
    ["exec zz:x:", "[exec][zz:x: y=z]"],
    ["exec --profile=prod-a", "[exec][--profile=prod-admin]"],
    ["exec --policy .aws/conf", "[exec][--policy][.aws/config]"],
    ["exec alice -- ls .aws/conf", "[exec][alice][--][ls][.aws/config]"],
  ])("%s", async (typed, seen) => {
    window.type("-l", `guise ${typed}`)
    window.type("Tab")
    // What readline writes is in the line before the next key is read.
    window.type("Enter")
    await window.see(seen)
    expect(existsSync(place.ran)).toBe(false)
    window.type("clear", "Enter")
  })
})

test("every profile is offered, and none twice", () => {
  expect(completed("guise exec ", "").length).toBe(plain.length + hostile.length)
})
