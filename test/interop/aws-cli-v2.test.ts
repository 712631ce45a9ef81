import { afterEach, beforeAll, beforeEach, expect, setDefaultTimeout, test } from "bun:test"
import { spawn } from "node:child_process"
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts"
import { ssoToken } from "../../src/source/sso-token.ts"
import { binary } from "../cli/harness.ts"
import { fakeWorld } from "../fake-world.ts"
import { startUrl } from "../sandbox/rest.ts"
import { awsV2, leadTo } from "./aws-v2.ts"
import { type Ended, runCommand } from "./command.ts"
import { interopVenv, makingTakes, type Venv } from "./venv.ts"

setDefaultTimeout(60_000)

let v2: string
let venv: Venv
let home: string
let sandbox: Sandbox
let env: Record<string, string>

beforeAll(() => {
  v2 = awsV2()
  venv = interopVenv()
}, makingTakes)

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "guise-aws-v2-"))
  sandbox = await startSandbox()
  mkdirSync(join(home, ".aws"), { mode: 0o700 })
  writeFileSync(join(home, ".aws/config"), config, { mode: 0o600 })
  const own = { PATH: process.env.PATH ?? "", HOME: home, LANG: "C.UTF-8", PYTHONUNBUFFERED: "1" }
  env = { ...own, ...sandbox.env, ...leadTo(sandbox.url, join(home, "models")) }
})

afterEach(async () => {
  await sandbox.close()
  rmSync(home, { recursive: true })
})

const role = (set: string) => `sso_account_id = 111122223333\nsso_role_name = ${set}\nregion = us-east-1\n`
const config = `[sso-session corp]
sso_start_url = ${startUrl}
sso_region = us-east-1
sso_registration_scopes = sso:account:access

[profile admin]
sso_session = corp
${role("AdministratorAccess")}
[profile reader]
sso_session = corp
${role("ReadOnlyAccess")}
[profile behind]
role_arn = arn:aws:iam::111122223333:role/ReadOnly
source_profile = admin
region = us-east-1

[profile old]
sso_start_url = ${startUrl}
sso_region = us-east-1
${role("AdministratorAccess")}
[profile behind-old]
role_arn = arn:aws:iam::111122223333:role/ReadOnly
source_profile = old
region = us-east-1
`

const admin = expect.stringMatching(/:assumed-role\/AWSReservedSSO_AdministratorAccess_[0-9a-f]{16}\/alice$/)
const reader = expect.stringMatching(/:assumed-role\/AWSReservedSSO_ReadOnlyAccess_[0-9a-f]{16}\/alice$/)
const behind = expect.stringMatching(/^arn:aws:sts::111122223333:assumed-role\/ReadOnly\//)

const aws = (...words: string[]) => runCommand([v2, ...words], env)
const guise = (...words: string[]) => runCommand([...binary.argv, ...words], env)
const outcomes = (action: string) => sandbox.calls(action).map(({ outcome }) => outcome)

/** Who AWS says each of them is; what it said where it cannot tell. */
async function byV2(profile: string): Promise<string> {
  const { status, out, err } = await aws("sts", "get-caller-identity", "--profile", profile, "--query", "Arn")
  return status === 0 ? JSON.parse(out) : err.trim()
}

async function byGuise(profile: string): Promise<string> {
  const { status, out, err } = await guise("whoami", profile, "--json")
  return status === 0 ? JSON.parse(out).arn : err.trim()
}

async function byBoto3(profile: string): Promise<string> {
  const script = resolve(import.meta.dirname, "clients/client.py")
  const { out, err } = await runCommand([venv.python, script, profile], { ...env, AWS_PROFILE: profile })
  return out === "" ? err : JSON.parse(out.split("\n")[0] ?? "").arn
}

const folder = () => join(home, ".aws/sso/cache")
const kept = (name: string): Record<string, string> => JSON.parse(readFileSync(join(folder(), name), "utf8"))
/** What stands in ~/.aws/sso/cache: the names of the files, and those of their fields. */
const shape = () => Object.fromEntries(readdirSync(folder()).map(name => [name, Object.keys(kept(name)).sort()]))
const nameOf = (text: string) => `${new Bun.CryptoHasher("sha1").update(text).digest("hex")}.json`

/** An hour later: the token has ended, what renews it lasts, and nobody has a role's credentials any more. */
function endToken(of = "corp"): void {
  writeFileSync(join(folder(), nameOf(of)), JSON.stringify({ ...kept(nameOf(of)), expiresAt: "2026-01-01T00:00:00Z" }))
  for (const cache of [".aws/cli", ".cache"]) rmSync(join(home, cache), { recursive: true, force: true })
}

/** A person signs in with guise's own library: in a browser that comes back or, by `code`, in one that does not. */
async function signInWithGuise(how: { session?: string; code?: true } = { session: "corp" }): Promise<void> {
  const at = { region: "us-east-1", url: sandbox.url }
  const open = async (url: string) => {
    const outcome = sandbox.browse({ url, user: "alice" })
    if (outcome?.kind === "redirect") void fetch(outcome.to)
    return true
  }
  const browser = { comesBack: how.code !== true, open }
  const world = { ...fakeWorld({ env, now: Date.now() / 1000 }), browser }
  const { session } = how
  const of = session === undefined ? {} : { session, scopes: ["sso:account:access"] }
  const to = { startUrl, ssoRegion: "us-east-1", oidc: at, portal: at, ...of }
  expect(await ssoToken(to, world)).toMatchObject({ came: "signed-in" })
}

/**
 * `aws sso login` of somebody who opens the address that it prints, as `guise sandbox --browse` does: up to 2.21 with a
 * code to compare, then with a browser that comes back.
 */
function signInWithV2(): Promise<Ended> {
  const child = spawn(v2, ["sso", "login", "--no-browser", "--profile", "admin"], { env })
  let [out, err, opened] = ["", "", false]
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text
  })
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text
    const [, url = ""] = /(http\S+(?:\?user_code=|\/authorize\?)\S+)\n/.exec(out) ?? []
    if (url === "" || opened) return
    opened = true
    void guise("sandbox", "--browse", url, "--user", "alice").then(visit => {
      err += visit.err
      // It would wait for minutes.
      if (visit.status !== 0) child.kill()
    })
  })
  return new Promise((done, fail) => {
    child.on("error", fail)
    child.on("close", status => done({ status: status ?? -1, out, err }))
  })
}

test("signed in with version 2: guise and boto3 are too, and each goes on with what another refreshed", async () => {
  expect(await signInWithV2()).toMatchObject({ status: 0, err: "" })
  const files = shape()
  expect(await byGuise("behind")).toEqual(behind)
  const renewals = async (by: () => Promise<string>) => {
    const before = sandbox.calls("CreateToken").length
    return { arn: await by(), renewals: outcomes("CreateToken").slice(before) }
  }

  endToken()
  expect(await renewals(() => byGuise("reader"))).toEqual({ arn: reader, renewals: ["ok"] })
  expect(await renewals(() => byV2("reader"))).toEqual({ arn: reader, renewals: [] })
  expect([await renewals(() => byBoto3("admin")), shape()]).toEqual([{ arn: admin, renewals: [] }, files])

  endToken()
  expect(await renewals(() => byV2("admin"))).toEqual({ arn: admin, renewals: ["ok"] })
  expect(await renewals(() => byGuise("admin"))).toEqual({ arn: admin, renewals: [] })
  expect(shape()).toEqual(files)

  // Signed in the same way, guise leaves the same files, and does not register again.
  rmSync(join(folder(), nameOf("corp")))
  const byCode = !Object.values(files).flat().includes("grantTypes")
  await signInWithGuise({ session: "corp", ...(byCode ? { code: true } : {}) })
  expect([shape(), outcomes("RegisterClient")]).toEqual([files, ["ok"]])
})

test("signed in with guise: version 2 is too, each is the other's credential_process, and a log-out of either is one of both", async () => {
  await signInWithGuise()
  expect(await byV2("admin")).toEqual(admin)
  const hooks = {
    "via-guise": [...binary.argv, "process", "admin"],
    "via-v2": [v2, "configure", "export-credentials", "--profile", "admin"],
  }
  const hook = ([name, words]: [string, readonly string[]]) =>
    `\n[profile ${name}]\nregion = us-east-1\ncredential_process = ${words.join(" ")}\n`
  appendFileSync(join(home, ".aws/config"), Object.entries(hooks).map(hook).join(""))
  expect([await byV2("via-guise"), await byGuise("via-v2")]).toEqual([admin, admin])
  const [theirs, ours] = [await runCommand(hooks["via-v2"], env), await runCommand(hooks["via-guise"], env)]
  const { AccountId, ...rest } = JSON.parse(ours.out)
  expect([Object.keys(rest), AccountId]).toEqual([Object.keys(JSON.parse(theirs.out)), "111122223333"])
  expect(outcomes("CreateToken")).toEqual(["ok"])

  expect(await aws("sso", "logout")).toMatchObject({ status: 0, err: "" })
  const ran = await guise("process", "reader")
  expect([ran.status, ran.err]).toEqual([3, expect.stringMatching(/\nhint: guise login reader\n$/)])
  await signInWithGuise()
  expect((await guise("logout", "admin")).err).toContain(": signed out, at AWS too")
  expect(await byV2("reader")).toContain("Error loading SSO Token: Token for corp does not exist")
  expect(outcomes("Logout")).toEqual(["ok", "ok"])
})

test("a profile without a session: whoever signed in, the other is, also behind a role", async () => {
  // A browser that has done its work when it returns: version 2 asks only then.
  env = { ...env, BROWSER: `${binary.argv.join(" ")} sandbox --browse %s` }
  expect((await aws("sso", "login", "--profile", "old")).status).toBe(0)
  const files = shape()
  expect([Object.keys(files), await byGuise("behind-old")]).toEqual([
    expect.arrayContaining([nameOf(startUrl)]),
    behind,
  ])

  endToken(startUrl)
  expect((await guise("process", "old")).status).toBe(3)
  rmSync(folder(), { recursive: true })
  await signInWithGuise({ code: true })
  expect([shape(), await byV2("behind-old")]).toEqual([files, behind])
})
