import { describe, expect, test } from "bun:test"
import { readFileSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { authorizeUrl, deviceGrant, forBrowser, loginUrl, pkce, post, register, startUrl } from "../sandbox/rest.ts"
import { chromiumTemplate, openTab } from "./browser/chromium.ts"
import { addToConfig, binary, builds, type Home, json, run, sitDown, stage } from "./harness.ts"

const { sandbox, newHome, code } = await stage()

/** Who the page behind a link says is signed in, and where AWS would be. */
async function behind(link: string): Promise<string> {
  const page = await (await fetch(link.trim())).text()
  return page.replaceAll("&amp;", "&")
}

describe.each([...builds])("$runtime, console --print", build => {
  test("prints the link and nothing else; what it is worth stands on stderr, and never the link", async () => {
    const ran = await run(build, newHome(), ["console", "readonly", "--print", "--verbose", "--service", "s3"])
    expect(ran.status).toBe(0)
    expect(ran.stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/federation\?Action=login&\S+\n$/)
    const page = await behind(ran.stdout)
    expect(page).toContain("Signed in as arn:aws:sts::111122223333:assumed-role/ReadOnly/")
    expect(page).toContain("AWS would show https://us-east-1.console.aws.amazon.com/s3/home?region=us-east-1 now.")
    expect(ran.stderr).toContain("readonly · 111122223333 · ReadOnly · console for 1h 0m")
    expect(ran.stderr).toContain("good for 15 minutes")
    const token = new URL(ran.stdout).searchParams.get("SigninToken") ?? ""
    expect(token.length).toBeGreaterThan(20)
    expect(ran.stderr).not.toContain(token)
  })

  test("a region that asks for FIPS in its name is the console's without it", async () => {
    const words = ["console", "readonly", "--print", "--json", "--region", "fips-us-west-2"]
    const ran = await run(build, newHome(), words)
    expect(json<{ destination: string }>(ran).destination).toBe(
      "https://us-west-2.console.aws.amazon.com/console/home?region=us-west-2",
    )
    expect(ran.stderr).not.toContain("is not of the partition")
  })

  test("opens nothing where nobody is at the terminal, and asks AWS for nothing", async () => {
    const ran = await run(build, newHome(), ["console", "readonly"], { env: { GUISE_BROWSER: "touch opened" } })
    expect(ran).toMatchObject({ status: 3, stdout: "" })
    expect(ran.stderr).toContain("hint: guise console readonly --print")
    expect(sandbox.calls()).toEqual([])
  })
})

describe("whose console it is", () => {
  test.each([
    ["alice", "federated-user/alice", "12h 0m"],
    ["ci", "assumed-role/Ci/", "1h 0m"],
    ["partner", "444455556666:assumed-role/Partner/", "1h 0m"],
    ["admin", "assumed-role/Admin/", "1h 0m"],
    ["chained", "assumed-role/Chained/", "1h 0m"],
    ["alice-mfa", "federated-user/alice", "12h 0m"],
  ])("of %s is that of %s", async (profile, who, left) => {
    const ran = await run(binary, newHome(), ["console", profile, "--print", "--mfa-code", code()])
    expect(await behind(ran.stdout)).toContain(who)
    expect(ran.stderr).toContain(`console for ${left}`)
  })

  test("Identity Center's is behind its own link, without a sign-in of ours", async () => {
    const home = newHome()
    const lines = [`sso_start_url = ${startUrl}`, "sso_region = us-east-1", "sso_account_id = 111122223333"]
    addToConfig(home, ["[profile sso-admin]", ...lines, "sso_role_name = AdministratorAccess"].join("\n"))
    const ran = await run(binary, home, ["console", "sso-admin", "--print", "--json", "--service", "ec2"])
    const { url, ...rest } = json<{ url: string }>(ran)
    expect(rest).toEqual({
      profile: "sso-admin",
      accountId: "111122223333",
      way: "shortcut",
      destination: "https://us-east-1.console.aws.amazon.com/ec2/home?region=us-east-1",
    } as object)
    expect(url).toStartWith(`${startUrl}/#/console?account_id=111122223333&role_name=AdministratorAccess&destination=`)
    expect(sandbox.calls()).toEqual([])
  })

  test("the one worn, where none is named", async () => {
    const ran = await run(binary, newHome(), ["console", "--print"], { env: { GUISE_PROFILE: "readonly" } })
    expect(await behind(ran.stdout)).toContain("assumed-role/ReadOnly/")
  })

  test("a length of its own costs no new code where the role is taken straight from keys", async () => {
    const home = newHome()
    await run(binary, home, ["console", "readonly", "--print"])
    const ran = await run(binary, home, ["console", "readonly", "--print", "--duration", "8h", "--json"])
    expect(json(ran)).toMatchObject({ way: "federate", profile: "readonly" })
    expect(sandbox.calls("AssumeRole")).toHaveLength(1)
    expect(sandbox.calls("GetSigninToken")).toHaveLength(2)
  })

  test("behind MFA it is had by a code in the very call, since AWS takes no length otherwise", async () => {
    const words = ["console", "deploy", "--print", "--duration", "4h", "--mfa-code", code()]
    const ran = await run(binary, newHome(), words)
    expect(ran.stderr).toContain("console for 4h")
    expect(sandbox.calls().map(({ action }) => action)).toEqual(["AssumeRole", "GetSigninToken"])
  })
})

describe("a real browser", () => {
  /** A terminal in which Chromium, in a folder of its own, is the browser. */
  async function withChromium(home: Home) {
    const folder = join(home.folder, "chromium")
    return { folder, screen: await sitDown(binary, home, { GUISE_BROWSER: chromiumTemplate(folder) }) }
  }

  test("opens the console from a terminal, and clicks through every sign-in page", async () => {
    const home = newHome()
    const { folder, screen } = await withChromium(home)
    screen.type("$G console readonly --service lambda; echo status $?\r")
    const tab = await openTab(folder)
    const page = await tab.see("Signed in as arn:aws:sts::111122223333:assumed-role/ReadOnly/")
    expect(page).toContain("https://us-east-1.console.aws.amazon.com/lambda/home?region=us-east-1")
    expect(await screen.see(/status \d+/)).toEndWith("status 0")

    const client = await register(sandbox)
    const { body } = await post(sandbox, "/device_authorization", { ...client, startUrl })
    await tab.go(body.verificationUriComplete ?? "")
    await tab.click("#sign-in")
    await tab.click("#allow")
    await tab.see("You can close this window.")
    const token = await post(sandbox, "/token", { ...client, grantType: deviceGrant, deviceCode: body.deviceCode })
    expect(token.words).toBe("ok")

    const { come, redirect_uri, close } = await listening()
    const { challenge } = pkce()
    await tab.go(authorizeUrl(sandbox, await register(sandbox, forBrowser), challenge, { redirect_uri }))
    await tab.click("#sign-in")
    await tab.click("#allow")
    await tab.see("the client has it")
    await tab.go(loginUrl(sandbox, challenge, { redirect_uri }))
    await tab.click("#sign-in")
    await tab.click("#deny")
    await tab.see("the client has it")
    expect((await come).map(words => words.get("code")?.length ?? words.get("error"))).toEqual([128, "access_denied"])
    close()
    await tab.close()
  }, 60_000)

  test("that cannot be started: said, with what to type, and without the link", async () => {
    const screen = await sitDown(binary, newHome(), { GUISE_BROWSER: "false {url}" })
    screen.type("$G console readonly; echo status $?\r")
    const shown = await screen.see(/status \d+/)
    expect(shown).toContain("No browser could be started")
    expect(shown).toContain("hint: guise console readonly --print")
    expect(shown).toEndWith("status 3")
    expect(shown).not.toContain("SigninToken")
  })

  test("is opened only after the name was typed, where confirm says so", async () => {
    const home = newHome()
    const opened = join(home.folder, "opened")
    writeFileSync(join(home.folder, "show"), `#!/bin/sh\nprintf %s "$1" > '${opened}'\n`, { mode: 0o755 })
    const env = { GUISE_BROWSER: `'${join(home.folder, "show")}' '{profile} {account}'`, GUISE_CONFIRM: "true" }
    const screen = await sitDown(binary, home, env)
    screen.type("$G console readonly; echo status $?\r")
    await screen.see("Type its name to go on: ")
    screen.type("readonly\r")
    expect(await screen.see(/status \d+/)).toEndWith("status 0")
    expect(readFileSync(opened, "utf8")).toBe("readonly 111122223333")
  })
})

/** A client that waits for two codes: answers what comes, and where it listens. */
async function listening() {
  const heard: URLSearchParams[] = []
  let both: (words: readonly URLSearchParams[]) => void = () => {}
  const come = new Promise<readonly URLSearchParams[]>(done => {
    both = done
  })
  const server = createServer((message, response) => {
    const { pathname, searchParams } = new URL(message.url ?? "/", "http://127.0.0.1")
    if (pathname === "/oauth/callback" && heard.push(searchParams) === 2) both(heard)
    response.end("the client has it")
  })
  await new Promise<void>(done => server.listen(0, "127.0.0.1", done))
  const { port } = server.address() as AddressInfo
  return { come, redirect_uri: `http://127.0.0.1:${port}/oauth/callback`, close: () => server.close() }
}
