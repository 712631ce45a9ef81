import { describe, expect, test } from "bun:test"
import { writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { hookNamed } from "../../src/shell/hook.ts"
import { bash, binary, runCommand, stage } from "../cli/harness.ts"
import { languages } from "./live.ts"

const { newHome } = await stage()
const folder = resolve(import.meta.dirname, "../../src/shell/hook")

/** What bash 3.2, the one of macOS, does not know. */
const tooNew: readonly (readonly [what: string, pattern: RegExp])[] = [
  ["associative arrays", /(declare|local|typeset) -[a-z]*A/],
  ["namerefs", /(declare|local|typeset) -[a-z]*n/],
  ["transformations", /\$\{[^}]*@[QEPAa]\}/],
  ["case of letters", /\$\{\w+[\^,]/],
  ["a test of a variable by name", /\[\[ -v /],
  ["mapfile", /\b(mapfile|readarray)\b/],
  ["&>>, |& and ;&", /&>>|\|&|;&/],
  ["local -", /local -$/m],
  ["negative offsets", /\$\{\w+\[-/],
  ["coproc", /\bcoproc\b/],
]

test.each([...tooNew])("the hook of bash does without %s", (_what, pattern) => {
  expect(hookNamed("bash")?.text).not.toMatch(pattern)
})

test("what only later versions of bash know stands behind a look at the version", () => {
  const [before = "", after = ""] = hookNamed("bash")?.text.split("if ((BASH_VERSINFO[0] >= 5))") ?? []
  for (const word of ["EPOCHSECONDS", "%(%s)T", "PROMPT_COMMAND+="]) {
    expect(before).not.toContain(word)
    expect(after).toContain(word)
  }
})

test("zsh takes it without a word under options that give words another meaning, completion included", async () => {
  const lines = [
    "autoload -Uz compinit; compinit -u -D",
    "setopt ksh_arrays sh_word_split glob_subst nounset err_exit err_return null_glob warn_create_global warn_nested_var",
    'eval "$("$guise" hook zsh)"; eval "$("$guise" hook zsh)"',
    `print -r -- "\${_comps[guise]} \${precmd_functions[*]}"`,
  ]
  const ran = await bash(binary, newHome(), `env guise='${binary.argv[0]}' zsh -f -c '${lines.join("\n")}'`)
  expect([ran.status, ran.stderr, ran.stdout]).toEqual([0, "", "__guise_complete __guise_prompt __guise_compdef\n"])
})

test("Nushell reads it, completion included, without a word of what will be gone in another version", async () => {
  const home = newHome()
  writeFileSync(join(home.folder, "guise.nu"), hookNamed("nu")?.text ?? "")
  const [nu = ""] = languages.find(({ name }) => name === "nu")?.start ?? []
  const ran = await runCommand([nu, "--no-config-file", "-c", "source ~/guise.nu"], home)
  expect([ran.status, ran.stderr]).toEqual([0, ""])
})

describe.each([
  ["bash", "bash"],
  ["zsh", "zsh"],
  ["fish", "fish"],
])("the hook of %s", (shell, extension) => {
  test("is read by it without a complaint", () => {
    const ran = Bun.spawnSync([shell, "-n", `${folder}/hook.${extension}`])
    expect([ran.exitCode, ran.stderr.toString()]).toEqual([0, ""])
  })

  test("leaves nothing behind but functions and variables of its own", async () => {
    const names =
      shell === "fish" ? "set -n; functions -a -n" : "set | sed -n 's/^\\([A-Za-z_][A-Za-z_0-9]*\\)=.*/\\1/p'"
    const load = shell === "fish" ? "command $guise hook fish | source" : `eval "$("$guise" hook ${shell})"`
    const flags = { bash: "--norc", zsh: "-f", fish: "--no-config" }[shell]
    const line = `env guise='${binary.argv[0]}' ${shell} ${flags} -c '${names.replaceAll("'", "'\\''")}; echo ----; ${load}; ${names.replaceAll("'", "'\\''")}'`
    const ran = await bash(binary, newHome(), line)
    const [before = [], after = []] = ran.stdout.split("----\n").map(text => text.split(/[\n,]\s*/))
    const usual =
      /^(__guise_\w+|guise|PROMPT_COMMAND|EPOCHSECONDS|precmd_functions|BASH_\w+|FUNCNAME|PIPESTATUS|_|\?|)$/
    expect(after.filter(name => !before.includes(name) && !usual.test(name))).toEqual([])
    expect(after).toContain("__guise_by")
  })
})
