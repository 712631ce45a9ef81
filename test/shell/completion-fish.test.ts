import { afterAll, expect, test } from "bun:test"
import { existsSync } from "node:fs"
import { completionFor } from "../../src/shell/completion.ts"
import { openWindowWith } from "../cli/tmux.ts"
import { hostile, openPlace, plain, runIn } from "./completion-stage.ts"

const place = openPlace()
const text = completionFor("fish") ?? ""

/** What fish offers for a line, loaded twice, with a function in guise's place. */
function completed(line: string): readonly string[] {
  const script = `${text}${text}function guise; echo never; end\ncomplete -C "$LINE"`
  const { stdout, stderr } = runIn(place, ["fish", "--no-config", "-c", script], { LINE: line })
  expect(stderr).toBe("")
  return stdout.split("\n").slice(0, -1)
}

test.each([
  [
    "guise ex",
    [
      "exec\trun a command as a profile",
      "export\tprint credentials for a shell or a file",
      "explain\thow credentials for a profile come about",
    ],
  ],
  ["guise exec work:", ["work:dev\trole Some in 123456789012", "work:prod\trole Some in 123456789012"]],
  ["guise exec 'work:p", ["work:prod\trole Some in 123456789012"]],
  ["guise keys rotate ", ["alice\tmfa in 111122223333"]],
  ["AWS_X=1 guise exec ali", ["alice\tmfa in 111122223333"]],
  ["guise exec --profile=ali", ["--profile=alice\tmfa in 111122223333"]],
  ["guise exec --region eu-n", ["eu-north-1\tEurope (Stockholm)"]],
  ["guise exec --sess", ["--session-name\trole session name, seen in CloudTrail"]],
  ["guise exec --policy .aws/conf", [".aws/config"]],
  ["guise exec 'zz $(touch ran)' -- ls .aws/conf", [".aws/config"]],
  ["guise exec alice -- guise exec work:p", ["work:prod\trole Some in 123456789012"]],
  ["guise exec nobody", []],
])("%s", (line, offered) => {
  expect(completed(line)).toEqual([...offered])
})

test("every name is offered as it is, once, and none is run", () => {
  const names = completed("guise exec ").map(row => row.split("\t")[0] ?? "")
  expect(names).toEqual([...plain, ...hostile].sort())
  expect(existsSync(place.ran)).toBe(false)
})

test("a word that begins in quotes is found by what it means", () => {
  for (const line of ['guise exec "zz \\$(', "guise exec 'zz $(", "guise exec zz\\ \\$\\("])
    expect(completed(line)).toEqual(["zz $(touch ran)\trole Some in 123456789012"])
})

test("without guise on PATH nothing is said, and nothing fails", () => {
  const script = `${text}set -gx PATH /nowhere; complete -C 'guise exec '`
  const { stdout, stderr } = runIn(place, ["/usr/bin/fish", "--no-config", "-c", script])
  expect([stdout, stderr]).toEqual(["", ""])
})

test("nothing is left in the shell but functions of our name", () => {
  const list = "begin; functions -an; set -n; end"
  const script = `${list} > before; ${text}${text}complete -C 'guise exec ' >/dev/null; ${list} > after; diff before after`
  const { stdout } = runIn(place, ["fish", "--no-config", "-c", script])
  const added = stdout.split("\n").filter(line => /^[<>]/.test(line))
  // fish loads functions of its own, which begin with two low lines too.
  expect(added.filter(line => !/^> (__fish_\w+|__guise_\w+)$/.test(line))).toEqual([])
  expect(added).toContain("> __guise_complete")
})

test("pressing Tab puts the name into the line as one word", async () => {
  const window = openWindowWith(["fish", "--no-config"], place.env, { columns: 100, lines: 30, cwd: place.folder })
  afterAll(() => window.close())
  window.type(
    "-l",
    "guise completion fish | source; function guise; printf '[%s]' $argv; echo; end; clear; guise loaded",
  )
  window.type("Enter")
  await window.see(/^\[loaded\]$/m)
  for (const [typed, seen] of [
    ["exec zz\\ \\$", "[exec][zz $(touch ran)]"],
    ["exec 'zz \\\\n", "[exec][zz \\n \\x41 %s]"],
    ["exec work:d", "[exec][work:dev]"],
  ] as const) {
    window.type("-l", `guise ${typed}`)
    window.type("Tab", "Enter")
    await window.see(seen)
  }
  expect(existsSync(place.ran)).toBe(false)
})
