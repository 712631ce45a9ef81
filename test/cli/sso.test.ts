import { describe, expect, setDefaultTimeout, test } from "bun:test"
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"
import { signIn, startUrl } from "../sandbox/rest.ts"
import { until } from "../until.ts"
import {
  bash,
  binary,
  builds,
  type Document,
  type Home,
  json,
  later,
  run,
  runCommand,
  sitDown,
  stage,
  typed,
} from "./harness.ts"
import { tokenFile, withSignIn } from "./sso-home.ts"

// A person at a terminal, and many processes: slow on a machine that does much else.
setDefaultTimeout(60_000)

const { sandbox, newHome } = await stage()
const corpHome = () => withSignIn(newHome(), sandbox.env)
const actions = () => sandbox.calls().map(({ action, outcome }) => `${action} ${outcome}`)

/** What any other tool leaves behind that signed in. */
async function leaveToken(home: Home, left: number): Promise<void> {
  const { client, ...tokens } = await signIn(sandbox)
  const instant = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString().replace(/\.\d+/, "")
  const fields = { startUrl, region: "us-east-1", ...tokens, ...client, expiresAt: instant(left) }
  mkdirSync(dirname(tokenFile(home)), { recursive: true, mode: 0o700 })
  writeFileSync(tokenFile(home), JSON.stringify({ ...fields, registrationExpiresAt: instant(90 * 86_400) }), {
    mode: 0o600,
  })
  sandbox.clearCalls()
}

describe.each([...builds])("$runtime", build => {
  test("nobody at the terminal: no window, exit 3, and the line to type", async () => {
    const home = corpHome()
    for (const words of [
      ["process", "corp-admin"],
      ["exec", "behind", "--", "true"],
      ["login", "corp-admin"],
    ]) {
      const ran = await run(build, home, words)
      expect([ran.status, ran.stdout]).toEqual([3, ""])
      expect(ran.stderr).toEndWith("hint: guise login corp-admin\n")
    }
    expect([readFileSync(home.tabs, "utf8"), actions()]).toEqual(["", []])
  })

  test("a person signs in once; every program is served then, and roles after it an hour at most", async () => {
    const home = corpHome()
    const screen = await sitDown(build, home)
    const said = await typed(screen, "$G login corp-admin")
    expect(said).toContain(`signed in to corp (${startUrl}) as alice: it renews itself while the sign-in lasts`)
    expect(said).toContain("ended 0")
    expect(actions()).toEqual(["RegisterClient ok", "CreateToken ok", "GetRoleCredentials ok", "GetCallerIdentity ok"])
    const who = json<{ arn: string }>(await run(build, home, ["whoami", "behind", "--json"]))
    expect(who.arn).toMatch(/^arn:aws:sts::111122223333:assumed-role\/ReadOnly\//)
    const kept = json<Document>(await run(build, home, ["process", "corp-readonly"]))
    expect(kept).toMatchObject({ AccountId: "111122223333", Expiration: expect.stringMatching(/Z$/) })
    expect(await typed(screen, "$G login corp-partner")).toContain("still signed in to corp")
    expect(readFileSync(home.tabs, "utf8").trim().split("\n")).toHaveLength(1)
  })
})

test("a token that another tool left is refreshed without anybody", async () => {
  const home = corpHome()
  await leaveToken(home, -60)
  expect((await run(binary, home, ["process", "corp-admin"])).status).toBe(0)
  expect(actions()).toEqual(["CreateToken ok", "GetRoleCredentials ok"])
})

test("logging out ends it at AWS, and forgets what came of it for every profile", async () => {
  const home = corpHome()
  await leaveToken(home, 3600)
  for (const name of ["corp-admin", "behind", "readonly"])
    expect((await run(binary, home, ["process", name])).status).toBe(0)
  const ran = await run(binary, home, ["logout", "corp-admin"])
  expect(ran).toMatchObject({
    status: 0,
    stderr: `guise: corp (${startUrl}): signed out, at AWS too; forgot 2 cached entries\n`,
  })
  expect([existsSync(tokenFile(home)), actions().at(-1)]).toEqual([false, "Logout ok"])
  expect((await run(binary, home, ["process", "behind"])).status).toBe(3)
  expect((await run(binary, home, ["logout", "corp-admin"])).stderr).toEndWith(": there was none\n")
  const { status, stderr } = await run(binary, home, ["logout", "readonly"])
  expect([status, stderr]).toEqual([4, expect.stringContaining("Nothing stands behind readonly")])
})

test("fifty commands that a person started open one window, and all of them run", async () => {
  const home = corpHome()
  const screen = await sitDown(binary, home)
  const line = 'seq 50 | xargs -P 50 -I{} "$0" exec corp-admin -q -- sh -c "echo \\$AWS_ACCOUNT_ID >{}.out"'
  expect(await typed(screen, `bash -c '${line}' $G 2>err`)).toContain("ended 0")
  const outs = readdirSync(home.cwd).filter(name => name.endsWith(".out"))
  const seen = outs.map(name => readFileSync(`${home.cwd}/${name}`, "utf8"))
  expect([seen.length, new Set(seen)]).toEqual([50, new Set(["111122223333\n"])])
  expect(readFileSync(home.tabs, "utf8").trim().split("\n")).toHaveLength(1)
  expect(actions()).toEqual(["RegisterClient ok", "CreateToken ok", "GetRoleCredentials ok"])
})

test("a program that comes while somebody signs in waits for that, and is served", async () => {
  const home = corpHome()
  const go = `${home.folder}/go`
  const screen = await sitDown(binary, home)
  home.browser.becomes(`while ! test -e '${go}'; do sleep 0.05; done\n${home.signingIn()}`)
  screen.type("$G login corp-admin\r")
  await screen.see("signing in to corp")
  const said = ["corp-readonly", "corp-partner"].map(name => ({ name, file: `${home.folder}/${name}.err` }))
  const programs = said.map(({ name, file }) => bash(binary, home, `$G process ${name} 2>'${file}'`))
  const waiting = `guise: waiting for another guise that is signing in to corp (${startUrl}) …\n`
  await until(() => said.every(({ file }) => existsSync(file) && readFileSync(file, "utf8") === waiting))
  writeFileSync(go, "")
  expect((await Promise.all(programs)).map(({ status }) => status)).toEqual([0, 0])
  expect(said.map(({ file }) => readFileSync(file, "utf8"))).toEqual([waiting, waiting])
  expect(readFileSync(home.tabs, "utf8").trim().split("\n")).toHaveLength(1)
})

test("Ctrl-C ends the wait for a browser, and leaves nothing behind", async () => {
  const home = corpHome()
  home.browser.becomes("exit 0")
  const screen = await sitDown(binary, home)
  screen.type("$G login corp-admin\r")
  await screen.see("signing in to corp")
  screen.type("\x03")
  screen.type("echo st''atus $?\r")
  await screen.see("status 130")
  expect(existsSync(tokenFile(home))).toBe(false)
})

test("over SSH, and with --device, a code is shown and no listener is waited for", async () => {
  const home = corpHome()
  const far = { SSH_CONNECTION: "192.0.2.7 50022 192.0.2.1 22", GUISE_BROWSER: `'${home.browser.program}' {url}` }
  const screen = await sitDown(binary, home, far)
  const said = await typed(screen, "$G login corp-admin")
  expect(said).toMatch(/\/device\?user_code=([A-Z-]{9})\s[\s\S]*code \1\s/)
  expect(said).toContain("ended 0")
  const again = await typed(await sitDown(binary, home), "$G login corp-admin --force --device --json 2>/dev/null")
  expect(again).toMatch(/\/device\?user_code=/)
  expect(readFileSync(home.tabs, "utf8")).not.toContain("/authorize")
})

test("who signs in as somebody else is not given what came of the former sign-in", async () => {
  const home = corpHome()
  await leaveToken(home, 3600)
  expect((await run(binary, home, ["process", "corp-admin"])).status).toBe(0)
  home.browser.becomes(home.signingIn("--user bob"))
  const said = await typed(await sitDown(binary, home), "$G login corp-admin --force")
  expect(said).toContain("AdministratorAccess in account 111122223333 is not assigned")
  expect((await run(binary, home, ["process", "corp-admin"])).status).toBe(5)
  expect((await run(binary, home, ["process", "corp-readonly"])).status).toBe(0)
})

test("--sso needs no profile; where a session has the start URL its sign-in serves", async () => {
  const home = corpHome()
  await leaveToken(home, 3600)
  const words = ["--sso", `${startUrl}/#/`, "--account", "444455556666", "--role", "ReadOnlyAccess"]
  const ran = await run(binary, home, ["exec", "-q", ...words, "--", "sh", "-c", "echo $AWS_ACCOUNT_ID"])
  expect(ran).toMatchObject({ status: 0, stdout: "444455556666\n", stderr: "" })
  const exported = json<Document>(await run(binary, home, ["export", "--format", "process", ...words]))
  expect(exported.AccountId).toBe("444455556666")
  expect(json<Document>(await run(binary, home, ["process", ...words])).AccessKeyId).toBe(exported.AccessKeyId)
  const wrong: readonly (readonly [readonly string[], string])[] = [
    [["--sso", startUrl, "--account", "444455556666"], "--account and --role"],
    [["--sso", "https://other.awsapps.com/start", ...words.slice(2)], "--sso wants --sso-region too"],
    [["--role", "ReadOnlyAccess"], "--role says nothing without --sso"],
    [["corp-admin", ...words], "--sso is without a profile"],
  ]
  for (const [asked, message] of wrong) {
    const { status, stderr } = await run(binary, home, ["export", ...asked])
    expect([status, stderr]).toEqual([2, expect.stringContaining(message)])
  }
})

test("a sign-in by a start URL alone is by code, is looked at, and is ended with all others", async () => {
  const home = corpHome()
  writeFileSync(
    home.config,
    readFileSync(home.config, "utf8").replaceAll(/^\[(sso-session corp|profile (corp|old|behind).*)\][^[]*/gm, ""),
  )
  const words = `--sso ${startUrl} --sso-region us-east-1 --account 111122223333 --role ReadOnlyAccess`
  const said = await typed(await sitDown(binary, home), `$G exec ${words} -- sh -c 'echo $AWS_ACCOUNT_ID'`)
  expect(said).toMatch(/user_code=[\s\S]*111122223333\s+ended 0/)
  const { signIns } = JSON.parse((await run(binary, home, ["status", "--json"])).stdout)
  expect(signIns).toMatchObject([{ name: startUrl, profiles: [], renewable: false }])
  expect((await run(binary, home, ["logout", "--all"])).stderr).toStartWith(
    `guise: ${startUrl}: signed out, at AWS too`,
  )
  expect(JSON.parse((await run(binary, home, ["status", "--json"])).stdout).signIns).toEqual([])
})

test("list, status and explain say how the sign-in stands, and call nobody", async () => {
  const home = corpHome()
  const look = async (...words: string[]) => (await run(binary, home, words)).stdout
  expect(await look("explain", "corp-admin")).toMatch(/signed in +no: a browser is needed/)
  await leaveToken(home, 1800)
  expect(await look("explain", "behind")).toMatch(/signed in +yes, for (29|30) min.*more, and by itself again/)
  expect(await look("list")).toMatch(/corp-admin +sso .* signed in/)
  expect(await look("status")).toMatch(/^corp +renews itself +corp-admin, corp-readonly, corp-partner, behind$/m)
  const { signIns } = JSON.parse(await look("status", "--json"))
  expect(signIns).toMatchObject([{ name: "corp", startUrl, renewable: true }])
  expect(await look("doctor", "corp-admin", "--offline")).not.toContain("nobody is signed in")
  rmSync(tokenFile(home))
  expect(await look("doctor", "corp-admin", "--offline")).toMatch(/nobody is signed in[\s\S]*guise login corp-admin/)
  expect(actions()).toEqual([])
})

test("a warm process opens nothing of the sign-in", async () => {
  const home = corpHome()
  await leaveToken(home, 3600)
  const first = await run(binary, home, ["process", "corp-admin"])
  expect(first).toMatchObject({ status: 0, stderr: "" })
  const file = `${home.folder}/trace`
  const words = ["strace", "-f", "-qq", "-e", "trace=%file", "-o", file, ...binary.argv, "process", "corp-admin"]
  expect(await runCommand(words, home)).toEqual(first)
  const opened = readFileSync(file, "utf8")
  expect(opened).toContain(`${home.cache}/entries/`)
  expect(opened).not.toContain("sso/cache")
})

test("tokens and the client's secret are in their own files, and in no words, whatever happens", async () => {
  const home = corpHome()
  await leaveToken(home, -60)
  const said: string[] = []
  const hear = async (...words: string[]) => {
    const { stdout, stderr } = await run(binary, home, [...words, "--verbose"])
    said.push(stderr, words[0] === "process" ? "" : stdout)
  }
  await hear("process", "corp-admin")
  for (const fault of [
    { kind: "refuse", action: "GetRoleCredentials", code: "ForbiddenException" },
    { kind: "refuse", action: "GetRoleCredentials", code: "InvalidRequestException" },
    { kind: "truncate", action: "GetRoleCredentials" },
    { kind: "refuse", action: "CreateToken", code: "InvalidRequestException" },
  ] as const) {
    sandbox.faults.add(fault)
    const fields = JSON.parse(readFileSync(tokenFile(home), "utf8"))
    if (fault.action === "CreateToken")
      writeFileSync(tokenFile(home), JSON.stringify({ ...fields, expiresAt: "2026-01-01T00:00:00Z" }))
    await hear("process", "corp-readonly")
    await hear("explain", "corp-readonly")
    sandbox.faults.clear()
  }
  const { accessToken, refreshToken, clientSecret } = JSON.parse(readFileSync(tokenFile(home), "utf8"))
  const secrets = [accessToken, refreshToken, clientSecret]
  expect(secrets.map(secret => secret?.length > 100)).toEqual([true, true, true])
  const files = readdirSync(home.folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => `${entry.parentPath}/${entry.name}`)
    .filter(path => path !== tokenFile(home))
  const texts = [...said, ...files.map(path => readFileSync(path, "latin1"))]
  expect(secrets.filter(secret => texts.some(text => text.includes(secret)))).toEqual([])
  await hear("logout", "corp-admin")
  expect(said.join("\n")).not.toContain(accessToken)
})

test("what guise write keeps waits for a sign-in, and is renewed by it", async () => {
  const home = corpHome()
  await leaveToken(home, 3600)
  expect((await run(binary, home, ["write", "corp-readonly", "--to", "kept"])).status).toBe(0)
  expect((await run(binary, home, ["logout", "corp-readonly"])).status).toBe(0)
  const soon = later(binary, 3000)
  const waiting = await run(soon, home, ["refresh"])
  expect([waiting.status, waiting.stderr]).toEqual([3, expect.stringContaining("guise login corp-readonly")])
  const before = readFileSync(home.credentials, "utf8")
  expect(await typed(await sitDown(soon, home), "$G login corp-readonly")).toContain("ended 0")
  expect(readFileSync(home.credentials, "utf8")).not.toBe(before)
})

test("logout --all ends every sign-in, and forgets MFA sessions too", async () => {
  const home = corpHome()
  await leaveToken(home, 3600)
  await run(binary, home, ["process", "corp-readonly"])
  await run(binary, home, ["process", "readonly"])
  const { status, stdout } = await run(binary, home, ["logout", "--all", "--json"])
  expect([status, JSON.parse(stdout)]).toEqual([
    0,
    {
      loggedOut: [
        { what: `corp (${startUrl})`, was: true, atAws: true, forgotten: 0 },
        { what: "every cached session", was: true, forgotten: 2 },
      ],
    },
  ])
  expect(readdirSync(dirname(tokenFile(home)))).toEqual([])
})

test("logout --all ends what no profile names any more, and does the rest where a part of it cannot be done", async () => {
  const home = corpHome()
  await leaveToken(home, 3600)
  await run(binary, home, ["process", "readonly"])
  const nobodys = `${dirname(tokenFile(home))}/${"0".repeat(40)}.json`
  renameSync(tokenFile(home), nobodys)
  // The sandbox stands in for AWS here, and is no place for a token of another Identity Center.
  const others = nobodys.replace(/0{40}/, "1".repeat(40))
  writeFileSync(others, JSON.stringify({ ...JSON.parse(readFileSync(nobodys, "utf8")), startUrl: `${startUrl}2` }))
  // What stands there is no file, and so cannot be read.
  mkdirSync(tokenFile(home))
  const logins = `${home.folder}/.aws/login/cache`
  mkdirSync(logins, { recursive: true })
  writeFileSync(`${logins}/${"0".repeat(64)}.json`, "{}")
  const { status, stderr } = await run(binary, home, ["logout", "--all"])
  expect([status, stderr]).toEqual([4, expect.stringContaining(`The sign-in in ${tokenFile(home)} cannot be read`)])
  expect([existsSync(nobodys), readdirSync(logins), actions().at(-1)]).toEqual([false, [], "Logout ok"])
  expect(existsSync(others)).toBe(true)
  renameSync(tokenFile(home), `${dirname(tokenFile(home))}/folder`)
  expect((await run(binary, home, ["status"])).status).toBe(0)
  const again = json<object>(await run(binary, home, ["logout", "--all", "--json"]))
  expect(again).toEqual({ loggedOut: [{ what: "every cached session", was: false, forgotten: 0 }] })
})
