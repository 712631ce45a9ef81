import { afterEach, describe, expect, test } from "bun:test"
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { stripVTControlCharacters } from "node:util"
import { binary, type Home, secrets, stage } from "../cli/harness.ts"
import { type Language, type LiveShell, languages, openShell } from "./live.ts"

/** A shell is full of other people's things: variables, prompts, options, programs that fail. */
const { newHome } = await stage()

const open: LiveShell[] = []
afterEach(async () => {
  for (const shell of open.splice(0)) await shell.close()
})

async function hooked(language: Language, home: Home, env: Readonly<Record<string, string>> = {}): Promise<LiveShell> {
  const shell = await openShell(language, home, env)
  open.push(shell)
  await shell.run(language.load)
  await shell.run(language.prompt)
  return shell
}

/** Puts a script where the shell finds guise. */
function insteadOfGuise(home: Home, script: string): void {
  const file = join(home.folder, "bin/guise")
  rmSync(file)
  writeFileSync(file, `#!/bin/sh\n${script}\n`)
  chmodSync(file, 0o755)
}

function breakSettings(home: Home): void {
  const folder = join(home.env.XDG_CONFIG_HOME ?? join(home.folder, ".config"), "guise")
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, "config.toml"), "this is = = no toml\n")
}

const only = (...names: readonly string[]) =>
  languages.filter(({ name }) => names.includes(name)).map(language => [language.name, language] as const)

const inherited = {
  GUISE_PROFILE: "x",
  GUISE_VARIABLES: "AWS_ACCESS_KEY_ID",
  AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
}

describe.each(languages.map(language => [language.name, language] as const))("%s", (_name, language) => {
  test("who was put on by other means is named in the prompt, and off puts back what was there before", async () => {
    const shell = await hooked(language, newHome())
    const before = await shell.env()
    await shell.run("guise use readonly")
    expect(await shell.prompt()).toContain("aws|readonly")
    await shell.run(language.exported("GUISE_PROFILE", "prod-by-hand"))
    const prompt = await shell.prompt()
    expect(prompt).toContain("aws|prod-by-hand")
    expect(prompt).not.toContain("aws|readonly")
    expect(await shell.status("guise off")).toBe(0)
    expect(await shell.env()).toEqual(before)
    expect(await shell.prompt()).not.toContain("aws|")
  })

  test("in a child shell an off that guise cannot do fails, and takes nothing for done", async () => {
    const home = newHome()
    const shell = await hooked(language, home, inherited)
    insteadOfGuise(home, "exit 7")
    expect(await shell.status("guise off")).not.toBe(0)
    expect((await shell.env()).get("GUISE_PROFILE")).toBe("x")
    expect((await shell.env()).get("AWS_ACCESS_KEY_ID")).toBe("AKIAIOSFODNN7EXAMPLE")
  })

  test.each([
    ["a part of it", `'${binary.argv[0]}' "$@" | head -c -40`],
    ["nothing", "exit 0"],
  ])("what guise could not say whole changes nothing and is no success: %s", async (_what, script) => {
    const home = newHome()
    const shell = await hooked(language, home)
    const before = await shell.env()
    insteadOfGuise(home, script)
    expect(await shell.status("guise use alice")).not.toBe(0)
    expect(await shell.env()).toEqual(before)
    expect(await shell.prompt()).not.toContain("aws|")
  })

  test("what a command under a worn guise brings goes with it, in a shell of its own", async () => {
    const shell = await hooked(language, newHome())
    await shell.run("guise use bob")
    await shell.run(`guise exec readonly -- ${language.start.join(" ")}`)
    await shell.run(language.load)
    expect((await shell.env()).has("AWS_SESSION_TOKEN")).toBe(true)
    expect(await shell.status("guise off")).toBe(0)
    const left = [...(await shell.env()).keys()].filter(name => /^(AWS_(ACC|SEC|SES|REG|CRED)|GUISE_[^S])/.test(name))
    expect(left).toEqual([])
  })

  test("settings that cannot be read keep nobody from loading the hook, and from taking off", async () => {
    const home = newHome()
    const parent = await hooked(language, home)
    await parent.run("guise use readonly")
    breakSettings(home)
    expect(await parent.status("guise off")).toBe(0)
    expect((await parent.env()).has("AWS_SESSION_TOKEN")).toBe(false)
    const child = await hooked(language, home, inherited)
    expect(await child.prompt()).toContain("aws|x")
    expect(await child.status("guise off")).toBe(0)
    expect((await child.env()).has("AWS_ACCESS_KEY_ID")).toBe(false)
  })
})

/** A Python venv puts its own before the prompt, and conda, and many more. */
const wrapped: Readonly<Record<string, string>> = {
  bash: '_old=$PS1 PS1="(venv) $PS1"',
  zsh: '_old=$PROMPT PROMPT="(venv) $PROMPT"',
  fish: "functions -c fish_prompt _old; function fish_prompt; printf '(venv) '; _old; end",
  nu: 'let _old = $env.PROMPT_COMMAND; $env.PROMPT_COMMAND = {|| $"(char lparen)venv(char rparen) (do $_old)" }',
  elvish: "var _old = $edit:prompt; set edit:prompt = { put '(venv) '; $_old }",
}

/** And takes it away, by what it found there. */
const unwrapped: Readonly<Record<string, string>> = {
  bash: "PS1=$_old",
  zsh: "PROMPT=$_old",
  fish: "functions -e fish_prompt; functions -c _old fish_prompt; functions -e _old",
  nu: "$env.PROMPT_COMMAND = $_old",
  elvish: "set edit:prompt = $_old",
}

/** The prompts that were drawn, without what colors them. */
function drawn(text: string): readonly string[] {
  return stripVTControlCharacters(text).match(/((aws\|\w+|\(venv\)) )*<\d*>/g) ?? []
}

describe.each(languages.map(language => [language.name, language] as const))("%s", (name, language) => {
  test("the prompt says who is worn once, whoever wraps it, and no more after off", async () => {
    const shell = await hooked(language, newHome())
    const [own = "?"] = drawn(await shell.prompt())
    await shell.run("guise use readonly")
    await shell.run(wrapped[name] ?? "")
    const worn = drawn(await shell.prompt())
    expect(worn).toContain(`aws|readonly (venv) ${own}`)
    expect(worn.filter(prompt => /aws.*aws/.test(prompt))).toEqual([])
    await shell.run("guise off")
    const bare = drawn(await shell.prompt())
    expect(bare).toContain(`(venv) ${own}`)
    expect(bare.filter(prompt => prompt.includes("aws"))).toEqual([])
    await shell.run("guise use bob")
    expect(drawn(await shell.prompt())).toContain(`aws|bob (venv) ${own}`)
  })

  test.each([
    ["before", [unwrapped[name] ?? "", "guise off"]],
    ["after", ["guise off", unwrapped[name] ?? ""]],
  ])("whoever wrapped it goes %s off, and the prompt is the person's own again", async (_when, lines) => {
    const shell = await hooked(language, newHome())
    const own = drawn(await shell.prompt())
    await shell.run("guise use readonly")
    await shell.run(wrapped[name] ?? "")
    for (const line of lines) await shell.run(line)
    const shown = await shell.prompt()
    expect(new Set(drawn(shown))).toEqual(new Set(own))
    expect(shown).not.toMatch(/unknown/i)
  })
})

/** Ones that people have really written. */
const ownPwd: Readonly<Record<string, string>> = {
  bash: `pwd() { builtin pwd "$@" | sed "s,^$HOME,~,"; }`,
  zsh: `pwd() { builtin pwd "$@" | sed "s,^$HOME,~,"; }`,
  fish: "function pwd; builtin pwd $argv | string replace $HOME '~'; end",
}

describe.each(only("bash", "zsh", "fish"))("%s", (name, language) => {
  test("a pwd of the person's own, and a folder that is gone, keep nobody from a prompt", async () => {
    const home = newHome()
    writeFileSync(join(home.cwd, ".guise"), 'profile = "readonly"\nauto = true\n')
    const shell = await openShell(language, home)
    open.push(shell)
    await shell.run(ownPwd[name] ?? "")
    await shell.run(language.load)
    await shell.run("guise allow; mkdir gone")
    expect((await shell.env()).get("GUISE_PROFILE")).toBe("readonly")
    expect(await shell.run("cd gone; rmdir ../gone")).not.toContain("error")
  })
})

describe.each(only("bash", "zsh"))("%s", (name, language) => {
  test("off in a subshell leaves the files of the shell around it", async () => {
    const shell = await hooked(language, newHome())
    await shell.run("guise use readonly --as process")
    const config = (await shell.env()).get("AWS_CONFIG_FILE") ?? ""
    expect(await shell.status("(guise off)")).toBe(0)
    expect(existsSync(config)).toBe(true)
    await shell.run("guise off")
    expect(existsSync(config)).toBe(false)
  })

  test.each([
    ["set -v", "set -v"],
    [
      "a DEBUG trap",
      name === "zsh" ? "trap 'print -r -- \"$ZSH_DEBUG_CMD\"' DEBUG" : "set -T; trap 'echo \"$BASH_COMMAND\"' DEBUG",
    ],
  ])("%s shows no secret, neither at use nor at off", async (_what, line) => {
    const shell = await hooked(language, newHome())
    await shell.run(line)
    const shown = [await shell.run("guise use alice"), await shell.run(""), await shell.run("guise use readonly")]
    shown.push(await shell.run("guise off"), await shell.run(""))
    expect(shown.join("")).not.toContain(secrets.key)
    expect(await shell.run("true traced")).toContain("true traced")
  })

  test("GUISE_VARIABLES names nothing that guise would not have set", async () => {
    const home = newHome()
    const shell = await hooked(language, home, { ...inherited, GUISE_VARIABLES: "PATH HOME AWS_ACCESS_KEY_ID x;touch" })
    await shell.run("guise off")
    const env = await shell.env()
    expect([env.get("HOME"), env.has("PATH"), env.has("AWS_ACCESS_KEY_ID")]).toEqual([home.folder, true, false])
    expect(readdirSync(home.cwd)).toEqual([])
  })

  test("a variable that became read-only meanwhile is named by off, and the rest goes", async () => {
    const shell = await hooked(language, newHome())
    await shell.run("guise use readonly")
    await shell.run("readonly AWS_REGION")
    const line = name === "zsh" ? "guise off 2>&1" : "guise off"
    expect(await shell.status(line)).not.toBe(0)
    const env = await shell.env()
    expect([env.has("AWS_SESSION_TOKEN"), env.has("GUISE_PROFILE")]).toEqual([false, false])
  })
})

test("bash: a trap of ERR is told of a failure once, and what runs before the prompt after ours sees the status", async () => {
  const [, bash] = only("bash")[0] ?? []
  const shell = await hooked(bash as Language, newHome())
  await shell.take("trap 'printf \"told of %s;\" $?' ERR", "PROMPT_COMMAND+=$'\\nprintf \"after %s;\" $?'")
  for (const line of ["true", "guise use readonly"]) {
    await shell.run(line)
    const shown = await shell.run("sh -c 'exit 7'")
    expect([shown.match(/told of 7;/g), shown.match(/after 7;/g)]).toEqual([["told of 7;"], ["after 7;"]])
  }
})

test("bash: a prompt that is read-only stays as it is, without a word, and so do the flags of the shell", async () => {
  const [, bash] = only("bash")[0] ?? []
  const shell = await hooked(bash as Language, newHome())
  await shell.run("readonly PS1; set -a")
  expect(await shell.run("guise use readonly")).not.toContain("PS1")
  expect(await shell.run("echo flags:$-")).toMatch(/flags:a/)
  expect(await shell.prompt()).toContain("<0>")
  expect(await shell.status("guise off")).toBe(0)
  expect((await shell.env()).has("GUISE_PROFILE")).toBe(false)
})

test.each(["-i", "-u", "-l", "-a"])(
  "bash: a variable declared with %s, which nobody could put back, is refused by name",
  async flag => {
    const [, bash] = only("bash")[0] ?? []
    const shell = await hooked(bash as Language, newHome())
    await shell.run(`declare ${flag} AWS_REGION`)
    const before = await shell.env()
    expect(await shell.run("guise use readonly")).toContain(
      "AWS_REGION is read-only in this shell, or no plain variable",
    )
    expect(await shell.env()).toEqual(before)
  },
)
