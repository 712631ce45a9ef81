import { afterEach, beforeAll, beforeEach, expect, test } from "bun:test"
import { spawn } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { createInterface } from "node:readline"
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts"
import { ssoToken } from "../../src/source/sso-token.ts"
import { binary } from "../cli/harness.ts"
import { fakeWorld } from "../fake-world.ts"
import { startUrl } from "../sandbox/rest.ts"
import { until } from "../until.ts"
import { clients, start } from "./clients.ts"
import { runCommand } from "./command.ts"
import { interopVenv, makingTakes, type Venv } from "./venv.ts"

const limit = 180_000
let venv: Venv
let home: string
let sandbox: Sandbox
let env: Record<string, string>

beforeAll(() => {
  venv = interopVenv()
  clients()
}, makingTakes)

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "guise-sso-round-"))
  sandbox = await startSandbox()
  mkdirSync(join(home, ".aws"), { mode: 0o700 })
  writeFileSync(join(home, ".aws/config"), config, { mode: 0o600 })
  env = { PATH: process.env.PATH ?? "", HOME: home, LANG: "C.UTF-8", ...sandbox.env }
})

afterEach(async () => {
  await sandbox.close()
  rmSync(home, { recursive: true })
})

const profile = (name: string, role: string) =>
  `[profile ${name}]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = ${role}\nregion = us-east-1\n`
const config = `[sso-session corp]
sso_start_url = ${startUrl}
sso_region = us-east-1
sso_registration_scopes = sso:account:access

${profile("admin", "AdministratorAccess")}
${profile("reader", "ReadOnlyAccess")}`

const file = () => join(home, ".aws/sso/cache", `${new Bun.CryptoHasher("sha1").update("corp").digest("hex")}.json`)
const kept = (): Record<string, string> => JSON.parse(readFileSync(file(), "utf8"))
const reserved = (set: string) => expect.stringMatching(new RegExp(`/AWSReservedSSO_${set}_[0-9a-f]{16}/alice$`))
const outcomes = (action: string) => sandbox.calls(action).map(({ outcome }) => outcome)

/** The token has ended; what renews it lasts. */
function endToken(): void {
  writeFileSync(file(), JSON.stringify({ ...kept(), expiresAt: "2026-01-01T00:00:00Z" }))
}

/** A person signs in with guise's own library, in a browser that comes back. */
async function signInWithGuise(): Promise<void> {
  const at = { region: "us-east-1", url: sandbox.url }
  const open = async (url: string) => {
    const outcome = sandbox.browse({ url, user: "alice" })
    if (outcome?.kind === "redirect") void fetch(outcome.to)
    return true
  }
  const world = { ...fakeWorld({ env, now: Date.now() / 1000 }), browser: { comesBack: true, open } }
  const to = { session: "corp", startUrl, ssoRegion: "us-east-1", scopes: ["sso:account:access"] }
  expect(await ssoToken({ ...to, oidc: at, portal: at }, world)).toMatchObject({ came: "signed-in" })
}

async function who(name: string, as: string): Promise<unknown> {
  const client = clients().find(each => each.name === name)
  const running = start(client?.command(as) ?? [], { ...env, AWS_PROFILE: as })
  const seen = await running.next()
  await running.next()
  await running.end()
  return seen
}

async function guise(as: string): Promise<{ status: number | null; arn: unknown }> {
  const { status, out } = await runCommand([...binary.argv, "whoami", as, "--json"], env)
  return { status, arn: status === 0 ? JSON.parse(out).arn : out }
}

test(
  "signed in with guise: the AWS CLI, boto3 and JavaScript are signed in, and what they refresh serves guise",
  async () => {
    await signInWithGuise()
    expect(await who("AWS CLI", "admin")).toEqual({ arn: reserved("AdministratorAccess") })
    for (const name of ["JS v3", "boto3"]) {
      const before = kept()
      endToken()
      expect(await who(name, "admin")).toEqual({ arn: reserved("AdministratorAccess") })
      expect(kept().accessToken).not.toBe(before.accessToken)
      // Another role each time: what guise has cached says nothing of the token.
      const role = name === "JS v3" ? "reader" : "admin"
      const refreshed = outcomes("CreateToken").length
      expect(await guise(role)).toEqual({ status: 0, arn: expect.stringContaining("/alice") })
      expect(outcomes("CreateToken")).toHaveLength(refreshed)
    }
    expect(new Set(outcomes("CreateToken"))).toEqual(new Set(["ok"]))
  },
  limit,
)

test(
  "signed in with boto3: guise is signed in, refreshes, and boto3 and JavaScript go on with that",
  async () => {
    const script = resolve(import.meta.dirname, "clients/device.py")
    const child = spawn(venv.python, [script, startUrl, "corp"], { env, stdio: ["pipe", "pipe", "inherit"] })
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    const url = String((await lines.next()).value)
    await until(() => outcomes("CreateToken").length >= 3)
    sandbox.clock.advance(60)
    sandbox.browse({ url, user: "alice" })
    child.stdin.end("\n")
    await lines.next()
    expect(await guise("admin")).toEqual({ status: 0, arn: reserved("AdministratorAccess") })
    const before = kept()
    endToken()
    expect(await guise("reader")).toEqual({ status: 0, arn: reserved("ReadOnlyAccess") })
    expect(kept()).toMatchObject({ clientId: before.clientId, expiresAt: expect.stringMatching(/^[\dT:-]{19}Z$/) })
    expect([kept().accessToken === before.accessToken, statSync(file()).mode & 0o777]).toEqual([false, 0o600])
    const refreshed = outcomes("CreateToken").length
    for (const name of ["boto3", "JS v3"])
      expect(await who(name, "admin")).toEqual({ arn: reserved("AdministratorAccess") })
    expect(outcomes("CreateToken")).toHaveLength(refreshed)
  },
  limit,
)
