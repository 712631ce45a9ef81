import { afterEach, describe, expect, test } from "bun:test"
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { type Home, stage } from "../cli/harness.ts"
import { type Language, type LiveShell, languages, openShell } from "./live.ts"

const { newHome, code, sandbox } = await stage()

const open: LiveShell[] = []
afterEach(async () => {
  for (const shell of open.splice(0)) await shell.close()
})

async function hooked(language: Language, home: Home, before: readonly string[] = []): Promise<LiveShell> {
  const shell = await openShell(language, home, {}, before)
  open.push(shell)
  await shell.run(language.load)
  await shell.run(language.prompt)
  return shell
}

/** A folder with that `.guise` in it. */
function folder(home: Home, name: string, text: string): string {
  const path = join(home.cwd, name)
  mkdirSync(path, { recursive: true })
  writeFileSync(join(path, ".guise"), text)
  return path
}

const worn = async (shell: LiveShell) => (await shell.env()).get("GUISE_PROFILE")

describe.each(languages.map(language => [language.name, language] as const))("%s", (_name, language) => {
  test("an allowed folder is worn on entering and taken off on leaving, with all that its file says", async () => {
    const home = newHome()
    const shop = folder(
      home,
      "my shop",
      'profile = "readonly"\nregion = "eu-north-1"\nauto = true\n[env]\nSTAGE = "two words"\n',
    )
    mkdirSync(join(shop, "below"))
    const shell = await hooked(language, home)
    const before = await shell.env()
    expect(await shell.run("cd 'my shop'")).toContain("was never allowed")
    expect(await worn(shell)).toBeUndefined()
    await shell.run("guise allow; cd ..")
    await shell.run("cd 'my shop'")
    const inside = await shell.env()
    expect([inside.get("GUISE_PROFILE"), inside.get("AWS_REGION"), inside.get("STAGE")]).toEqual([
      "readonly",
      "eu-north-1",
      "two words",
    ])
    expect(await shell.run("true")).toContain("aws|readonly")
    await shell.run("cd below")
    expect(await worn(shell)).toBe("readonly")
    await shell.run("cd ../..")
    const after = await shell.env()
    for (const key of ["PWD", "OLDPWD"]) for (const env of [before, after]) (env as Map<string, string>).delete(key)
    expect(after).toEqual(before)
  })

  test("who was put on by hand stays on, and what was taken off by hand stays off", async () => {
    const home = newHome()
    folder(home, "shop", 'profile = "readonly"\nauto = true\n')
    const shell = await hooked(language, home)
    await shell.run("guise allow shop/.guise")
    await shell.run("guise use bob")
    await shell.run("cd shop")
    expect(await worn(shell)).toBe("bob")
    await shell.run("cd ..")
    expect(await worn(shell)).toBe("bob")
    await shell.run("guise off")
    await shell.run("cd shop")
    expect(await worn(shell)).toBe("readonly")
    await shell.run("guise off")
    await shell.run("true")
    expect(await worn(shell)).toBeUndefined()
    await shell.run("guise use")
    expect(await worn(shell)).toBe("readonly")
    await shell.run("cd ..")
    expect(await worn(shell)).toBe("readonly")
  })

  test("from one such folder into another, and into one that changed since", async () => {
    const home = newHome()
    folder(home, "a", 'profile = "readonly"\nauto = true\n')
    const b = folder(home, "b", 'profile = "bob"\nauto = true\n')
    const shell = await hooked(language, home)
    await shell.run("guise allow a; guise allow b; cd a")
    expect(await worn(shell)).toBe("readonly")
    await shell.run("cd ../b")
    expect(await worn(shell)).toBe("bob")
    await shell.run("cd ../a")
    writeFileSync(join(b, ".guise"), 'profile = "alice"\nauto = true\n')
    expect(await shell.run("cd ../b")).toContain("changed since it was allowed")
    expect(await worn(shell)).toBeUndefined()
  })

  test("what needs a code is not asked for on entering: guise use does", async () => {
    const home = newHome()
    folder(home, "shop", 'profile = "admin"\nauto = true\n')
    const shell = await hooked(language, home)
    await shell.run("guise allow shop")
    expect(await shell.run("cd shop")).toContain("admin (from ./.guise) needs you; to wear it here: guise use")
    expect(await worn(shell)).toBeUndefined()
    shell.type("guise use\r")
    await shell.see("Enter MFA code")
    shell.type(`${code()}\r`)
    await shell.see("guise: admin (from ./.guise)")
    await shell.run("true")
    expect(await worn(shell)).toBe("admin")
  })

  test("a link into such a folder is that folder; without auto nothing is worn by itself", async () => {
    const home = newHome()
    const shop = folder(home, "shop", 'profile = "readonly"\nauto = true\n')
    mkdirSync(join(shop, "deep"))
    symlinkSync(join(shop, "deep"), join(home.cwd, "link"))
    folder(home, "quiet", 'profile = "bob"\n')
    const shell = await hooked(language, home)
    await shell.run("guise allow shop; guise allow quiet; cd link")
    expect(await worn(shell)).toBe("readonly")
    await shell.run(`cd '${home.cwd}/quiet'`)
    expect(await worn(shell)).toBeUndefined()
    await shell.run("guise use")
    expect(await worn(shell)).toBe("bob")
  })

  test("a prompt in such a folder starts no process; only entering it does", async () => {
    const home = newHome()
    folder(home, "shop", 'profile = "readonly"\nauto = true\n')
    const trace = join(home.folder, "trace")
    const shell = await hooked(language, home, ["strace", "-f", "-qq", "-o", trace, "-e", "trace=execve"])
    await shell.run("guise allow shop")
    const started = async (line: string) => {
      const before = readFileSync(trace, "utf8").length
      await shell.run(line)
      return (
        readFileSync(trace, "utf8")
          .slice(before)
          .match(/execve\(.*guise/g)?.length ?? 0
      )
    }
    expect(await started("cd shop")).toBe(1)
    expect(await started("true")).toBe(0)
    expect(await started("mkdir -p x; cd x")).toBe(0)
    expect(await started("cd ../..")).toBe(0)
    expect(await worn(shell)).toBeUndefined()
  }, 30_000)
})

test("who goes to a folder does not wait for an AWS that does not answer, and is told what to type", async () => {
  const home = newHome()
  folder(home, "shop", 'profile = "readonly"\nauto = true\n')
  const shell = await hooked(languages.find(({ name }) => name === "bash") as Language, home)
  await shell.run("guise allow shop")
  sandbox.faults.add({ kind: "latency", action: "AssumeRole", ms: 60_000, times: 1 })
  const shown = await shell.run("cd shop")
  expect(shown).toContain("readonly (from ./.guise) was not to be had within 5 s.")
  expect(shown).toContain("hint: to wear it here: guise use")
  expect(await worn(shell)).toBeUndefined()
  await shell.run("guise use")
  expect(await worn(shell)).toBe("readonly")
})

describe.each(
  languages
    .filter(({ name }) => ["bash", "zsh", "fish"].includes(name))
    .map(language => [language.name, language] as const),
)("%s", (_name, language) => {
  test("names of folders and contents of files run nothing", async () => {
    const home = newHome()
    const evil = "$(touch pwned)`touch pwned`;touch pwned;'\"\n*"
    const path = folder(home, evil, 'profile = "$(touch pwned)"\nauto = true\n[env]\nX = "`touch pwned`"\n')
    const shell = await hooked(language, home)
    await shell.take(language.own("evil", path))
    await shell.run('cd "$evil"')
    await shell.run("guise allow")
    await shell.run("cd ..")
    expect(await shell.run('cd "$evil"')).toContain("There is no profile")
    await shell.run("cd /")
    expect(await worn(shell)).toBeUndefined()
    expect([readdirSync(path), readdirSync(home.cwd)]).toEqual([[".guise"], [evil]])
  })
})
