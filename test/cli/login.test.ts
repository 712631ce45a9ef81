import { describe, expect, test } from "bun:test"
import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { addToConfig, binary, builds, type Document, type Home, json, later, run, sitDown, stage } from "./harness.ts"
import { ownBrowser, signsIn } from "./own-browser.ts"

const { sandbox, newHome } = await stage()
const alice = "arn:aws:iam::111122223333:user/alice"

interface Listed {
  readonly session: { readonly left: number }
}

const fileOf = (home: Home) =>
  join(home.folder, ".aws/login/cache", `${createHash("sha256").update(alice).digest("hex")}.json`)

/** Somebody with a browser on this machine, who signs in there as alice. */
function withBrowser(home: Home): Readonly<Record<string, string>> {
  const browser = ownBrowser(home)
  browser.becomes(signsIn(binary, sandbox.env, `--user ${alice}`))
  return browser.env
}

describe.each([...builds])("$runtime, guise login to AWS", build => {
  test("makes a profile, serves it to programs, and renews it", async () => {
    const home = newHome()
    const screen = await sitDown(build, home, withBrowser(home))
    screen.type("$G login fresh --region eu-west-1\r")
    await screen.see('There is no profile "fresh"')
    screen.type("y\r")
    await screen.see(`signed in to AWS as ${alice}, which profile fresh now says (eu-west-1)`)
    expect(readFileSync(home.config, "utf8")).toEndWith(
      `\n[profile fresh]\nlogin_session = ${alice}\nregion = eu-west-1\n`,
    )
    const before = JSON.parse(readFileSync(fileOf(home), "utf8"))
    const first = json<Document>(await run(build, home, ["process", "fresh"]))
    expect(first).toMatchObject({ AccessKeyId: before.accessToken.accessKeyId, AccountId: "111122223333" })

    const ran = await run(later(build, 960), home, ["process", "fresh"])
    expect(ran).toMatchObject({ status: 0, stderr: "" })
    const after = JSON.parse(readFileSync(fileOf(home), "utf8"))
    expect(json<Document>(ran).AccessKeyId).toBe(after.accessToken.accessKeyId)
    expect(after.refreshToken).not.toBe(before.refreshToken)

    const profiles = json<readonly Listed[]>(await run(build, home, ["list", "--kind", "login", "--json"]))
    expect(profiles).toMatchObject([{ name: "fresh", account: "111122223333", session: { kept: "sign-in" } }])
    expect(profiles[0]?.session.left).toBeGreaterThan(11 * 3600)
    const { signIns } = json<{ signIns: readonly object[] }>(await run(build, home, ["status", "--json"]))
    expect(signIns).toMatchObject([{ name: alice, profiles: ["fresh"], renewable: false }])

    screen.type("$G login fresh\r")
    await screen.see(`still signed in to AWS as ${alice}: the sign-in lasts another 1`)
  }, 20_000)

  test("takes a code from another device", async () => {
    const home = newHome()
    addToConfig(home, `[profile dev]\nlogin_session = ${alice}\nregion = us-east-1`)
    const screen = await sitDown(build, home)
    screen.type("$G login dev --device\r")
    const shown = await screen.see("Code: ")
    const [url = ""] = /http\S+/.exec(shown) ?? []
    const outcome = sandbox.browse({ url, user: alice })
    screen.type(`${outcome?.kind === "said" ? outcome.text : ""}\r`)
    await screen.see(`signed in to AWS as ${alice}: the sign-in lasts another 1`)
    expect(existsSync(fileOf(home))).toBe(true)

    const ended = await run(build, home, ["logout", "dev"])
    expect([ended.status, ended.stderr]).toEqual([0, `guise: AWS sign-in of ${alice}: forgotten\n`])
    expect(existsSync(fileOf(home))).toBe(false)
    const again = await run(build, home, ["logout", "dev"])
    expect([again.status, again.stderr]).toEqual([0, `guise: AWS sign-in of ${alice}: there was none\n`])
    expect((await run(build, home, ["process", "dev"])).status).toBe(3)
  }, 20_000)
})

test("a program that is not signed in is told what to type, and no browser opens", async () => {
  const home = newHome()
  addToConfig(home, `[profile dev]\nlogin_session = ${alice}\nregion = us-east-1`)
  const ran = await run(binary, home, ["process", "dev"], { env: withBrowser(home) })
  expect([ran.status, ran.stdout]).toEqual([3, ""])
  expect(ran.stderr).toStartWith(`guise: Nobody is signed in to AWS as ${alice} (login_session of profile dev)`)
  expect(ran.stderr).toEndWith("hint: guise login dev\n")
  expect(sandbox.calls()).toEqual([])
})

test("a name that was mistyped makes no profile", async () => {
  const home = newHome()
  const before = readFileSync(home.config, "utf8")
  const ran = await run(binary, home, ["login", "alcie"])
  expect([ran.status, readFileSync(home.config, "utf8")]).toEqual([4, before])
  const screen = await sitDown(binary, home, withBrowser(home))
  screen.type("$G login alcie\r")
  await screen.see("[y/N] ")
  screen.type("\r")
  await screen.see("No profile was made or changed.")
  expect([readFileSync(home.config, "utf8"), sandbox.calls()]).toEqual([before, []])
})

test("logout --all ends the sign-in to AWS too", async () => {
  const home = newHome()
  addToConfig(home, `[profile dev]\nlogin_session = ${alice}\nregion = us-east-1`)
  mkdirSync(join(home.folder, ".aws/login/cache"), { recursive: true })
  writeFileSync(fileOf(home), "{}")
  const { loggedOut } = json<{ loggedOut: readonly object[] }>(await run(binary, home, ["logout", "--all", "--json"]))
  expect(loggedOut[0]).toEqual({ what: `AWS sign-in of ${alice}`, was: true, forgotten: 0 })
  expect(existsSync(fileOf(home))).toBe(false)
})
