import { afterEach, describe, expect, test } from "bun:test"
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { nuHook } from "../../src/shell/hook/nu.ts"
import { addToConfig, bash, builds, type Home, json, run, secrets, stage } from "../cli/harness.ts"
import { until } from "../until.ts"
import { type Language, type LiveShell, languages, openShell } from "./live.ts"

const { newHome, code, sandbox } = await stage()

const open: LiveShell[] = []
afterEach(async () => {
  for (const shell of open.splice(0)) await shell.close()
})

/** Variables that a person may have had before, with values that are hard to keep. */
const former = {
  AWS_PROFILE: "the 'old' one; $(touch pwned)",
  AWS_REGION: "eu-west-1",
  AWS_ROLE_ARN: " two\nlines \\",
  AWS_ACCESS_KEY_ID: "",
  AWS_SECRET_ACCESS_KEY: "Ünïcode ☃",
  AWS_SESSION_TOKEN: '"`touch pwned`"',
} as const

async function hooked(
  language: Language,
  home: Home = newHome(),
  env: Readonly<Record<string, string | undefined>> = {},
  before: readonly string[] = [],
): Promise<LiveShell> {
  const shell = await openShell(language, home, env, before)
  open.push(shell)
  await shell.run(language.load)
  await shell.run(language.prompt)
  return shell
}

const esc = "\x1b"

/** A value as `env()` answers it. */
const latin = (text: string) => Buffer.from(text).toString("latin1")

describe.each(languages.map(language => [language.name, language] as const))("%s", (name, language) => {
  test("use sets what the contract says, and off puts back every byte", async () => {
    const shell = await hooked(language)
    await shell.take(
      ...Object.entries(former).map(([key, value]) => language.exported(key, value)),
      language.own("AWS_ACCOUNT_ID", "of this shell alone"),
    )
    const before = await shell.env()
    for (const [key, value] of Object.entries(former)) expect(before.get(key)).toBe(latin(value))

    expect(await shell.status("guise use readonly")).toBe(0)
    const worn = await shell.env()
    expect(worn.get("GUISE_PROFILE")).toBe("readonly")
    expect(worn.get("AWS_ACCESS_KEY_ID")).toStartWith("ASIA")
    expect(worn.get("AWS_SESSION_TOKEN")?.length).toBeGreaterThan(20)
    expect(worn.get("AWS_REGION")).toBe("us-east-1")
    expect(worn.get("AWS_DEFAULT_REGION")).toBe("us-east-1")
    expect(worn.get("AWS_ACCOUNT_ID")).toBe("111122223333")
    expect(worn.get("AWS_CREDENTIAL_EXPIRATION")).toMatch(/Z$/)
    expect(worn.has("AWS_PROFILE")).toBe(false)
    // What was there before is in this shell, and in nothing that it starts.
    for (const value of [former.AWS_SECRET_ACCESS_KEY, former.AWS_SESSION_TOKEN])
      expect([...worn.values()].join("\n")).not.toContain(latin(value))

    expect(await shell.status("guise off")).toBe(0)
    expect(await shell.env()).toEqual(before)
    const variables = await shell.variables()
    // Elvish has its variables apart from the environment.
    if (name !== "elvish") expect(variables).toContain("of this shell alone")
    for (const secret of [worn.get("AWS_SECRET_ACCESS_KEY"), worn.get("AWS_SESSION_TOKEN")])
      expect(variables).not.toContain(secret ?? "?")
    expect(existsSync(join(newHome().cwd, "pwned"))).toBe(false)
  })

  test("from one profile to another without off; a profile without region brings the person's own back", async () => {
    const home = newHome()
    addToConfig(
      home,
      `[profile nowhere]\nrole_arn = arn:aws:iam::111122223333:role/ReadOnly\nsource_profile = alice\nservices = sandbox`,
    )
    const shell = await hooked(language, home)
    await shell.run(language.exported("AWS_REGION", "eu-west-1"))
    const before = await shell.env()
    await shell.run("guise use readonly")
    await shell.run("guise use nowhere")
    const worn = await shell.env()
    expect([worn.get("GUISE_PROFILE"), worn.get("AWS_REGION"), worn.has("AWS_DEFAULT_REGION")]).toEqual([
      "nowhere",
      "eu-west-1",
      false,
    ])
    await shell.run("guise use bob")
    expect((await shell.env()).has("AWS_SESSION_TOKEN")).toBe(false)
    await shell.run("guise off")
    expect(await shell.env()).toEqual(before)
  })

  test("what fails, and Ctrl-C at the question, leave the shell as it was, worn or not", async () => {
    const shell = await hooked(language)
    for (const worn of [false, true]) {
      if (worn) await shell.run("guise use readonly")
      const before = await shell.env()
      expect(await shell.status("guise use nosuch")).toBe(4)
      expect(await shell.status("guise use readonly --duration soon")).toBe(2)
      await shell.enter("guise use admin")
      await shell.see("Enter MFA code")
      shell.type("\x03")
      await shell.see("cancelled at the question")
      await shell.see(language.ended(130))
      expect(await shell.env()).toEqual(before)
    }
  })

  test("Ctrl-C while AWS is waited for leaves the shell as it was, worn or not", async () => {
    const shell = await hooked(language)
    await shell.run(language.exported("AWS_REGION", "eu-west-1"))
    const bare = await shell.env()
    for (const worn of [false, true]) {
      if (worn) await shell.run("guise use readonly")
      const before = await shell.env()
      // Longer than this file takes: no test after this one is to see the call.
      sandbox.faults.add({ kind: "latency", action: "AssumeRole", ms: 3_600_000, times: 1 })
      await shell.enter("guise use readonly --fresh")
      await until(() => sandbox.faults.list().length === 0)
      shell.type("\x03")
      await shell.see("^C")
      expect(await shell.env()).toEqual(before)
    }
    await shell.run("guise off")
    expect(await shell.env()).toEqual(bare)
  })

  test("a code is asked for inside the function, and once for both roles", async () => {
    const shell = await hooked(language)
    await shell.enter("guise use admin")
    await shell.see("Enter MFA code")
    shell.type(`${code()}\r`)
    await shell.see("guise: admin")
    expect((await shell.env()).get("GUISE_PROFILE")).toBe("admin")
    expect(await shell.status("guise use deploy")).toBe(0)
    expect((await shell.env()).get("GUISE_PROFILE")).toBe("deploy")
  })

  test("a child shell shows who is worn, takes it off, and wears another", async () => {
    const shell = await hooked(language)
    const before = await shell.env()
    await shell.run("guise use readonly")
    await shell.run(language.start.join(" "))
    await shell.run(language.load)
    await shell.run(language.prompt)
    expect(await shell.prompt()).toContain("aws|readonly")
    await shell.run("guise off")
    const bare = await shell.env()
    for (const [key] of bare) expect(key === "SHLVL" || before.has(key) || key.startsWith("__")).toBe(true)
    expect(bare.has("AWS_REGION")).toBe(false)
    await shell.run("guise use bob")
    expect((await shell.env()).get("GUISE_PROFILE")).toBe("bob")
    await shell.run("exit")
    expect((await shell.env()).get("GUISE_PROFILE")).toBe("readonly")
  })

  test("under exec, which keeps no list, off takes off what exec put on", async () => {
    const home = newHome()
    const shell = await hooked(language, home)
    const before = await shell.env()
    await shell.run(`guise exec readonly -- ${language.start.join(" ")}`)
    await shell.run(language.load)
    expect((await shell.env()).get("GUISE_PROFILE")).toBe("readonly")
    expect(await shell.status("guise off")).toBe(0)
    const bare = await shell.env()
    expect([...bare.keys()].filter(key => !before.has(key) && key !== "SHLVL")).toEqual([])
    expect(bare.has("AWS_REGION")).toBe(false)
  })

  test("loaded twice it is as loaded once", async () => {
    const shell = await hooked(language)
    const once = await shell.variables()
    await shell.run("guise use readonly")
    await shell.run(language.load)
    expect((await shell.prompt()).match(/aws\|readonly/g)?.length).toBeGreaterThan(0)
    expect(await shell.prompt()).not.toMatch(/aws\|readonly aws\|readonly/)
    await shell.run("guise off")
    const hooks = (text: string) => text.match(/__guise_prompt|before-readline \d+/g)
    expect(hooks(await shell.variables())).toEqual(hooks(once))
  })

  test("the prompt keeps the status of the last command, and nothing in a name is run", async () => {
    const home = newHome()
    const evil = "$(touch pwned)`touch pwned`;touch pwned;%(?.x.y)%n"
    addToConfig(
      home,
      `[profile "${evil}"]\nrole_arn = arn:aws:iam::111122223333:role/ReadOnly\nsource_profile = alice\nregion = us-east-1\nservices = sandbox`,
    )
    const shell = await hooked(language, home)
    await shell.take(language.own("evil", evil))
    expect(await shell.status(`guise use ${language.word("evil")}`)).toBe(0)
    expect((await shell.env()).get("GUISE_PROFILE")).toBe(evil)
    await shell.run(language.fails)
    await shell.enter(language.fails)
    const shown = await shell.see(/<1?> ?/)
    expect(shown).toContain(`aws|${evil} `)
    await shell.run("guise off")
    expect(readdirSync(home.cwd)).toEqual([])
  })

  test("a name with prod in it is red, another has no color, NO_COLOR has none at all", async () => {
    const home = newHome()
    addToConfig(
      home,
      `[profile my-prod]\nsource_profile = alice\nrole_arn = arn:aws:iam::111122223333:role/ReadOnly\nregion = us-east-1\nservices = sandbox`,
    )
    const red = new RegExp(`${esc}\\[(0;)?31m(${esc}\\[[\\d;]*m)*aws\\|my-prod`)
    const shell = await hooked(language, home)
    await shell.run("guise use my-prod")
    await shell.enter("")
    await shell.see(red)
    await shell.run("guise use readonly")
    expect(await shell.prompt()).not.toMatch(new RegExp(`${esc}\\[(0;)?3[0-7]maws\\|readonly`))
    await shell.run(language.exported("NO_COLOR", "1"))
    await shell.run("guise use my-prod")
    const plain = await shell.prompt()
    expect(plain).toContain("aws|my-prod")
    expect(plain).not.toMatch(red)
  })

  test("the setting prompt says what is shown, and empty shows nothing", async () => {
    const shell = await hooked(language)
    await shell.run(language.exported("GUISE_PROMPT", "({profile} in {account} {region}{left}) "))
    await shell.run("guise use readonly")
    expect(await shell.prompt()).toContain("(readonly in 111122223333 us-east-1) ")
    await shell.run('guise set --settings prompt ""')
    await shell.run(language.exported("GUISE_PROMPT", ""))
    await shell.run("guise use readonly")
    expect(await shell.prompt()).not.toContain("readonly in")
    expect(await shell.prompt()).not.toContain("aws|readonly")
  })

  test("--as process: every tool renews by itself; off takes the files away", async () => {
    const home = newHome()
    const shell = await hooked(language, home)
    const before = await shell.env()
    await shell.run("guise use readonly --as process")
    const worn = await shell.env()
    const config = worn.get("AWS_CONFIG_FILE") ?? ""
    expect(readFileSync(config, "utf8")).toContain("credential_process = ")
    expect(worn.has("AWS_ACCESS_KEY_ID")).toBe(false)
    await shell.run(language.into("guise whoami --json", `${home.folder}/who`))
    expect(readFileSync(join(home.folder, "who"), "utf8")).toContain("assumed-role/ReadOnly")
    await shell.run("guise use nosuch")
    expect(existsSync(config)).toBe(true)
    await shell.run("guise off")
    expect(existsSync(join(config, ".."))).toBe(false)
    expect(await shell.env()).toEqual(before)
  })

  test("--source: a file of variables, alone or beside an identity, named in the prompt and undone by off", async () => {
    const home = newHome()
    writeFileSync(
      join(home.folder, "kube-prod.env"),
      "# mine\nexport KUBECONFIG='/home/alice/a b.yaml'\nKUBECTL_NAMESPACE=\"kube-system\" # there\n",
    )
    writeFileSync(join(home.folder, "evil.env"), "FINE=1\nAWS_SECRET_ACCESS_KEY=mine\n")
    const shell = await hooked(language, home)
    await shell.run(language.exported("KUBECONFIG", "before"))
    const before = await shell.env()
    await shell.run("guise use --source ../kube-prod.env")
    const alone = await shell.env()
    expect([alone.get("KUBECONFIG"), alone.get("KUBECTL_NAMESPACE"), alone.has("AWS_ACCESS_KEY_ID")]).toEqual([
      "/home/alice/a b.yaml",
      "kube-system",
      false,
    ])
    expect(await shell.prompt()).toContain("source|kube-prod")
    await shell.run("guise use -p readonly --source ../kube-prod.env -l k8s")
    const both = await shell.env()
    expect([both.get("KUBECONFIG"), both.get("GUISE_PROFILE")]).toEqual(["/home/alice/a b.yaml", "readonly"])
    expect(await shell.prompt()).toContain("aws|readonly ")
    await shell.run("guise use --source ../kube-prod.env --label k8s")
    expect(await shell.prompt()).toContain("source|k8s ")
    const kept = await shell.env()
    expect(await shell.run("guise use --source ../evil.env")).toContain("evil.env:2")
    expect(await shell.run("guise use --source ../nosuch")).toContain("cannot be read (ENOENT)")
    expect(await shell.env()).toEqual(kept)
    await shell.run("guise off")
    expect(await shell.env()).toEqual(before)
  })

  test("off --all clears every credential, whoever set it, in the function and evaluated", async () => {
    for (const line of ["guise off --all", language.clears]) {
      const shell = await hooked(language)
      await shell.run(language.exported("AWS_PROFILE", "mine"))
      await shell.run(language.exported("AWS_SECRET_ACCESS_KEY", "mine"))
      await shell.run("guise use readonly")
      await shell.run(line)
      const bare = await shell.env()
      for (const key of ["AWS_PROFILE", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "GUISE_PROFILE"])
        expect([line, key, bare.has(key)]).toEqual([line, key, false])
    }
  })

  test("help, other commands and --json go to the program itself", async () => {
    const home = newHome()
    const shell = await hooked(language, home)
    expect(await shell.run("guise use --help")).toContain("Usage: guise use")
    expect(await shell.run("guise off --help")).toContain("Usage: guise off")
    expect(await shell.run("guise help use")).toContain("Usage: guise use")
    expect(await shell.run("guise --quiet use readonly")).not.toContain("ReadOnly ·")
    expect((await shell.env()).get("GUISE_PROFILE")).toBe("readonly")
    await shell.run("guise -q off")
    expect((await shell.env()).has("GUISE_PROFILE")).toBe(false)
    expect(await shell.status("guise -p bob use")).toBe(0)
    expect((await shell.env()).get("GUISE_PROFILE")).toBe("bob")
    expect(await shell.status("guise --profile readonly use --as server")).toBe(2)
    await shell.run("guise off")
    expect(await shell.run("guise --version")).toMatch(/\d+\.\d+\.\d+/)
    expect(await shell.status(`guise exec readonly -- sh -c 'exit 7'`)).toBe(7)
    const given = `{"AccessKeyId": "ASIAIOSFODNN7EXAMPLE", "SecretAccessKey": "${secrets.key}", "SessionToken": "x"}`
    expect(await shell.run(`echo '${given}' | guise export --stdin --format dotenv`)).toContain("AWS_SESSION_TOKEN=x")
    expect(await shell.run("guise off")).toContain("nothing is worn in this shell")
  })
})

describe.each(
  languages.filter(({ noText }) => noText !== undefined).map(language => [language.name, language] as const),
)("%s", (_name, language) => {
  test("bytes that are no text come back as they were", async () => {
    const shell = await hooked(language)
    await shell.run(language.noText?.("AWS_PROFILE") ?? "")
    const before = await shell.env()
    expect(before.get("AWS_PROFILE")).toBe("\xff\xfe")
    await shell.run("guise use alice")
    expect((await shell.env()).has("AWS_PROFILE")).toBe(false)
    await shell.run("guise off")
    expect(await shell.env()).toEqual(before)
  })
})

describe.each(
  languages
    .filter(({ name }) => ["bash", "zsh", "fish"].includes(name))
    .map(language => [language.name, language] as const),
)("%s", (name, language) => {
  test("Tab finishes the name of a profile", async () => {
    const home = newHome()
    const shell = await openShell(language, home)
    open.push(shell)
    if (name === "zsh") await shell.run("autoload -Uz compinit; compinit -u -D")
    await shell.run(language.load)
    await shell.run(language.prompt)
    shell.type("guise use readon\t")
    await shell.see("readonly")
    shell.type("\r")
    await shell.see("guise: readonly")
    expect((await shell.env()).get("GUISE_PROFILE")).toBe("readonly")
  })

  test("a trace shows no secret", async () => {
    const shell = await hooked(language)
    await shell.run(name === "fish" ? "set -g fish_trace on" : "set -x")
    const shown = await shell.run("guise use alice")
    const after = await shell.run("")
    expect((await shell.env()).get("AWS_SECRET_ACCESS_KEY")).toBe(secrets.key)
    expect(shown + after).not.toContain(secrets.key)
    expect((await shell.run("guise off")) + (await shell.run(""))).not.toContain(secrets.key)
    // It goes on afterwards.
    expect(await shell.run("echo traced")).toMatch(name === "fish" ? /> echo traced/ : /\+.*echo traced/)
  })
})

describe.each(
  languages.filter(({ name }) => name === "bash" || name === "zsh").map(language => [language.name, language] as const),
)("%s", (name, language) => {
  test("under set -euo pipefail", async () => {
    const shell = await hooked(language)
    await shell.run("set -euo pipefail")
    const before = await shell.env()
    await shell.run("guise use readonly")
    await shell.run("guise use bob")
    await shell.run("cd / && true")
    expect(await shell.prompt()).toContain("aws|bob")
    await shell.run("guise off")
    await shell.run("guise off")
    await shell.run("! true || false || true")
    expect((await shell.env()).get("AWS_REGION")).toBe(before.get("AWS_REGION"))
  })

  test("a variable that is read-only is named, and nothing changes", async () => {
    const shell = await hooked(language)
    await shell.run("guise use alice")
    await shell.run("readonly AWS_SESSION_TOKEN")
    const before = await shell.env()
    expect(await shell.run("guise use readonly")).toContain("AWS_SESSION_TOKEN is read-only in this shell")
    expect(await shell.env()).toEqual(before)
  })

  test("with set -a no former value is exported", async () => {
    const shell = await hooked(language)
    await shell.run(language.exported("AWS_PROFILE", "before"))
    await shell.run("set -a")
    await shell.run("guise use readonly")
    await shell.run("guise use bob")
    expect([...(await shell.env()).keys()].filter(key => /^__guise_(was|text|again)/.test(key))).toEqual([])
    await shell.run("SEEN=1")
    expect((await shell.env()).get("SEEN")).toBe("1")
    await shell.run("guise off")
    expect((await shell.env()).get("AWS_PROFILE")).toBe("before")
  })

  test("what the environment brings of the hook's own variables, or of a time that is none, counts for nothing", async () => {
    const env = {
      GUISE_PROFILE: "x",
      GUISE_EXPIRES_AT: "a[$(touch pwned)]",
      __guise_names: "HOME",
      __guise_until: "a[$(touch pwned)]",
      __guise_again: "x",
      __guise_was_HOME: "/nowhere",
      __guise_how_HOME: "exported",
      __guise_folder: "/nowhere",
    }
    const home = newHome()
    const shell = await hooked(language, home, env)
    await shell.run("set -u")
    expect(await shell.prompt()).toContain("aws|x")
    await shell.run("guise off")
    expect((await shell.env()).get("HOME")).toBe(home.folder)
    expect(readdirSync(home.cwd)).toEqual([])
  })

  test("in a script", async () => {
    const home = newHome()
    const shell = await hooked(language, home)
    const script = join(home.folder, "script")
    writeFileSync(
      script,
      `set -eu\n${language.load}\nguise use readonly\necho "$GUISE_PROFILE"\nguise off\necho "\${GUISE_PROFILE-nobody}"\n`,
    )
    expect(await shell.run(`${name} ${script}`)).toMatch(/readonly\s+nobody/)
  })
})

test("zsh: with options that change what words mean, as oh-my-zsh and others set them", async () => {
  const zsh = languages.find(({ name }) => name === "zsh") as Language
  const shell = await hooked(zsh)
  const before = await shell.env()
  await shell.run("setopt ksh_arrays sh_word_split glob_subst nounset prompt_subst no_match null_glob extended_glob")
  await shell.run(zsh.load)
  await shell.run("guise use readonly")
  expect(await shell.prompt()).toContain("aws|readonly")
  await shell.run("guise off")
  expect(await shell.env()).toEqual(before)
})

test("zsh: what themes keep for their prompts is after off what it was", async () => {
  const shell = await hooked(languages.find(({ name }) => name === "zsh") as Language)
  await shell.run("psvar=(branch '' dirty)")
  await shell.run("guise use readonly")
  expect(await shell.prompt()).toContain("aws|readonly")
  await shell.run("guise off")
  expect(await shell.run("print -r -- kept: $#psvar $psvar")).toContain("kept: 3 branch dirty")
})

test("fish: a universal variable is covered while a guise is worn, and is there again afterwards", async () => {
  const fish = languages.find(({ name }) => name === "fish") as Language
  const shell = await hooked(fish)
  await shell.run("set -Ux AWS_PROFILE always; set -Ux AWS_REGION eu-north-1")
  const before = await shell.env()
  expect(before.get("AWS_PROFILE")).toBe("always")
  await shell.run("guise use readonly")
  const worn = await shell.env()
  expect([worn.has("AWS_PROFILE"), worn.get("AWS_REGION")]).toEqual([false, "us-east-1"])
  await shell.run("guise off")
  expect(await shell.env()).toEqual(before)
})

test("nu: the line that is typed once makes the file that a new shell reads", async () => {
  const language = languages.find(each => each.name === "nu") as Language
  const home = newHome()
  const shell = await hooked(
    { ...language, start: [...language.start.slice(0, 1), "--no-history"], load: nuHook.line },
    home,
  )
  await shell.run(`exec ${language.start[0]} --no-history`)
  expect(await shell.status("guise use readonly")).toBe(0)
  expect(await shell.prompt()).toContain("aws|readonly")
  await shell.run(`exec ${language.start[0]} --no-history`)
  expect(await shell.prompt()).toContain("aws|readonly")
  await shell.run("guise off")
  expect(await shell.prompt()).not.toContain("aws|readonly")
})

test("nu: what is no text, and a name in other letters, come back as they were", async () => {
  const shell = await hooked(languages.find(({ name }) => name === "nu") as Language)
  await shell.run("$env.AWS_DEFAULT_REGION = [a b]; $env.AWS_PROFILE = 5; $env.aws_region = 'x'")
  const kept = "$env | select AWS_DEFAULT_REGION AWS_PROFILE aws_region | to nuon | print"
  const before = await shell.env()
  expect([before.get("AWS_PROFILE"), before.get("aws_region")]).toEqual(["5", "x"])
  await shell.run("guise use readonly")
  const worn = await shell.env()
  expect([worn.get("AWS_DEFAULT_REGION"), worn.has("AWS_PROFILE")]).toEqual(["us-east-1", false])
  await shell.run("guise off")
  expect(await shell.run(kept)).toContain("{AWS_DEFAULT_REGION: [a, b], AWS_PROFILE: 5, aws_region: x}")
  expect(await shell.env()).toEqual(before)
})

describe.each([...builds])("$runtime", build => {
  test("without the hook, use and off say which line is missing, and print nothing", async () => {
    const home = newHome()
    for (const [shell, line] of [
      ["bash", 'eval "$(guise hook bash)"'],
      ["zsh", 'eval "$(guise hook zsh)"'],
      ["fish", "guise hook fish | source"],
    ] as const) {
      for (const verb of ["use readonly", "off"]) {
        const words = `${shell} -c '${build.argv.join(" ")} ${verb}; exit $${shell === "fish" ? "status" : "?"}'`
        const ran = await bash(build, home, words, { env: { GUISE_HOOK: undefined } })
        expect([ran.status, ran.stdout]).toEqual([2, ""])
        expect(ran.stderr).toContain(line)
      }
    }
    for (const [shell, line] of [
      ["nu", "mkdir $nu.user-autoload-dirs.0; guise hook nu | save -f ($nu.user-autoload-dirs.0 | path join guise.nu)"],
      ["elvish", "~/.config/elvish/rc.elv, and open a new shell: eval (guise hook elvish | slurp)"],
      ["pwsh", "Invoke-Expression (guise hook pwsh | Out-String)"],
    ] as const) {
      const ran = await run(build, home, ["off"], { env: { SHELL: `/usr/bin/${shell}` } })
      expect([ran.status, ran.stdout]).toEqual([2, ""])
      expect(ran.stderr).toContain(line)
    }
    expect(sandbox.calls()).toEqual([])
  })

  test("the hook calls this very guise where another is first on PATH, or none", async () => {
    const home = newHome()
    for (const shell of ["bash", "zsh", "fish"]) {
      const ran = await run(build, home, ["hook", shell.toUpperCase()])
      expect(ran).toMatchObject({ status: 0, stderr: "" })
      expect(ran.stdout).not.toContain("command guise")
      expect(ran.stdout).toMatch(/command ('.*' )?'\/.*\/dist\/guise(\.mjs)?' "?[$]/)
    }
    for (const [shell, usual, own] of [
      ["Nushell", /\^guise/, /\^(".*" )?"\/.*\/dist\/guise(\.mjs)?" \.\.\.\$words/],
      ["elvish", /e:guise/, /\(external ''\/[^']*''\)( ''.*\/dist\/guise\.mjs'')? \$@words/],
      ["powershell.exe", /Get-Command/, /& ('.*' )?'\/.*\/dist\/guise(\.mjs)?' @words/],
    ] as const) {
      const ran = await run(build, home, ["hook", shell])
      expect(ran).toMatchObject({ status: 0, stderr: "" })
      expect(ran.stdout).not.toMatch(usual)
      expect(ran.stdout).toMatch(own)
    }
  })

  test("--json has what the prompt shows of somebody inherited, for hooks that are made once", async () => {
    const home = newHome()
    const env = { GUISE_PROFILE: "my-prod", GUISE_EXPIRES_AT: "1700000000" }
    const worn = await run(build, home, ["hook", "nu", "--json"], { env })
    expect(json(worn)).toMatchObject({
      shown: { before: "aws|my-prod", after: " ", color: "red", until: 1_700_000_000 },
    })
    expect(json(await run(build, home, ["hook", "nu", "--json"]))).not.toHaveProperty("shown")
    const made = (await run(build, home, ["hook", "nu"], { env })).stdout
    expect(made).toBe((await run(build, home, ["hook", "nu"])).stdout)
  })

  test("cmd, which has no functions, is told what to type instead", async () => {
    for (const name of ["cmd", "CMD.EXE"]) {
      const ran = await run(build, newHome(), ["hook", name])
      expect([ran.status, ran.stdout]).toEqual([4, ""])
      expect(ran.stderr).toContain("cmd has no functions")
      expect(ran.stderr).toContain("guise exec PROFILE -- cmd")
      expect(ran.stderr).toContain(`for /f "delims=" %i in ('guise export PROFILE --format cmd') do @%i`)
    }
  })

  test("a shell that there is no hook for", async () => {
    const ran = await run(build, newHome(), ["hook", "tcsh"])
    expect([ran.status, ran.stdout]).toEqual([2, ""])
    expect(ran.stderr).toContain('There is no hook for "tcsh"')
  })
})
