import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { processLine } from "../../src/emit/process-line.ts"
import { writeAwsFiles } from "../../src/sandbox/aws-files.ts"
import type { LoggedCall } from "../../src/sandbox/call-log.ts"
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts"
import { type Client, type Running, type Seen, start } from "./clients.ts"
import { runCommand } from "./command.ts"
import { type MovedClock, movedClock } from "./moved-clock.ts"
import type { Way } from "./ways.ts"

/**
 * Seconds from the start, at which everybody is asked again: ten minutes before the hour that a role lasts is over, soon
 * after it, and after another hour; long before the end of the MFA session behind it.
 */
const times = [3000, 3700, 7400] as const
const device = "arn:aws:iam::111122223333:mfa/alice"

/** What the clients saw when they were asked, and what the sandbox was asked for that. */
export interface Round {
  readonly seen: ReadonlyMap<string, Seen>
  readonly calls: readonly LoggedCall[]
}

export interface Session {
  /** At the start, shortly before the first credentials end, and twice after the end of those there were. */
  readonly rounds: readonly [Round, Round, Round, Round]
  /** As which profile of the user's each was seen that it named inside. */
  readonly others: ReadonlyMap<string, Seen>
  readonly statuses: ReadonlyMap<string, number | null>
  /** Files that were made for the commands and are there when they have ended. */
  readonly left: readonly string[]
}

/** Signs in once, starts all clients at once, one process each, and asks them; then lets time pass for everybody. */
export async function longSession(guise: string, way: Way, clients: readonly Client[], home: string): Promise<Session> {
  const sandbox = await startSandbox()
  const own = makeHome(sandbox, home, guise)
  const clock = await movedClock(join(home, "clock"))
  const env = { ...own, ...clock.env }
  let server: Server | undefined
  try {
    await succeed([guise, "login", "admin", "--mfa-code", sandbox.codeFor(device) ?? ""], env)
    if (way.before !== undefined) await succeed([guise, ...way.before], env)
    if (way.serve !== undefined) server = await serving(guise, way.serve, env)
    const running = started(guise, way, clients, server?.env ?? env)
    const passTime = async (moved: number) => {
      sandbox.clearCalls()
      sandbox.clock.advance(moved - sandbox.clock.offsets().advanced)
      clock.move(moved)
      if (way.meanwhile !== undefined) await succeed([guise, ...way.meanwhile], env)
    }
    const session = await asked(running, sandbox, passTime)
    await server?.end()
    return { ...session, left: leftIn(join(home, "run/guise/commands")) }
  } finally {
    await server?.end()
    await clock.end()
    await sandbox.close()
  }
}

type Clients = readonly (readonly [name: string, client: Running])[]

function started(guise: string, way: Way, clients: readonly Client[], env: Record<string, string>): Clients {
  return clients.map(({ name, command }) => {
    const words = command(way.other.toLowerCase())
    const line = way.exec === undefined ? words : [guise, "exec", ...way.exec, "--", ...words]
    return [name, start(line, env)]
  })
}

async function asked(
  running: Clients,
  sandbox: Sandbox,
  passTime: (moved: number) => Promise<void>,
): Promise<Omit<Session, "left">> {
  const all = async <T>(ask: (client: Running) => Promise<T>): Promise<ReadonlyMap<string, T>> =>
    new Map(await Promise.all(running.map(async ([name, client]) => [name, await ask(client)] as const)))
  const seen = await all(client => client.next())
  const others = await all(client => client.next())
  const first = { seen, calls: sandbox.calls() }
  const later = async (moved: number): Promise<Round> => {
    await passTime(moved)
    const seen = await all(client => {
      client.ask(moved)
      return client.next()
    })
    return { seen, calls: sandbox.calls() }
  }
  const rounds = [first, await later(times[0]), await later(times[1]), await later(times[2])] as const
  return { rounds, others, statuses: await all(client => client.end()) }
}

async function succeed(command: readonly string[], env: MovedClock["env"]): Promise<string> {
  const { status, out, err } = await runCommand(command, env)
  if (status !== 0) throw new Error(`${command.slice(1, 3).join(" ")}: ${err}`)
  return out
}

/** A server, and the environment of whoever asks it: what `--print-env` says over its own. */
interface Server {
  readonly env: Record<string, string>
  end(): Promise<unknown>
}

async function serving(guise: string, words: readonly string[], env: MovedClock["env"]): Promise<Server> {
  const child = spawn(guise, ["serve", ...words], { env, stdio: ["ignore", "ignore", "pipe"] })
  const ended = once(child, "close")
  const [line] = await once(createInterface({ input: child.stderr }), "line")
  if (!String(line).includes("serving admin at")) throw new Error(`guise serve: ${line}`)
  const { set, unset } = JSON.parse(await succeed([guise, "serve", "--print-env", "admin", "--json"], env))
  const inherited = Object.entries(env).filter(([name]) => !unset.includes(name))
  return {
    env: { ...Object.fromEntries(inherited), ...set },
    end() {
      child.kill()
      return ended
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
  const line = `credential_process = ${processLine([guise, "process", "admin"])}`
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
