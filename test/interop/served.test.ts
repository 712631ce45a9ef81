import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { createInterface } from "node:readline"
import { writeAwsFiles } from "../../src/sandbox/aws-files.ts"
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts"
import { type Client, clients, type MovedClock, movedClock, type Seen, start } from "./clients.ts"
import { runCommand } from "./command.ts"
import { makingTakes } from "./venv.ts"

const guise = resolve(import.meta.dirname, "../../dist/guise")
const node = resolve(import.meta.dirname, "../../node_modules/.bin/node")
const device = "arn:aws:iam::111122223333:mfa/alice"
/** Past the hour that a role lasts, long before the end of the MFA session behind it. */
const later = 3700

/** One provider alone, where the chain of them might have found something else. */
const alone = (kind: "http" | "imds"): Client => ({
  name: `JS v3, ${kind} alone`,
  command: other => [node, resolve(import.meta.dirname, "clients/provider.mjs"), kind, other],
})

/** Ways in which a client is served, and who is asked; a client more is a name more, and a way more is a row. */
const ways = [
  { way: "exec --as server", clients: ["AWS CLI", "boto3", "JS v3", "JS v3, http alone"], inside: ["--as", "server"] },
  { way: "serve", clients: ["AWS CLI", "boto3", "JS v3", "JS v3, http alone"], words: [] },
  { way: "serve --imds", clients: ["AWS CLI", "boto3", "JS v3", "JS v3, imds alone"], words: ["--imds", "--yes"] },
] as const

const admin = { arn: expect.stringMatching(/^arn:aws:sts::111122223333:assumed-role\/Admin\//) }

let ready: ReadonlyMap<string, Client>
let folder: string

beforeAll(() => {
  ready = new Map([...clients(), alone("http"), alone("imds")].map(client => [client.name, client]))
  folder = mkdtempSync(join(tmpdir(), "guise-served-"))
}, makingTakes)

afterAll(() => rmSync(folder, { recursive: true }))

interface Session {
  readonly first: Seen
  readonly afterwards: Seen
  readonly status: number | null
}

for (const row of ways) {
  describe(`guise ${row.way}`, () => {
    let sandbox: Sandbox
    let sessions: ReadonlyMap<string, Session>

    beforeAll(async () => {
      sandbox = await startSandbox()
      sessions = await oneLongSession(sandbox, row)
    }, 120_000)
    afterAll(() => sandbox.close())

    test.each([...row.clients])("%s is who it should be", name => {
      expect(sessions.get(name)?.first).toEqual(admin)
    })
    test.each([...row.clients])(`%s, still running after ${later} seconds, goes on`, name => {
      expect(sessions.get(name)).toMatchObject({ afterwards: admin, status: 0 })
    })
    test("AWS never saw credentials that had ended, and was asked for new ones once", () => {
      const outcomes = sandbox.calls("GetCallerIdentity").map(({ outcome }) => outcome)
      expect(outcomes.filter(outcome => outcome !== "ok")).toEqual([])
      const taken = sandbox.calls("AssumeRole").filter(({ params }) => params.RoleArn?.endsWith(":role/Admin"))
      expect(taken.map(({ outcome }) => outcome)).toEqual(["ok", "ok"])
      expect(sandbox.calls("GetSessionToken").length).toBe(1)
    })
  })
}

/** Starts all clients of a row at once, lets an hour pass for everybody, and asks each again. */
async function oneLongSession(sandbox: Sandbox, row: (typeof ways)[number]): Promise<ReadonlyMap<string, Session>> {
  const home = join(folder, row.way.replaceAll(" ", "-"))
  const clock = await movedClock(join(folder, "clock"))
  const env = { ...makeHome(sandbox, home), ...clock.env }
  const login = await runCommand([guise, "login", "admin", "--mfa-code", sandbox.codeFor(device) ?? ""], env)
  if (login.status !== 0) throw new Error(`guise login: ${login.err}`)
  const server = "words" in row ? await serving(row.words, env) : undefined
  const running = row.clients.map(name => {
    const words = ready.get(name)?.command("readonly") ?? []
    const line = "inside" in row ? [guise, "exec", "admin", ...row.inside, "--", ...words] : words
    return { name, client: start(line, server?.env ?? env) }
  })
  const before = await Promise.all(
    running.map(async ({ client }) => [await client.next(), await client.next()] as const),
  )
  sandbox.clock.advance(later)
  clock.move(later)
  const after = await Promise.all(
    running.map(async ({ client }) => {
      client.ask(later)
      return { afterwards: await client.next(), status: await client.end() }
    }),
  )
  await server?.end()
  await clock.end()
  const sessions = running.map(({ name }, index) => [name, { first: before[index]?.[0], ...after[index] } as Session])
  return new Map(sessions as [string, Session][])
}

/** A server, and the environment of whoever asks it: what `--print-env` says over its own. */
async function serving(words: readonly string[], env: MovedClock["env"]) {
  const child = spawn(guise, ["serve", "admin", ...words], { env, stdio: ["ignore", "ignore", "pipe"] })
  await readiness(child)
  const printed = await runCommand([guise, "serve", "--print-env", "admin", "--json"], env)
  const { set, unset } = JSON.parse(printed.out)
  const inherited = Object.entries(env).filter(([name]) => !unset.includes(name))
  return {
    env: { ...Object.fromEntries(inherited), ...set } as Record<string, string>,
    end() {
      child.kill()
      return once(child, "close")
    },
  }
}

async function readiness(child: ChildProcess): Promise<void> {
  if (child.stderr === null) return
  const lines = createInterface({ input: child.stderr })
  const [line] = await once(lines, "line")
  if (!String(line).includes("serving admin at")) throw new Error(`guise serve: ${line}`)
}

function makeHome(sandbox: Sandbox, home: string): Record<string, string> {
  mkdirSync(join(home, "run"), { recursive: true, mode: 0o700 })
  const { env } = writeAwsFiles(join(home, ".aws"), sandbox)
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
