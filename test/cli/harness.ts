import { afterAll, afterEach, beforeEach } from "bun:test"
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"
import { settingsFile } from "../../src/config/settings.ts"
import { writeAwsFiles } from "../../src/sandbox/aws-files.ts"
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts"
import type { Program } from "../sys/programs.ts"
import { openScreen, type Screen } from "../sys/screen.ts"

const root = resolve(import.meta.dirname, "../..")

/** guise as it ships: the binary, and the bundle in Node. Both are there once `npm run build` has run. */
export const builds: readonly Program[] = [
  { runtime: "bun", argv: [join(root, "dist/guise")] },
  { runtime: "node", argv: [join(root, "node_modules/.bin/node"), join(root, "dist/guise.mjs")] },
]

/** The binary alone, for what is too heavy to be done twice. */
export const [binary] = builds as readonly [Program, ...Program[]]

export const device = "arn:aws:iam::111122223333:mfa/alice"

/** The long-lived secrets of the built-in accounts, and the seed of the one device. */
export const secrets = {
  key: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  seed: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
} as const

/** Somebody's home folder, with AWS files for the sandbox in it, and nothing of guise's yet. */
export interface Home {
  readonly folder: string
  readonly config: string
  readonly credentials: string
  /** guise's own cache folder. */
  readonly cache: string
  readonly env: Readonly<Record<string, string>>
  /** The folder that commands run in. */
  readonly cwd: string
}

export interface Ran {
  readonly status: number | null
  readonly signal: string | number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  /** Over the home's own variables; undefined takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined
  readonly stdin?: string
  readonly cwd?: string
}

/** What a test file plays on. */
export interface Stage {
  readonly sandbox: Sandbox
  newHome(): Home
  /** One with a runtime folder, as a login makes it. */
  homeAfterLogin(): Home
  /** The MFA code of the moment. */
  code(): string
}

/** Whoever sits at a terminal in the test that runs. */
const seated: Screen[] = []

/**
 * One sandbox for a test file, as freshly started before each test, and homes in it that go when the file is through.
 * Terminals at which somebody sat down are closed after each test.
 */
export async function stage(): Promise<Stage> {
  const sandbox = await startSandbox()
  const folder = mkdtempSync(join(tmpdir(), "guise-cli-"))
  beforeEach(() => sandbox.reset())
  afterEach(async () => {
    for (const screen of seated.splice(0)) await screen.close()
  })
  afterAll(async () => {
    await sandbox.close()
    rmSync(folder, { recursive: true, force: true })
  })
  let homes = 0
  const newHome = () => makeHome(join(folder, String(homes++)), sandbox)
  return {
    sandbox,
    newHome,
    homeAfterLogin() {
      const home = newHome()
      mkdirSync(runtimeOf(home), { recursive: true, mode: 0o700 })
      return home
    },
    code: () => sandbox.codeFor(device) ?? "",
  }
}

function makeHome(folder: string, sandbox: Sandbox): Home {
  const { config, credentials, env: files } = writeAwsFiles(join(folder, ".aws"), sandbox)
  const [cwd, tmp] = [join(folder, "work"), join(folder, "tmp")]
  for (const path of [cwd, tmp]) mkdirSync(path)
  const env = {
    PATH: process.env.PATH ?? "/usr/bin:/bin",
    HOME: folder,
    XDG_CACHE_HOME: join(folder, "xdg/cache"),
    XDG_CONFIG_HOME: join(folder, "xdg/config"),
    XDG_DATA_HOME: join(folder, "xdg/data"),
    XDG_RUNTIME_DIR: runtimeOf({ folder }),
    TMPDIR: tmp,
    USER: "alice",
    LANG: "C.UTF-8",
    ...sandbox.env,
    ...files,
  }
  return { folder, config, credentials, cache: join(folder, "xdg/cache/guise"), env, cwd }
}

/** Where the runtime folder is, once somebody has logged in. */
export function runtimeOf({ folder }: Pick<Home, "folder">): string {
  return join(folder, "xdg/run")
}

/** Adds sections to the AWS config file. */
export function addToConfig(home: Home, text: string): void {
  writeFileSync(home.config, `\n${text}\n`, { flag: "a" })
}

/** Puts guise's own settings into a home. */
export function writeSettings(home: Home, text: string): void {
  const file = settingsFile(home.env)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

/** Every file below a folder; what links lead to is not. */
export function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
}

/** Runs guise with these words, all three streams piped and no terminal anywhere. */
export function run(build: Program, home: Home, words: readonly string[], options: RunOptions = {}): Promise<Ran> {
  return runCommand([...build.argv, ...words], home, options)
}

/** Runs any command as `run` does. */
export async function runCommand(command: readonly string[], home: Home, options: RunOptions = {}): Promise<Ran> {
  const child = Bun.spawn([...command], {
    env: environmentOf(home, options.env),
    cwd: options.cwd ?? home.cwd,
    stdin: options.stdin === undefined ? "ignore" : new Blob([options.stdin]),
    stdout: "pipe",
    stderr: "pipe",
    detached: true, // a session of its own: whoever runs the tests at a terminal is not asked
  })
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()])
  await child.exited
  return { status: child.exitCode, signal: child.signalCode, stdout, stderr }
}

/** A line of bash, in which `$G` is guise. */
export function bash(build: Program, home: Home, line: string, options: RunOptions = {}): Promise<Ran> {
  return runCommand(["bash", "-c", line.replaceAll("$G", wordOf(build))], home, options)
}

/** Somebody at a terminal in that home; `$G` in what is typed is guise. */
export async function sitDown(build: Program, home: Home, env: Readonly<Record<string, string>> = {}): Promise<Screen> {
  const screen = await openScreen(build, { ...home.env, ...env })
  seated.push(screen)
  screen.type(`cd '${home.cwd}'\r`)
  await screen.see("READY> ")
  return screen
}

/** Somebody types a line, and sees it through: what was shown, `ended` and its status at the end. */
export function typed(screen: Screen, line: string): Promise<string> {
  screen.type(`${line}; echo en''ded $?\r`)
  return screen.see(/ended \d+/)
}

/** The environment that `env -0` printed. */
export function variablesIn(text: string): Readonly<Record<string, string>> {
  const lines = text.split("\0").filter(line => line !== "")
  return Object.fromEntries(lines.map(line => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]))
}

/** guise as one word of a shell line. */
export function wordOf(build: Program): string {
  return build.argv.map(word => `'${word}'`).join(" ")
}

/** guise on a machine whose clock is ahead: what was made now is that much older for it. */
export function later({ runtime, argv }: Program, seconds: number): Program {
  return { runtime, argv: ["faketime", "-f", `+${seconds}s`, ...argv] }
}

/** stdout as JSON. */
export function json<T>(ran: Ran): T {
  return JSON.parse(ran.stdout) as T
}

/** What a `credential_process` prints. */
export interface Document {
  readonly Version: number
  readonly AccessKeyId: string
  readonly SecretAccessKey: string
  readonly SessionToken?: string
  readonly Expiration?: string
  readonly AccountId?: string
}

export function environmentOf(home: Home, changes: RunOptions["env"] = {}): Record<string, string> {
  const entries = Object.entries({ ...home.env, ...changes })
  return Object.fromEntries(entries.filter((pair): pair is [string, string] => pair[1] !== undefined))
}
