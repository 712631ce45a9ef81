import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { hookLine } from "../../src/emit/hook-line.ts"
import { writeAwsFiles } from "../../src/sandbox/aws-files.ts"
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts"
import { type Client, clients, movedClock, type Running, type Seen, start } from "./clients.ts"
import { makingTakes } from "./venv.ts"

const device = "arn:aws:iam::111122223333:mfa/alice"
/** Past the hour that a role lasts, long before the end of the MFA session behind it. */
const later = 3700
const names = ["AWS CLI", "boto3", "JS v3", "Go v2"] as const

const admin = { arn: expect.stringMatching(/^arn:aws:sts::111122223333:assumed-role\/Admin\//) }
const readonly = { arn: expect.stringMatching(/^arn:aws:sts::111122223333:assumed-role\/ReadOnly\//) }
const deploy = { arn: expect.stringMatching(/^arn:aws:sts::111122223333:assumed-role\/Deploy\//) }
const botocoreKnows = {
  error: expect.stringContaining("Credentials were refreshed, but the refreshed credentials are still expired."),
}
const expired = { error: expect.stringMatching(/^ExpiredToken(Exception)?$/) }

/**
 * `other` is a profile named inside the command. Only under `process` can it be one with MFA: there guise answers for
 * every profile, elsewhere the client reads the user's own files.
 */
const ways = [
  {
    as: "env",
    profile: "admin",
    other: { name: "readonly", seen: readonly },
    atTheEnd: { "AWS CLI": botocoreKnows, boto3: botocoreKnows, "JS v3": expired, "Go v2": expired },
    rolesTaken: 1,
  },
  {
    as: "profile",
    profile: "fresh",
    other: { name: "readonly", seen: readonly },
    atTheEnd: { "AWS CLI": admin, boto3: admin, "JS v3": admin, "Go v2": admin },
    rolesTaken: 2,
  },
  {
    as: "process",
    profile: "admin",
    other: { name: "deploy", seen: deploy },
    atTheEnd: { "AWS CLI": admin, boto3: admin, "JS v3": admin, "Go v2": admin },
    rolesTaken: 2,
  },
] as const

let ready: readonly Client[]
let folder: string
let guise: string

beforeAll(() => {
  ready = clients()
  // Every client has to run guise from here, by whatever rules it splits a line.
  folder = mkdtempSync(join(tmpdir(), "guise-hand-over-"))
  mkdirSync(join(folder, "it's #1; tools"))
  guise = join(folder, "it's #1; tools", "guise")
  copyFileSync(resolve(import.meta.dirname, "../../dist/guise"), guise)
}, makingTakes)

afterAll(() => rmSync(folder, { recursive: true }))

interface Session {
  readonly first: Seen
  readonly other: Seen
  readonly afterwards: Seen
  readonly status: number | null
}

for (const { as, profile, other, atTheEnd, rolesTaken } of ways) {
  describe(`exec --as ${as}`, () => {
    let sandbox: Sandbox
    let home: string
    let sessions: ReadonlyMap<string, Session>

    beforeAll(async () => {
      sandbox = await startSandbox()
      home = join(folder, as)
      sessions = await oneLongSession(sandbox, home, ["exec", profile, "--as", as], other.name)
    }, 120_000)
    afterAll(() => sandbox.close())

    test.each(names)("%s is who it should be", name => {
      expect(sessions.get(name)?.first).toEqual(admin)
    })
    test.each(names)("%s can be another profile inside", name => {
      expect(sessions.get(name)?.other).toEqual(other.seen)
    })
    test.each(names)(
      `%s, still running after ${later} seconds, ${rolesTaken === 1 ? "has come to its end" : "goes on"}`,
      name => {
        expect(sessions.get(name)?.afterwards).toEqual(atTheEnd[name])
        expect(sessions.get(name)?.status).toBe(0)
      },
    )
    test("all four together had one role at a time, and asked for one code", () => {
      const taken = sandbox.calls("AssumeRole").filter(({ params }) => params.RoleArn?.endsWith(":role/Admin"))
      expect(taken.map(({ outcome }) => outcome)).toEqual(Array.from({ length: rolesTaken }, () => "ok"))
      expect(sandbox.calls("GetSessionToken").length).toBe(1)
    })
    test("nothing is left of the files that were made for the commands", () => {
      const commands = join(home, "run/guise/commands")
      expect(as === "process" ? readdirSync(commands) : []).toEqual([])
    })
  })
}

/** Signs in once, starts all clients at once, lets an hour pass for everybody, and asks each again. */
async function oneLongSession(
  sandbox: Sandbox,
  home: string,
  words: readonly string[],
  other: string,
): Promise<ReadonlyMap<string, Session>> {
  const own = makeHome(sandbox, home)
  const clock = await movedClock(join(home, "clock"))
  const env = { ...own, ...clock.env }
  const login = start([guise, "login", "admin", "--mfa-code", sandbox.codeFor(device) ?? ""], env)
  if ((await login.end()) !== 0) throw new Error("guise login failed")
  const running = ready.map(({ name, command }) => ({
    name,
    client: start([guise, ...words, "--", ...command(other)], env),
  }))
  const before = await Promise.all(running.map(({ client }) => greeting(client)))
  sandbox.clock.advance(later)
  clock.move(later)
  const after = await Promise.all(running.map(({ client }) => farewell(client)))
  await clock.end()
  return new Map(running.map(({ name }, index) => [name, { ...before[index], ...after[index] } as Session]))
}

async function greeting(client: Running): Promise<Pick<Session, "first" | "other">> {
  return { first: await client.next(), other: await client.next() }
}

async function farewell(client: Running): Promise<Pick<Session, "afterwards" | "status">> {
  client.ask(later)
  return { afterwards: await client.next(), status: await client.end() }
}

function makeHome(sandbox: Sandbox, home: string): Record<string, string> {
  mkdirSync(join(home, "run"), { recursive: true, mode: 0o700 })
  const { config, env } = writeAwsFiles(join(home, ".aws"), sandbox)
  const line = `credential_process = ${hookLine([guise, "process", "admin"])}`
  writeFileSync(config, `\n[profile fresh]\nregion = us-east-1\nservices = sandbox\n${line}\n`, { flag: "a" })
  return {
    PATH: process.env.PATH ?? "/usr/bin:/bin",
    HOME: home,
    USER: "alice",
    XDG_CACHE_HOME: join(home, "cache"),
    XDG_CONFIG_HOME: join(home, "config"),
    XDG_RUNTIME_DIR: join(home, "run"),
    ...sandbox.env,
    ...env,
  }
}
