import { describe, expect, test } from "bun:test"
import { readFileSync } from "node:fs"
import { addToConfig, bash, builds, type Document, device, json, run, sitDown, stage } from "./harness.ts"

const { sandbox, newHome, code } = await stage()
const question = `Enter MFA code for ${device}: `

/** A code that the device does not show, now or beside now. */
function wrongCode(step: number): string {
  return String((Number(code()) + 111_111 * step) % 1_000_000).padStart(6, "0")
}

describe.each([...builds])("$runtime", build => {
  test.each([
    ["--mfa-code", (now: string) => ({ words: ["--mfa-code", now] })],
    ["--token-code", (now: string) => ({ words: ["--token-code", now] })],
    ["GUISE_MFA_CODE", (now: string) => ({ words: [], env: { GUISE_MFA_CODE: now } })],
  ])("the code by %s", async (_sentence, given) => {
    const { words, ...options } = given(code())
    const ran = await run(build, newHome(), ["process", "admin", ...words], options)
    expect(ran).toMatchObject({ status: 0, stderr: "" })
    expect(sandbox.calls("GetSessionToken").map(({ outcome }) => outcome)).toEqual(["ok"])
  })

  test("a wrong code that was given, with nobody to ask: exit 5; an empty variable is no code", async () => {
    const home = newHome()
    const wrong = await run(build, home, ["process", "admin", "--mfa-code", wrongCode(1), "--json"])
    expect([wrong.status, wrong.stdout, JSON.parse(wrong.stderr).error.code]).toEqual([5, "", "mfa-rejected"])
    const none = await run(build, home, ["process", "admin", "--json"], { env: { GUISE_MFA_CODE: "" } })
    expect([none.status, JSON.parse(none.stderr).error.code]).toEqual([3, "nobody-to-ask"])
    const odd = await run(build, home, ["process", "admin", "--json"], { env: { GUISE_MFA_CODE: "12 34" } })
    expect([odd.status, JSON.parse(odd.stderr).error.code]).toEqual([2, "usage"])
    expect(sandbox.calls()).toHaveLength(1)
  })

  test("the code is asked for at the terminal with all three streams redirected, and never shown elsewhere", async () => {
    const home = newHome()
    const screen = await sitDown(build, home)
    screen.type("$G process admin </dev/null >out 2>err; echo st''atus=$?\r")
    expect(await screen.see(question)).toContain("\r")
    screen.type(`${code()}\r`)
    await screen.see("status=0")
    const document = JSON.parse(readFileSync(`${home.cwd}/out`, "utf8")) as Document
    expect(document.AccessKeyId).toStartWith("ASIA")
    expect(readFileSync(`${home.cwd}/err`, "utf8")).toBe("")
    expect(json<Document>(await run(build, home, ["process", "admin"]))).toEqual(document)
    expect((await run(build, home, ["process", "deploy"])).status).toBe(0)
    expect(sandbox.calls("GetSessionToken")).toHaveLength(1)
  })

  test("asked for by another guise behind a credential_process, as SDKs start it", async () => {
    const home = newHome()
    addToConfig(home, `[profile sdk]\nregion = us-east-1\ncredential_process = ${build.argv.join(" ")} process admin`)
    const screen = await sitDown(build, home)
    screen.type("$G process sdk </dev/null 2>err | cut -c1-12; echo st''atus=$?\r")
    await screen.see(question)
    screen.type(`${code()}\r`)
    const seen = await screen.see(/status=\d+/)
    expect(seen).toContain('{"Version":1')
  })

  test("a wrong code is asked for again, three times in all; then exit 5", async () => {
    const home = newHome()
    const screen = await sitDown(build, home)
    screen.type("$G process admin >out; echo st''atus=$?\r")
    for (const step of [1, 2, 3]) {
      const shown = await screen.see(question)
      if (step > 1) expect(shown).toContain("AWS did not accept that code")
      screen.type(`${wrongCode(step)}\r`)
    }
    const seen = await screen.see(/status=\d+/)
    expect(seen).toEndWith("status=5")
    expect(seen).toContain("guise: ")
    expect(sandbox.calls("GetSessionToken").map(({ outcome }) => outcome)).toEqual(Array(3).fill("AccessDenied"))
  })

  test("a slip of the finger and a wrong code, then the right one", async () => {
    const screen = await sitDown(build, newHome())
    screen.type("$G whoami admin; echo st''atus=$?\r")
    await screen.see(question)
    screen.type("12345\r")
    expect(await screen.see(question)).toContain("six digits")
    screen.type(`${wrongCode(1)}\r`)
    await screen.see(question)
    const now = code()
    screen.type(`${now.slice(0, 3)} ${now.slice(3)}\r`)
    expect(await screen.see(/status=\d+/)).toContain("assumed-role/Admin/guise-alice")
    expect(sandbox.calls("GetSessionToken").map(({ outcome }) => outcome)).toEqual(["AccessDenied", "ok"])
  })

  test("a code that was used is not sent again: with nobody there exit 3, at a terminal the next one is asked for", async () => {
    const home = newHome()
    const used = code()
    await run(build, home, ["login", "admin", "--mfa-code", used])
    const again = await run(build, home, ["login", "admin", "--force", "--mfa-code", used, "--json"])
    expect([again.status, JSON.parse(again.stderr).error.code]).toEqual([3, "mfa-code-used"])
    const screen = await sitDown(build, home)
    screen.type(`$G login admin --force --mfa-code ${used}; echo st''atus=$?\r`)
    expect(await screen.see(question)).toContain("was used already")
    screen.type(`${used}\r`)
    expect(await screen.see(question)).toContain("was used already")
    expect(sandbox.calls("GetSessionToken")).toHaveLength(1)
    sandbox.clock.advance(30)
    screen.type(`${code()}\r`)
    await screen.see("status=0")
  })

  test.each([
    ["Ctrl-C", "\x03", 130],
    ["Ctrl-D", "\x04", 3],
  ])("%s at the question", async (_name, key, status) => {
    const screen = await sitDown(build, newHome())
    screen.type("$G exec admin -- touch ran; echo st''atus=$?; ls\r")
    await screen.see(question)
    screen.type(key)
    expect(await screen.see(/status=\d+/)).toEndWith(`status=${status}`)
    expect(await screen.see("READY> ")).not.toContain("ran")
    expect(sandbox.calls()).toEqual([])
  })

  test("a background job answers with exit 3 instead of being stopped; with a code given it works", async () => {
    const screen = await sitDown(build, newHome())
    screen.type("$G process admin & wait $!; echo st''atus=$?\r")
    const seen = await screen.see(/status=\d+/)
    expect(seen).toEndWith("status=3")
    expect(seen).toContain("hint: run `guise login admin`")
    screen.type(`GUISE_MFA_CODE=${code()} $G process admin >/dev/null & wait $!; echo st''atus=$?\r`)
    expect(await screen.see(/status=\d+/)).toEndWith("status=0")
  })

  test("no terminal: exit 3 at once, naming what to type, and no call is made", async () => {
    for (const words of [
      ["process", "admin"],
      ["exec", "admin", "--", "true"],
      ["export", "chained"],
      ["login", "admin"],
    ]) {
      const ran = await run(build, newHome(), words)
      expect([ran.status, ran.stdout]).toEqual([3, ""])
      expect(ran.stderr).toContain(`An MFA code for ${device} is needed`)
      expect(ran.stderr).toContain(`hint: run \`guise login ${words[1]}\``)
    }
    const under = await bash(build, newHome(), "exec setsid -w $G process admin --json")
    expect([under.status, JSON.parse(under.stderr).error.code]).toEqual([3, "nobody-to-ask"])
    expect(sandbox.calls()).toEqual([])
  })

  test("clear asks for a yes at the terminal", async () => {
    const home = newHome()
    await run(build, home, ["process", "readonly"])
    const screen = await sitDown(build, home)
    for (const [answer, status] of [
      ["n", 3],
      ["yes", 0],
    ] as const) {
      screen.type("$G clear; echo st''atus=$?\r")
      await screen.see("[y/N] ")
      screen.type(`${answer}\r`)
      expect(await screen.see(/status=\d+/)).toEndWith(`status=${status}`)
    }
    expect(json<{ cached: [] }>(await run(build, home, ["status", "--json"])).cached).toEqual([])
  })

  test("a code whose fate is unknown is not sent twice", async () => {
    const home = newHome()
    sandbox.faults.add({ kind: "drop-after", action: "GetSessionToken", times: 1 })
    const now = code()
    const lost = await run(build, home, ["process", "admin", "--mfa-code", now])
    expect([lost.status, lost.stdout]).toEqual([6, ""])
    expect(lost.stderr).toContain("127.0.0.1")
    expect(sandbox.calls("GetSessionToken")).toHaveLength(1)
    const again = await run(build, home, ["process", "admin", "--mfa-code", now])
    expect(again.status).toBe(3)
    expect(sandbox.calls("GetSessionToken")).toHaveLength(1)
  })
})
