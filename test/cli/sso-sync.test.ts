import { describe, expect, test } from "bun:test"
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { signIn, startUrl } from "../sandbox/rest.ts"
import { addToConfig, binary, builds, type Document, type Home, json, run, sitDown, stage, typed } from "./harness.ts"
import { tokenFile, withSignIn } from "./sso-home.ts"

const { sandbox, newHome } = await stage()
const session = `[sso-session corp]
sso_start_url = ${startUrl}
sso_region = us-east-1
sso_registration_scopes = sso:account:access
`

/** Somebody signed in with another tool. */
async function signedIn(home: Home, user = "alice"): Promise<void> {
  const { client, ...tokens } = await signIn(sandbox, user)
  const instant = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString().replace(/\.\d+/, "")
  const fields = { startUrl, region: "us-east-1", ...tokens, ...client, expiresAt: instant(3600) }
  mkdirSync(dirname(tokenFile(home)), { recursive: true, mode: 0o700 })
  writeFileSync(tokenFile(home), JSON.stringify({ ...fields, registrationExpiresAt: instant(90 * 86_400) }))
  sandbox.clearCalls()
}

async function corpHome(user?: string): Promise<Home> {
  const home = newHome()
  addToConfig(home, session)
  await signedIn(home, user)
  return home
}

async function syncedHome(): Promise<Home> {
  const home = await corpHome()
  expect((await sync(home)).status).toBe(0)
  return home
}

const sync = (home: Home, ...words: string[]) => run(binary, home, ["sso", "sync", ...words])
const config = (home: Home) => readFileSync(home.config, "utf8")

/** The sections that are guise's own, as `name account/role`. */
function owned(home: Home): readonly string[] {
  const sections = config(home)
    .split(/^(?=\[)/m)
    .filter(text => text.includes("guise_sso = "))
  return sections.map(text => `${/^\[profile (.*)\]/.exec(text)?.[1]} ${/guise_sso = (\S+)/.exec(text)?.[1]}`)
}

const [admin, readonly, partner] = [
  "sandbox-main-administratoraccess 111122223333/AdministratorAccess",
  "sandbox-main-readonlyaccess 111122223333/ReadOnlyAccess",
  "sandbox-partner-readonlyaccess 444455556666/ReadOnlyAccess",
]

/** All that a run could leave behind, file by file. */
function everything(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .map(path => `${path} ${statSync(path).mtimeMs} ${Bun.hash(readFileSync(path))}`)
    .sort()
}

describe.each([...builds])("$runtime", build => {
  test("a profile for every account and role, which AWS takes; the second run changes nothing at all", async () => {
    const home = await corpHome()
    const before = config(home)
    const ran = await run(build, home, ["sso", "sync"])
    expect([ran.status, ran.stdout]).toEqual([0, ""])
    expect(ran.stderr).toContain("2 accounts, 3 roles: 3 new, 0 changed, 0 gone, 0 as they were\n")
    expect(ran.stderr).not.toContain("\r")
    expect([config(home).startsWith(before), owned(home)]).toEqual([true, [admin, readonly, partner]])
    const document = json<Document>(await run(build, home, ["process", "sandbox-partner-readonlyaccess"]))
    expect(document.AccountId).toBe("444455556666")
    const all = everything(home.folder)
    expect((await run(build, home, ["sso", "sync"])).stderr).toEndWith("guise: the AWS files say so already\n")
    expect(everything(home.folder)).toEqual(all)
  })

  test("a person at a terminal signs in, sees how far it is, and is asked before a profile goes", async () => {
    const home = withSignIn(newHome(), sandbox.env)
    const screen = await sitDown(build, home)
    const said = await typed(screen, "$G sso sync")
    expect([said.includes("ended 0"), owned(home)]).toEqual([true, [admin, readonly, partner]])
    await signedIn(home, "bob")
    screen.type("$G sso sync; echo en''ded $?\r")
    await screen.see("no more to be had (sandbox-main-administratoraccess, sandbox-partner-readonlyaccess)? [y/N] ")
    screen.type("n\r")
    await screen.see("ended 3")
    expect(owned(home)).toHaveLength(3)
    screen.type("$G sso sync; echo ov''er $?\r")
    await screen.see("[y/N] ")
    screen.type("y\r")
    await screen.see("over 0")
    expect(owned(home)).toEqual([readonly])
  })
})

test("with a start URL alone the sign-in is written too, and named after it", async () => {
  const home = newHome()
  const before = config(home)
  const words = ["--start-url", startUrl, "--sso-region", "us-east-1"]
  expect([(await sync(home, ...words)).status, config(home)]).toEqual([3, before])
  const screen = await sitDown(binary, withSignIn(home, sandbox.env))
  writeFileSync(home.config, before)
  expect(await typed(screen, `$G sso sync ${words.join(" ")}`)).toContain("ended 0")
  expect(config(home)).toContain(`\n[sso-session my-sso-portal]\nsso_start_url = ${startUrl}\nsso_region = us-east-1\n`)
  expect(owned(home)).toEqual([admin, readonly, partner])
  expect((await sync(home)).stderr).toEndWith("the AWS files say so already\n")
})

test("--diff shows what would be written, and leaves no trace", async () => {
  const home = await corpHome()
  const before = everything(join(home.folder, ".aws"))
  const ran = await sync(home, "--diff")
  const added = Array.from(ran.stdout.matchAll(/^\+\[profile (.*)\]$/gm), ([, name]) => name)
  expect([ran.status, added]).toEqual([0, [admin, readonly, partner].map(line => line?.split(" ")[0])])
  expect(everything(join(home.folder, ".aws"))).toEqual(before)
  expect(everything(home.folder).filter(line => /sso-(walk|accounts)/.test(line))).toEqual([])
})

test("nobody to ask: nothing is written, neither what is new nor what is gone; --yes and --no-prune go on", async () => {
  const home = await corpHome("bob")
  addToConfig(home, "[profile mine]\nsso_session = corp\nsso_account_id = 444455556666\nsso_role_name = Old\n")
  await sync(home)
  const text = config(home)
  const gone = text.replace("444455556666\nsso_role_name = Old\n", "$&guise_sso = 444455556666/Old x\n")
  writeFileSync(home.config, gone)
  await signedIn(home)
  const { status, stdout, stderr } = await sync(home, "--role", "*")
  expect([status, stdout]).toEqual([3, ""])
  expect(stderr).toContain("hint: guise sso sync corp --role '*' --yes")
  expect(config(home)).toBe(gone)
  expect((await sync(home, "--no-prune")).status).toBe(0)
  expect(owned(home)).toEqual(["mine 444455556666/Old", readonly, admin, partner])
  expect((await sync(home, "--yes")).status).toBe(0)
  expect(owned(home)).toEqual([readonly, admin, partner])
})

test("a profile that was renamed keeps its name, and lines that people added stay", async () => {
  const home = await syncedHome()
  expect((await run(binary, home, ["rename", "sandbox-main-readonlyaccess", "look"])).status).toBe(0)
  expect((await run(binary, home, ["set", "look", "output", "json"])).status).toBe(0)
  const before = config(home)
  expect((await sync(home)).stderr).toEndWith("the AWS files say so already\n")
  expect(config(home)).toBe(before)
  expect((await sync(home, "--region", "eu-west-1")).status).toBe(0)
  expect(config(home)).toMatch(
    /\[profile look\]\n(?:.*\n){3}region = eu-west-1\nguise_sso = .* eu-west-1\noutput = json\n/,
  )
})

test("other people's profiles stay, whatever they are called and whoever they are for", async () => {
  const home = await corpHome()
  addToConfig(home, "[profile sandbox-main-administratoraccess]\nregion = eu-west-1 ; mine\n")
  const before = config(home)
  expect((await sync(home)).status).toBe(0)
  expect(config(home)).toStartWith(before)
  expect(owned(home)[0]).toBe("sandbox-main-administratoraccess-111122223333 111122223333/AdministratorAccess")
})

test("only some accounts and roles: the others are neither made nor removed", async () => {
  const home = await corpHome()
  expect((await sync(home, "--account", "*MAIN*", "--role", "Read*")).status).toBe(0)
  expect(owned(home)).toEqual([readonly])
  expect(sandbox.calls("ListAccountRoles")).toHaveLength(1)
  expect((await sync(home, "--account", "nobody", "--yes")).stderr).toContain(
    "no account fits: there are sandbox-main, sandbox-partner\n",
  )
  expect((await sync(home, "--account", "4444*", "--yes")).status).toBe(0)
  expect(owned(home)).toEqual([readonly, partner])
})

test("names by a template, of flags or settings", async () => {
  const home = await corpHome()
  const env = { GUISE_SSO_TEMPLATE: "aws/{account_id}/{Role}" }
  expect((await run(binary, home, ["sso", "sync", "--role", "Admin*"], { env })).status).toBe(0)
  expect((await sync(home, "--template", "{email}.{role}", "--account", "4*")).status).toBe(0)
  expect(owned(home).map(line => line.split(" ")[0])).toEqual([
    "aws/111122223333/AdministratorAccess",
    expect.stringMatching(/@example\.com\.readonlyaccess$/),
  ])
  expect(await sync(home, "--template", "{name}")).toMatchObject({ status: 2, stdout: "" })
})

test("which sign-in is not guessed: several are named, and --all is for all of them", async () => {
  const home = newHome()
  expect(await sync(home)).toMatchObject({ status: 2, stderr: expect.stringContaining("--start-url") })
  addToConfig(home, session.replace("corp", "other"))
  addToConfig(home, session)
  await signedIn(home)
  expect(await sync(home)).toMatchObject({ status: 2, stderr: expect.stringContaining("other, corp") })
  expect((await sync(home, "corp", "--sso-region", "eu-west-1")).status).toBe(2)
  expect(await sync(home, "crop")).toMatchObject({ status: 4, stderr: expect.stringContaining("corp") })
  expect((await sync(home, "corp")).status).toBe(0)
  expect((await sync(home, "--all")).status).toBe(3)
  expect(owned(home)).toHaveLength(3)
})

test("Ctrl-C ends with 130, and the same command goes on from there", async () => {
  const home = await corpHome()
  sandbox.faults.add({ kind: "latency", action: "ListAccountRoles", ms: 60_000 })
  const screen = await sitDown(binary, home, { TERM: "xterm" })
  screen.type("$G sso sync; echo en''ded $?\r")
  await screen.see("accounts  0/2")
  screen.type("\x03")
  expect(await screen.see("ended 130")).toContain("Interrupted: nothing was written.")
  expect(owned(home)).toEqual([])
  sandbox.faults.clear()
  expect((await sync(home)).status).toBe(0)
  expect(owned(home)).toHaveLength(3)
})

test("accounts are found by their names and addresses afterwards, from a private file", async () => {
  const home = await syncedHome()
  const kept = join(home.folder, "xdg/data/guise/sso-accounts.json")
  expect(statSync(kept).mode & 0o777).toBe(0o600)
  const rows = json<{ name: string; accountName?: string }[]>(await run(binary, home, ["list", "--json"]))
  expect(rows.find(({ name }) => name === "sandbox-partner-readonlyaccess")).toMatchObject({
    accountName: "sandbox-partner",
    accountEmail: expect.stringContaining("@example.com"),
  })
  expect(rows.find(({ name }) => name === "partner")?.accountName).toBe("sandbox-partner")
  // The shell that the chosen profile gets prints its environment.
  const screen = await sitDown(binary, home, { SHELL: "/usr/bin/env" })
  screen.type("$G exec\r")
  await screen.see("Which profile?")
  screen.type("aws+main administ\r")
  await screen.see("GUISE_PROFILE=sandbox-main-administratoraccess")
})
