import { describe, expect, test } from "bun:test"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { settingsFile } from "../../src/config/settings.ts"
import { addToConfig, builds, type Home, run, sitDown, stage, writeSettings } from "./harness.ts"

const { sandbox, newHome, code } = await stage()
const hour = "(59m|1h 0m)"

function guarded(): Home {
  const home = newHome()
  writeSettings(home, '[[profile]]\nmatch = "read*"\nconfirm = true\n')
  return home
}

/** What exec and export say of themselves. */
const said: readonly [sentence: string, words: readonly string[], line: string][] = [
  ["a role", ["readonly"], `readonly · 111122223333 · ReadOnly · ${hour}`],
  ["a role of another account", ["partner"], `partner · 444455556666 · Partner · ${hour}`],
  ["a role by flag", ["bob", "--role-arn", "111122223333:ReadOnly"], `bob · 111122223333 · ReadOnly · ${hour}`],
  ["less than a role", ["readonly", "--read-only"], `readonly · 111122223333 · ReadOnly \\(read-only\\) · ${hour}`],
  [
    "less than a role in another way",
    ["readonly", "--policy", "arn:aws:iam::aws:policy/ViewOnlyAccess"],
    `readonly · 111122223333 · ReadOnly \\(narrowed\\) · ${hour}`,
  ],
  ["a web identity", ["ci"], `ci · 111122223333 · Ci · ${hour}`],
  ["long-lived keys", ["bob"], "bob · long-lived keys AKIAI44QH8DHBEXAMPLE · does not expire"],
]

describe.each([...builds])("$runtime", build => {
  test.each([...said])("who was given is said once: %s", async (_sentence, words, line) => {
    const home = newHome()
    for (const command of [
      ["exec", ...words, "--", "true"],
      ["export", ...words, "--format", "json"],
    ]) {
      const ran = await run(build, home, command)
      expect(ran.status).toBe(0)
      expect(ran.stderr).toMatch(new RegExp(`^guise: ${line}\n$`))
      expect((await run(build, home, [...command.slice(0, 1), "--quiet", ...command.slice(1)])).stderr).toBe("")
    }
  })

  test("an MFA session", async () => {
    const ran = await run(build, newHome(), ["exec", "alice-mfa", "--mfa-code", code(), "--", "true"])
    expect(ran.stderr).toMatch(/^guise: alice-mfa · 111122223333 · MFA session · (35h 59m|36h 0m)\n$/)
  })

  test("process says nothing, and whoami nothing twice", async () => {
    const home = newHome()
    expect((await run(build, home, ["process", "readonly"])).stderr).toBe("")
    expect((await run(build, home, ["whoami", "readonly"])).stderr).toBe("")
  })

  test("nothing is said of an identity that was not given", async () => {
    const ran = await run(build, newHome(), ["exec", "partner", "--external-id", "wrong", "--", "true"])
    expect([ran.status, ran.stderr.includes("·")]).toEqual([5, false])
  })

  test("a name that would steer the terminal is made harmless", async () => {
    const home = newHome()
    addToConfig(home, "[profile a\u001b[31mb]\naws_access_key_id = AKIAI44QH8DHBEXAMPLE\naws_secret_access_key = abc")
    const ran = await run(build, home, ["exec", "a\u001b[31mb", "--", "true"])
    expect([ran.status, ran.stderr.includes("\u001b")]).toEqual([0, false])
  })

  test("dim on a terminal; plain with NO_COLOR, on a dumb one, and in a pipe", async () => {
    const screen = await sitDown(build, newHome(), { TERM: "xterm" })
    screen.type("$G exec readonly -- true; echo en''d\r")
    expect(await screen.see("end")).toContain("\u001b[2mguise: readonly · ")
    for (const line of [
      "NO_COLOR=1 $G exec readonly -- true",
      "TERM=dumb $G exec readonly -- true",
      "$G exec readonly -- true 2>&1 | cat",
    ]) {
      screen.type(`${line}; echo en''d\r`)
      const shown = await screen.see("end")
      expect([shown.includes("guise: readonly · "), shown.includes("\u001b[2m")]).toEqual([true, false])
    }
  })

  test("confirm: the name has to be typed, whatever is redirected, before anybody is called", async () => {
    const home = guarded()
    const screen = await sitDown(build, home)
    screen.type("$G exec readonly -- touch ran </dev/null 2>/dev/null; echo st''atus=$?\r")
    await screen.see("readonly is ReadOnly in 111122223333. Type its name to go on: ")
    expect(sandbox.calls()).toEqual([])
    screen.type("read-only\r")
    expect(await screen.see(/status=\d+/)).toEndWith("status=3")
    expect([existsSync(join(home.cwd, "ran")), sandbox.calls()]).toEqual([false, []])
    screen.type("$G exec readonly -- touch ran; echo st''atus=$?\r")
    await screen.see("go on: ")
    screen.type("readonly\r")
    expect(await screen.see(/status=\d+/)).toEndWith("status=0")
    expect(existsSync(join(home.cwd, "ran"))).toBe(true)
    screen.type('eval "$($G export readonly)"; echo "st""atus=$? `printenv GUISE_PROFILE`"\r')
    await screen.see("go on: ")
    screen.type("readonly\r")
    expect(await screen.see(/status=\d+ \w*/)).toEndWith("status=0 readonly")
  })

  test("confirm: Ctrl-C and the end of input leave everything undone", async () => {
    const screen = await sitDown(build, guarded())
    for (const [key, status] of [
      ["\x03", 130],
      ["\x04", 3],
      ["\r", 3],
    ] as const) {
      screen.type("$G exec readonly -- touch ran; echo st''atus=$?\r")
      await screen.see("go on: ")
      screen.type(key)
      expect(await screen.see(/status=\d+/)).toEndWith(`status=${status}`)
    }
    expect(sandbox.calls()).toEqual([])
  })

  test("confirm: nobody to ask is exit 3; process and look-only commands never ask, and other profiles are free", async () => {
    const home = guarded()
    for (const words of [
      ["exec", "readonly", "--", "touch", "ran"],
      ["export", "readonly"],
    ]) {
      const ran = await run(build, home, [...words.slice(0, 2), "--json", ...words.slice(2)])
      expect([ran.status, ran.stdout]).toEqual([3, ""])
      const { error } = JSON.parse(ran.stderr)
      expect([error.code, error.message, error.hint]).toEqual([
        "nobody-to-ask",
        expect.stringContaining(settingsFile(home.env)),
        expect.stringContaining("GUISE_CONFIRM=false"),
      ])
    }
    expect([existsSync(join(home.cwd, "ran")), sandbox.calls()]).toEqual([false, []])
    for (const words of [
      ["process", "readonly"],
      ["whoami", "readonly"],
      ["explain", "readonly"],
      ["exec", "partner", "--", "true"],
    ])
      expect((await run(build, home, words)).status).toBe(0)
    const by = (env: Record<string, string>, name: string) => run(build, home, ["exec", name, "--", "true"], { env })
    expect((await by({ GUISE_CONFIRM: "false" }, "readonly")).status).toBe(0)
    expect((await by({ GUISE_CONFIRM: "true" }, "partner")).status).toBe(3)
  })

  test("--read-only on an MFA session says why not and what to type; with a role after it, it narrows", async () => {
    const home = newHome()
    const ran = await run(build, home, ["exec", "alice-mfa", "--read-only", "--", "true"])
    expect([ran.status, sandbox.calls()]).toEqual([2, []])
    expect(ran.stderr).toContain("GetSessionToken takes no policy")
    expect(ran.stderr).toContain("hint: name a role after the profile: --role-arn 123456789012:NAME")
    const words = ["--read-only", "--role-arn", "111122223333:Admin", "--mfa-code", code(), "--", "true"]
    expect((await run(build, home, ["exec", "alice-mfa", ...words])).stderr).toContain("· Admin (read-only) ·")
  })
})
