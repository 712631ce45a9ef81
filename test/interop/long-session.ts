import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { hookLine } from "../../src/emit/hook-line.ts"
import { writeAwsFiles } from "../../src/sandbox/aws-files.ts"
import type { LoggedCall } from "../../src/sandbox/call-log.ts"
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts"
import { type Client, type Seen, start } from "./clients.ts"
import { runCommand } from "./command.ts"
import { type MovedClock, movedClock } from "./moved-clock.ts"
import type { Way } from "./ways.ts"

/** Seconds: past the hour that a role lasts; twice that is long before the end of the MFA session behind it. */
const hour = 3700
const device = "arn:aws:iam::111122223333:mfa/alice"

/** What the clients saw in the life of one set of credentials, and what the sandbox was asked in it. */
export interface Window {
  readonly seen: ReadonlyMap<string, Seen>
  readonly calls: readonly LoggedCall[]
}

export interface Session {
  /** The first hour, and two after it. */
  readonly windows: readonly Window[]
  /** As which profile of the user's each was seen that it named inside. */
  readonly others: ReadonlyMap<string, Seen>
  readonly statuses: ReadonlyMap<string, number | null>
  /** Files that were made for the commands and are there when they have ended. */
  readonly left: readonly string[]
}

/**
 * Signs in once, starts all clients at once, one process each, and asks them; then lets an hour pass for everybody and
 * asks each again, twice.
 */
export async function longSession(guise: string, way: Way, clients: readonly Client[], home: string): Promise<Session> {
  const sandbox = await startSandbox()
  const own = makeHome(sandbox, home, guise)
  const clock = await movedClock(join(home, "clock"))
  const env = { ...own, ...clock.env }
  try {
    await succeed([guise, "login", "admin", "--mfa-code", sandbox.codeFor(device) ?? ""], env)
    if (way.before !== undefined) await succeed([guise, ...way.before], env)
    const server = way.serve === undefined ? undefined : await serving(guise, way.serve, env)
    const running = clients.map(({ name, command }) => {
      const words = command(way.other.toLowerCase())
      const line = way.exec === undefined ? words : [guise, "exec", ...way.exec, "--", ...words]
      return [name, start(line, server?.env ?? env)] as const
    })
    const all = async <T>(ask: (client: (typeof running)[number][1]) => Promise<T>): Promise<ReadonlyMap<string, T>> =>
      new Map(await Promise.all(running.map(async ([name, client]) => [name, await ask(client)] as const)))
    const windows = [{ seen: await all(client => client.next()), calls: sandbox.calls() }]
    const others = await all(client => client.next())
    for (const moved of [hour, 2 * hour]) {
      sandbox.clearCalls()
      sandbox.clock.advance(hour)
      clock.move(moved)
      if (way.hourly !== undefined) await succeed([guise, ...way.hourly], env)
      const seen = await all(client => {
        client.ask(moved)
        return client.next()
      })
      windows.push({ seen, calls: sandbox.calls() })
    }
    const statuses = await all(client => client.end())
    await server?.end()
    return { windows, others, statuses, left: leftIn(join(home, "run/guise/commands")) }
  } finally {
    await clock.end()
    await sandbox.close()
  }
}

async function succeed(command: readonly string[], env: MovedClock["env"]): Promise<string> {
  const { status, out, err } = await runCommand(command, env)
  if (status !== 0) throw new Error(`${command.slice(1, 3).join(" ")}: ${err}`)
  return out
}

/** A server, and the environment of whoever asks it: what `--print-env` says over its own. */
async function serving(guise: string, words: readonly string[], env: MovedClock["env"]) {
  const child = spawn(guise, ["serve", ...words], { env, stdio: ["ignore", "ignore", "pipe"] })
  const [line] = await once(createInterface({ input: child.stderr }), "line")
  if (!String(line).includes("serving admin at")) throw new Error(`guise serve: ${line}`)
  const { set, unset } = JSON.parse(await succeed([guise, "serve", "--print-env", "admin", "--json"], env))
  const inherited = Object.entries(env).filter(([name]) => !unset.includes(name))
  return {
    env: { ...Object.fromEntries(inherited), ...set } as Record<string, string>,
    end() {
      child.kill()
      return once(child, "close")
    },
  }
}

function leftIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function makeHome(sandbox: Sandbox, home: string, guise: string): Record<string, string> {
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
    XDG_DATA_HOME: join(home, "data"),
    XDG_RUNTIME_DIR: join(home, "run"),
    ...sandbox.env,
    ...env,
  }
}
