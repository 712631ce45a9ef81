import { afterAll, expect, test } from "bun:test"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { getCallerIdentity } from "../../src/aws/sts.ts"
import { loadProfiles } from "../../src/config/profiles.ts"
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts"
import { fakeWorld } from "../fake-world.ts"
import { movedClock } from "../interop/moved-clock.ts"
import { binary, device, type Home, run, secrets, sitDown } from "./harness.ts"

const folder = mkdtempSync(join(tmpdir(), "guise-kept-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const hour = 3600
const roles = [
  ...Array.from({ length: 4 }, (_none, at) => `arn:aws:iam::111122223333:role/R${at}`),
  ...Array.from({ length: 3 }, (_none, at) => `arn:aws:iam::444455556666:role/R${at}`),
  ...Array.from({ length: 3 }, (_none, at) => `arn:aws:iam::123456789012:role/R${at}`),
]
const names = roles.map((_role, at) => `r${at}`)

/** Ten roles in three accounts, each behind the MFA of one user. */
function state(): object {
  const statement = {
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::111122223333:root" },
    Action: "sts:AssumeRole",
    Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
  }
  const role = { trust: { Version: "2012-10-17", Statement: [statement] } }
  const accountOf = (id: string, users: object) => {
    const own = roles.filter(arn => arn.includes(`::${id}:`)).map(arn => [arn.slice(arn.lastIndexOf("/") + 1), role])
    return [id, { users, roles: Object.fromEntries(own) }]
  }
  const alice = {
    keys: [{ id: "AKIAIOSFODNN7EXAMPLE", secret: secrets.key }],
    mfa: [{ serial: device, seed: secrets.seed }],
  }
  const accounts = [accountOf("111122223333", { alice }), accountOf("444455556666", {}), accountOf("123456789012", {})]
  return { accounts: Object.fromEntries(accounts) }
}

/** A home with nothing in its environment but HOME: as cron and systemd start things. */
function bareHome(name: string, sandbox: Sandbox): Home {
  const home = join(folder, name)
  const aws = join(home, ".aws")
  mkdirSync(aws, { recursive: true, mode: 0o700 })
  const at = "region = us-east-1\nservices = sandbox\n"
  const profiles = roles.map(
    (arn, index) => `[profile r${index}]\n${at}role_arn = ${arn}\nsource_profile = alice\nmfa_serial = ${device}\n`,
  )
  const services = `[services sandbox]\nsts =\n  endpoint_url = ${sandbox.url}\n`
  writeFileSync(join(aws, "config"), `[profile alice]\n${at}${profiles.join("")}${services}`)
  const pair = `aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = ${secrets.key}\n`
  writeFileSync(join(aws, "credentials"), `[alice]\n${pair}`, { mode: 0o600 })
  const env = { HOME: home, PATH: "/usr/bin:/bin" }
  return { folder: home, config: join(aws, "config"), credentials: join(aws, "credentials"), cache: "", env, cwd: home }
}

/** What the list says about being kept, since no timer is installed here: the test is the timer. */
function keepAll({ folder: home }: Home): void {
  const list = join(home, ".local/share/guise/written.json")
  writeFileSync(list, readFileSync(list, "utf8").replaceAll('"keep": false', '"keep": true'))
}

interface Day {
  readonly expired: readonly string[]
  readonly troubled: readonly string[]
  /** Credentials that AWS took when a client used them. */
  readonly taken: number
}

/**
 * 36 hours, with a client that looks every minute, and a timer that looks less often than the real one: no more than
 * every so many seconds.
 */
async function passDay(home: Home, sandbox: Sandbox, every: number): Promise<Day> {
  const day = { expired: [] as string[], troubled: [] as string[], taken: 0 }
  // One for all: what faketime(1) makes for each of hundreds of programs may be in the way of the next.
  const clock = await movedClock(join(home.folder, "clock"))
  for (let at = 0; at < 36 * hour; at += every) {
    sandbox.clock.reset()
    sandbox.clock.advance(at)
    clock.move(at)
    const ran = await run(binary, home, ["refresh", "--kept", "--quiet"], { env: clock.env })
    if (ran.status !== 0 || ran.stderr !== "") day.troubled.push(`${at}: ${ran.stderr}`)
    const files = loadProfiles(home.env)
    for (const name of names) {
      const { expiresAt = 0 } = files.keysOf(`${name}_mfa`) ?? {}
      for (let minute = 0; minute < every; minute += 60)
        if (expiresAt <= sandbox.clock.now() + minute) day.expired.push(`${name} at ${at + minute}`)
    }
    if (at % (6 * hour) === 0) day.taken += await takenBy(sandbox, home)
  }
  await clock.end()
  return day
}

/** How many of the ten AWS takes. */
async function takenBy(sandbox: Sandbox, home: Home): Promise<number> {
  const files = loadProfiles(home.env)
  const callers = names.map(async (name, index) => {
    const keys = files.keysOf(`${name}_mfa`)
    if (keys === undefined) return 0
    const sts = { region: "us-east-1", url: sandbox.url }
    const { arn } = await getCallerIdentity(sts, keys, fakeWorld({ now: Date.now() / 1000 }))
    return arn.includes(`:${roles[index]?.split(":")[4]}:assumed-role/`) ? 1 : 0
  })
  return (await Promise.all(callers)).reduce<number>((sum, each) => sum + each, 0)
}

async function sandboxWithState(): Promise<Sandbox> {
  const file = join(folder, "state.json")
  writeFileSync(file, JSON.stringify(state()))
  return startSandbox({ state: file })
}

test("36 hours with a stored seed: nobody is asked, one session, and no client ever sees an expired key", async () => {
  const sandbox = await sandboxWithState()
  const home = bareHome("seed", sandbox)
  const kept = await run(binary, home, ["mfa", "add", device, "--store", "plain", "--yes"], { stdin: secrets.seed })
  expect(kept.status).toBe(0)
  for (const name of names) expect((await run(binary, home, ["write", name, "--quiet"])).stderr).toBe("")
  keepAll(home)
  expect(await passDay(home, sandbox, 900)).toEqual({ expired: [], troubled: [], taken: 60 })
  expect(sandbox.calls("GetSessionToken").map(({ outcome }) => outcome)).toEqual(["ok"])
  await sandbox.close()
}, 120_000)

test("with codes typed by a person it is one question in 36 hours", async () => {
  const sandbox = await sandboxWithState()
  const home = bareHome("ask", sandbox)
  const screen = await sitDown(binary, home)
  screen.type("for n in 0 1 2 3 4 5 6 7 8 9; do $G write r$n -q || break; done; echo st''atus=$?\r")
  await screen.see("Enter MFA code for")
  screen.type(`${sandbox.codeFor(device)}\r`)
  expect(await screen.see("status=0")).not.toContain("Enter MFA code for")
  keepAll(home)
  expect(await passDay(home, sandbox, 1200)).toEqual({ expired: [], troubled: [], taken: 60 })
  expect(sandbox.calls("GetSessionToken").map(({ outcome }) => outcome)).toEqual(["ok"])
  await sandbox.close()
}, 120_000)
