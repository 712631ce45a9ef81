import { describe, expect, test } from "bun:test"
import { resolve } from "node:path"
import { addToConfig, builds, type Home, run, runCommand, stage, variablesIn, wordOf } from "./harness.ts"

const { newHome } = await stage()
const nu = resolve(import.meta.dirname, "../../node_modules/.bin/nu")

/** A profile whose name and keys would do something if any shell evaluated them. */
const odd = {
  section:
    '[profile "it\'s $(id) ☃"]\naws_access_key_id = AKIAI44QH8DHBEXAMPLE\naws_secret_access_key = a\'b"c$d`e\\f;g&h|i#j',
  name: "it's $(id) ☃",
  secret: "a'b\"c$d`e\\f;g&h|i#j",
} as const

function oddHome(): Home {
  const home = newHome()
  addToConfig(home, odd.section)
  return { ...home, env: { ...home.env, AWS_PROFILE: "bob", AWS_SESSION_TOKEN: "stale", ODD: odd.name } }
}

describe.each([...builds])("$runtime", build => {
  const guise = wordOf(build)

  test.each<readonly [string, readonly string[], string]>([
    ["elvish", ["elvish", "-norc", "-c"], `eval (${guise} export -q $E:ODD FORMAT | slurp); env -0`],
    ["nu", [nu, "--no-config-file", "-c"], `^${guise} export -q $env.ODD FORMAT | from json | load-env; ^env -0`],
  ])("%s takes it on, by name and as the shell that asks", async (shell, start, line) => {
    for (const format of [`--format ${shell}`, ""]) {
      const ran = await runCommand([...start, line.replace("FORMAT", format)], oddHome(), {
        env: { SHELL: "/bin/bash" },
      })
      expect([ran.status, ran.stderr]).toEqual([0, ""])
      const seen = variablesIn(ran.stdout)
      const names = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "GUISE_PROFILE", "AWS_PROFILE", "AWS_SESSION_TOKEN"]
      expect(names.map(name => seen[name])).toEqual([
        "AKIAI44QH8DHBEXAMPLE",
        odd.secret,
        odd.name,
        undefined,
        undefined,
      ])
    }
  })

  test("PowerShell by either of its names", async () => {
    for (const format of ["pwsh", "powershell"]) {
      const ran = await run(build, oddHome(), ["export", odd.name, "--format", format])
      expect(ran.stdout).toContain("Remove-Item Env:AWS_PROFILE -ErrorAction SilentlyContinue;\n")
      expect(ran.stdout).toContain("$env:AWS_SECRET_ACCESS_KEY = 'a''b\"c$d`e\\f;g&h|i#j';\n")
      expect(ran.stdout).toContain("$env:GUISE_PROFILE = ('it''s $(id) ' + [char]0x2603);\n")
    }
  })

  test("cmd gets what it can carry, and nothing at all of what it cannot", async () => {
    const good = await run(build, newHome(), ["export", "readonly", "--format", "cmd"])
    expect(good.stdout).toMatch(/^set "AWS_PROFILE="\r\n(set "\w+=[^"]*"\r\n)+$/)
    const bad = await run(build, oddHome(), ["export", odd.name, "--format", "cmd"])
    expect([bad.status, bad.stdout]).toEqual([4, ""])
    expect(bad.stderr).toContain(
      'The value of AWS_SECRET_ACCESS_KEY holds ", which text for cmd cannot carry unharmed.',
    )
    expect(bad.stderr).not.toContain(odd.secret)
  })

  test("a step of GitHub Actions hands the identity on and empties only what stood in its way", async () => {
    const home = oddHome()
    const line = `eval "$(${guise} export -q "$ODD" --format github)"; echo "$GUISE_PROFILE"`
    const ran = await runCommand(["bash", "-euc", line], home, { env: { GITHUB_ENV: `${home.folder}/env` } })
    expect(ran.stdout).toBe(`::add-mask::AKIAI44QH8DHBEXAMPLE\n::add-mask::${odd.secret}\n${odd.name}\n`)
    expect(await Bun.file(`${home.folder}/env`).text()).toBe(
      `AWS_SESSION_TOKEN=\nAWS_ACCESS_KEY_ID=AKIAI44QH8DHBEXAMPLE\nAWS_SECRET_ACCESS_KEY=${odd.secret}\nGUISE_PROFILE=${odd.name}\n`,
    )
  })

  test("a format that is none names those there are", async () => {
    const ran = await run(build, newHome(), ["export", "bob", "--format", "tcsh"])
    expect([ran.status, ran.stdout]).toEqual([2, ""])
    expect(ran.stderr).toBe(
      'guise: There is no format "tcsh".\n' +
        "hint: --format takes one of bash, zsh, sh, fish, pwsh, nu, elvish, cmd, dotenv, docker, json, process, ini, github\n",
    )
  })
})
