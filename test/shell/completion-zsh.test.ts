import { afterAll, describe, expect, test } from "bun:test"
import { existsSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { completionFor } from "../../src/shell/completion.ts"
import { openWindowWith } from "../cli/tmux.ts"
import { openPlace, type Place, runIn } from "./completion-stage.ts"

const load = 'eval "$(command guise completion zsh)"'
const compinit = "autoload -Uz compinit; compinit -u -D"

/** A zsh at a terminal, with this .zshrc; guise is a function in it, as it is with the hook. */
function zshWith(place: Place, name: string, rc: string) {
  const folder = join(place.folder, name)
  mkdirSync(folder)
  writeFileSync(join(folder, ".zshrc"), `PS1='READY> '\nguise() { printf '[%s]' "$@"; echo; }\n${rc}\nguise loaded\n`)
  const env = { ...place.env, ZDOTDIR: folder }
  return openWindowWith(["zsh", "-d"], env, { columns: 100, lines: 40, cwd: place.folder })
}

describe("pressing Tab, loaded twice and before compinit, under nounset", () => {
  const place = openPlace()
  const window = zshWith(place, "before", `setopt nounset\n${load}\n${load}\n${compinit}`)
  afterAll(() => window.close())

  test.each([
    ["key", "ro", "[keys][rotate][alice]"],
    ["exec prod-a", "", "[exec][prod-admin]"],
    ["exec work:d", "", "[exec][work:dev]"],
    ["exec 'work:d", "", "[exec][work:dev]"],
    ["exec zz\\ \\$", "", "[exec][zz $(touch ran)]"],
    ["exec 'zz \\n", "", "[exec][zz \\n \\x41 %s]"],
    ["exec \"zz '", "", "[exec][zz 'single' \"double\"]"],
    ['exec "zz \\`', "", "[exec][zz `touch ran`;touch ran]"],
    ["exec zz\\ é", "", "[exec][zz é☃𝄞]"],
    ["exec zz:x:", "", "[exec][zz:x: y=z]"],
    ["exec -p zz\\ a", "", "[exec][-p][zz a&b|c<d>e]"],
    ["exec --profile=prod-a", "", "[exec][--profile=prod-admin]"],
    ["exec --policy .aws/conf", "", "[exec][--policy][.aws/config]"],
    ["exec alice -- ls .aws/conf", "", "[exec][alice][--][ls][.aws/config]"],
  ])("%s", async (typed, second, seen) => {
    await window.see("[loaded]")
    window.type("-l", `guise ${typed}`)
    window.type("Tab")
    if (second !== "") {
      window.type("-l", second)
      window.type("Tab")
      window.type("Tab")
    }
    window.type("Enter")
    await window.see(seen)
    expect(existsSync(place.ran)).toBe(false)
    window.type("clear; guise loaded", "Enter")
  })

  test("what each name is stands beside it", async () => {
    window.type("-l", "guise exec work:")
    window.type("Tab", "Tab")
    await window.see(/work:dev .*\n?.*role Some in 123456789012/)
    window.type("C-c")
  })
})

test.each([
  ["after compinit", `${compinit}\n${load}`],
  ["before a compinit that runs twice", `${compinit}\n${load}\n${compinit}`],
  [
    "a compinit that waits for the first prompt",
    `${load}\nlater() { ${compinit}; precmd_functions=(\${precmd_functions:#later}) }\nprecmd_functions+=(later)`,
  ],
])("%s", async (name, rc) => {
  const window = zshWith(openPlace(), name.replaceAll(" ", "-"), rc)
  try {
    await window.see("[loaded]")
    // Two prompts, at which everything that waits for one has had its turn.
    window.type("-l", "guise a; guise b")
    window.type("Enter", "Enter")
    await window.see("[b]")
    window.type("-l", "guise exec prod-a")
    window.type("Tab", "Enter")
    await window.see("[exec][prod-admin]")
    window.type("-l", "guise functions $precmd_functions")
    window.type("Enter")
    await window.see(/^\[functions\]$/m)
  } finally {
    window.close()
  }
})

test("it loads under set -euo pipefail where nothing is completed, twice, and leaves functions of our name only", () => {
  const text = completionFor("zsh") ?? ""
  const list = "{ typeset +f; setopt; typeset + }"
  const script = `set -euo pipefail\ntypeset -ga precmd_functions\n: $+functions\n${list} > before\n${text}${text}${list} > after\ndiff before after || :`
  const { stdout, stderr, status } = runIn(openPlace(), ["zsh", "-f", "-c", script])
  expect([stderr, status]).toEqual(["", 0])
  const added = stdout.split("\n").filter(line => /^[<>]/.test(line))
  expect(added.filter(line => !/^> __guise_\w+$/.test(line))).toEqual([])
})
