import { afterAll, describe, expect, test } from "bun:test"
import { existsSync, mkdirSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { completedShells, completionAlone, completionFor } from "../../src/shell/completion.ts"
import { openWindowWith } from "../cli/tmux.ts"
import { hostile, openPlace, plain, runIn } from "./completion-stage.ts"

const nu = resolve(import.meta.dirname, "../../node_modules/.bin/nu")

describe("Elvish", () => {
  const place = openPlace()
  mkdirSync(join(place.folder, "xdg/config/elvish"))
  const load = "eval (e:guise completion elvish | slurp)"
  writeFileSync(
    join(place.folder, "xdg/config/elvish/rc.elv"),
    `${load}\n${load}\nset edit:prompt = { put 'READY> ' }\nset edit:rprompt = { }\nfn guise {|@a| for w $a { print '['$w']' }; echo }\nguise loaded\n`,
  )
  const window = openWindowWith(["elvish"], place.env, { columns: 100, lines: 30, cwd: place.folder })
  afterAll(() => window.close())

  test.each([
    ["exec prod-a", "[exec][prod-admin]"],
    ["exec work:d", "[exec][work:dev]"],
    ["exec 'zz $", "[exec][zz $(touch ran)]"],
    ["exec 'zz ''s", "[exec][zz 'single' \"double\"]"],
    ['exec "zz é', "[exec][zz é☃𝄞]"],
    ["exec --profile=prod-a", "[exec][--profile=prod-admin]"],
    ["exec --policy .aws/conf", "[exec][--policy][.aws/config]"],
    ["exec alice -- ls .aws/conf", "[exec][alice][--][ls][.aws/config]"],
  ])("%s", async (typed, seen) => {
    await window.see("[loaded]")
    window.type("-l", `guise ${typed}`)
    window.type("Tab")
    // The first accepts, where Elvish had to put quotes around what was typed.
    window.type("Enter", "Enter")
    await window.see(seen)
    expect(existsSync(place.ran)).toBe(false)
    window.type("-l", "clear; guise loaded")
    window.type("Enter")
  })

  test("it loads where there is no terminal, and does nothing", () => {
    expect(runIn(place, ["elvish", "-norc", "-c", completionFor("elvish") ?? ""])).toMatchObject({
      stderr: "",
      status: 0,
    })
  })
})

describe("Nushell", () => {
  const place = openPlace()
  const file = join(place.folder, "guise.nu")
  writeFileSync(file, completionAlone("nu") ?? "")

  /** What Nushell offers at the end of a line, the text loaded twice. */
  function completed(line: string): string {
    const script = join(place.folder, "line.nu")
    const text = `source ${file}\nsource ${file}\n${line}`
    writeFileSync(script, text)
    const at = String(Buffer.byteLength(text))
    return runIn(place, [nu, "--no-config-file", "--ide-complete", at, script]).stdout.trim()
  }

  /** What it prints is no JSON when a word holds a quote. */
  function shown(words: readonly string[]): string {
    return `{"completions": [${words.map(word => `"${word}"`).join(", ")}]}`
  }

  test.each([
    ["guise ex", ["exec", "export", "explain"]],
    ["guise exec work:", ["work:dev", "work:prod"]],
    ["guise exec --profile=work:p", ["--profile=work:prod"]],
    ["guise exec --region eu-n", ["eu-north-1"]],
    ["guise exec `zz $", ['"zz $(touch ran)"']],
    ['guise exec "zz \\\\n', ['"zz \\\\n \\\\x41 %s"']],
    ["guise exec 'zz é", ['"zz é☃𝄞"']],
    ["guise keys rotate ", ["alice"]],
    ["guise exec nobody", []],
  ])("%s", (line, offered) => {
    expect(completed(line)).toBe(shown(offered))
  })

  test("what it offers for hostile names Nushell reads back as they are", () => {
    const answer = runIn(place, ["guise", "complete", "nu", "--", "exec", "zz"]).stdout
    const values = (JSON.parse(answer) as { value: string }[]).map(({ value }) => value)
    const { stdout } = runIn(place, [nu, "--no-config-file", "-c", `^printf '%s\\n' ${values.join(" ")}`])
    expect(stdout.split("\n").slice(0, -1)).toEqual([...hostile].sort())
    expect(existsSync(place.ran)).toBe(false)
  })

  test("guise is called as it was without the text: digits stay as they were typed, flags are guise's own", () => {
    const fake = join(place.folder, "bin2")
    mkdirSync(fake)
    writeFileSync(join(fake, "guise"), "#!/bin/sh\nprintf '[%s]' \"$@\"\n", { mode: 0o755 })
    const script = `source ${file}\nguise exec -p work --mfa-code 012345 --region=x -- ls -l 1.50`
    const { stdout } = runIn(place, [nu, "--no-config-file", "-c", script], { PATH: `${fake}:${place.env.PATH}` })
    expect(stdout).toBe("[exec][-p][work][--mfa-code][012345][--region=x][--][ls][-l][1.50]")
  })

  test("a function of the hook's is completed by a line above it", () => {
    const script = join(place.folder, "hooked.nu")
    const text = `${completionFor("nu")}@complete __guise_complete\ndef --env --wrapped guise [...words] { ^guise ...$words }\nguise exec ali`
    writeFileSync(script, text)
    const { stdout } = runIn(place, [nu, "--no-config-file", "--ide-complete", String(text.length), script])
    expect(stdout.trim()).toBe(shown(["alice"]))
  })
})

describe("PowerShell, by its text and by what it asks", () => {
  const text = completionFor("PowerShell.exe") ?? ""

  test("it registers one completer for the program and a function of that name, and defines nothing", () => {
    expect(text.match(/Register-ArgumentCompleter -Native -CommandName guise/g)).toHaveLength(1)
    expect(text).toContain("(Get-Command guise -CommandType Application -TotalCount 1) complete pwsh")
    expect(text).not.toMatch(/^\s*(function|\$global:|\$script:|Set-)/im)
    expect(text).toMatch(/^[\x20-\x7e\n]*$/)
    for (const [open, close] of ["{}", "()"] as const)
      expect(text.split(open ?? "").length).toBe(text.split(close ?? "").length)
  })

  test("words go in as one, empty ones too, and names come back in ASCII", () => {
    const place = openPlace()
    const ask = (...words: readonly string[]) =>
      runIn(place, ["guise", "complete", "pwsh", "--", Buffer.from(words.join("\0")).toString("base64")]).stdout
    const answer = ask("exec", "")
    expect(answer).toMatch(/^[\x20-\x7e]*\n$/)
    const { kind, offers } = JSON.parse(answer) as { kind: string; offers: { value: string; note: string }[] }
    expect([kind, offers.map(({ value }) => value)]).toEqual(["names", [...plain, ...hostile].sort()])
    expect(JSON.parse(ask("exec", "--policy", "x"))).toEqual({ kind: "files" })
    expect(JSON.parse(ask("exec", "zz é")).offers).toEqual([{ value: "zz é☃𝄞", note: "role Some in 123456789012" }])
  })
})

test("every name of a shell is known in any case, and others are not", () => {
  for (const name of completedShells) expect(completionFor(name.toUpperCase())).toBe(completionFor(name))
  expect(completionFor("nushell")).toBe(completionFor("nu"))
  expect([completionFor("cmd"), completionFor("sh"), completionFor("constructor")]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})

test.each([...completedShells])("the text of %s asks the program, never a function of that name", name => {
  const text = completionAlone(name) ?? ""
  const calls = text.split("\n").filter(line => / complete (?:bash|zsh|fish|nu|elvish|pwsh) --/.test(line))
  expect(calls).toHaveLength(1)
  expect(calls[0]).toMatch(/command guise|e:guise|\^guise|& \(Get-Command guise -CommandType Application/)
})
