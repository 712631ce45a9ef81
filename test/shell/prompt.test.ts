import { afterEach, describe, expect, test } from "bun:test"
import { readFileSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { addToConfig, type Home, stage } from "../cli/harness.ts"
import { type LiveShell, languages, openShell } from "./live.ts"

const { newHome, code, sandbox } = await stage()

const open: LiveShell[] = []
afterEach(async () => {
  for (const shell of open.splice(0)) await shell.close()
})

/** A role for a quarter of an hour, behind the MFA session or straight from the keys. */
function addShort(home: Home, name: string, more: string): void {
  addToConfig(
    home,
    `[profile ${name}]\nrole_arn = arn:aws:iam::111122223333:role/${more}\nsource_profile = alice\nduration_seconds = 900\nregion = us-east-1\nservices = sandbox`,
  )
}

/** A shell whose clock can be moved while it runs, and everything that it starts; the sandbox's clock goes with it. */
async function timed(language: (typeof languages)[number], home: Home) {
  const file = join(home.folder, "time")
  let ahead = 0
  writeFileSync(file, "+0\n")
  const env = { FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: "1", NO_FAKE_STAT: "1" }
  // `env -u FAKETIME`: the program `faketime` names a time of its own, which would stand over the file.
  const shell = await openShell(language, home, env, ["faketime", "-f", "+0", "env", "-u", "FAKETIME"])
  open.push(shell)
  const { before, after } = language.ahead?.(file) ?? { before: "", after: "" }
  for (const line of [before, language.load, after, language.prompt]) await shell.run(line)
  return {
    shell,
    pass(seconds: number) {
      ahead += seconds
      writeFileSync(file, `+${ahead}\n`)
      utimesSync(file, new Date(), new Date())
      sandbox.clock.advance(seconds)
    },
  }
}

describe.each(languages.map(language => [language.name, language] as const))("%s", (_name, language) => {
  test("a prompt starts no process, worn or not, near its end or not", async () => {
    const home = newHome()
    const trace = join(home.folder, "trace")
    const traced = ["strace", "-f", "-qq", "-o", trace, "-e", "trace=clone,clone3,fork,vfork,execve"]
    const shell = await openShell(language, home, {}, traced)
    open.push(shell)
    await shell.run(language.load)
    await shell.run(language.prompt)
    const started = async () => {
      await shell.run("")
      const before = readFileSync(trace, "utf8").length
      for (let prompts = 0; prompts < 30; prompts++) await shell.run("")
      return readFileSync(trace, "utf8")
        .slice(before)
        .split("\n")
        .filter(line => /execve|fork/.test(line) || (line.includes("clone") && !line.includes("CLONE_THREAD")))
    }
    expect(await started()).toEqual([])
    await shell.run("guise use readonly")
    expect(await started()).toEqual([])
    await shell.run("guise use readonly --duration 15m --fresh")
    await shell.run(language.knows("again", ""))
    expect(await started()).toEqual([])
    await shell.run("cd /")
    expect(await started()).toEqual([])
    expect(readFileSync(trace, "utf8")).toContain("execve")
  }, 30_000)

  test("the time left shows under ten minutes; under five it is renewed in place, where that needs nobody", async () => {
    const home = newHome()
    addShort(home, "short", "ReadOnly")
    const { shell, pass } = await timed(language, home)
    await shell.run("guise use short")
    const first = (await shell.env()).get("AWS_ACCESS_KEY_ID")
    expect(await shell.prompt()).not.toMatch(/short \d+m/)
    pass(360)
    expect(await shell.prompt()).toMatch(/aws\|short (8|9)m/)
    expect((await shell.env()).get("AWS_ACCESS_KEY_ID")).toBe(first ?? "")
    pass(300)
    await shell.run("")
    const renewed = await shell.env()
    expect(renewed.get("AWS_ACCESS_KEY_ID")).not.toBe(first)
    expect(Number(renewed.get("GUISE_EXPIRES_AT"))).toBeGreaterThan(Date.now() / 1000 + 660 + 800)
    expect(renewed.get("GUISE_PROFILE")).toBe("short")
    expect(await shell.prompt()).not.toMatch(/short \d+m/)
    await shell.run("guise off")
    expect((await shell.env()).has("AWS_ACCESS_KEY_ID")).toBe(false)
  }, 30_000)

  test("what needs a code says so, is not asked for at a prompt, and is marked when it is over", async () => {
    const home = newHome()
    addShort(home, "short", "Admin\nmfa_serial = arn:aws:iam::111122223333:mfa/alice")
    const { shell, pass } = await timed(language, home)
    await shell.run(language.exported("GUISE_SESSION_DURATION", "15m"))
    await shell.enter("guise use short")
    await shell.see("Enter MFA code")
    shell.type(`${code()}\r`)
    await shell.see("guise: short")
    await shell.run("")
    pass(660)
    // The MFA session lasts a little longer, and serves once more.
    await shell.run("")
    expect(await shell.prompt()).not.toContain("needs you")
    const worn = await shell.env()
    pass(660)
    await shell.run("")
    expect(await shell.prompt()).toMatch(/aws\|short (3|4)m needs you/)
    pass(300)
    expect(await shell.prompt()).toContain("aws|short expired needs you")
    expect((await shell.env()).get("AWS_ACCESS_KEY_ID")).toBe(worn.get("AWS_ACCESS_KEY_ID") ?? "")
    await shell.enter("guise use short")
    await shell.see("Enter MFA code")
    shell.type(`${code()}\r`)
    await shell.see("guise: short")
    expect(await shell.prompt()).not.toContain("needs you")
    await shell.run("guise off")
    expect((await shell.env()).has("GUISE_PROFILE")).toBe(false)
  }, 30_000)

  test("when AWS cannot be reached the prompt goes on, and tries again a minute later", async () => {
    const home = newHome()
    addShort(home, "short", "ReadOnly")
    const { shell, pass } = await timed(language, home)
    await shell.run("guise use short")
    pass(660)
    sandbox.faults.add({ kind: "throttle", action: "AssumeRole", times: 100 })
    const calls = sandbox.calls().length
    expect(await shell.prompt()).toMatch(/aws\|short (3|4)m/)
    const tried = sandbox.calls().length
    expect(tried).toBeGreaterThan(calls)
    await shell.run("")
    await shell.run("")
    expect(sandbox.calls()).toHaveLength(tried)
    sandbox.faults.clear()
    pass(61)
    await shell.run("")
    expect(await shell.prompt()).not.toMatch(/short \d+m/)
  }, 30_000)
})
