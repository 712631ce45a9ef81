import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { GuiseError } from "../../errors.ts"
import { writeAwsFiles } from "../../sandbox/aws-files.ts"
import { describe, description } from "../../sandbox/describe.ts"
import { startSandbox } from "../../sandbox/sandbox.ts"
import { runAsChild } from "../../sys/child.ts"
import { isDevice } from "../../sys/screen.ts"
import { untilStopped } from "../../sys/stopped.ts"
import type { Env } from "../../types.ts"
import { portOf } from "../flags.ts"
import type { Io } from "../io.ts"
import { makeCommandFolder } from "./command-folder.ts"

export interface Serving {
  readonly run?: true | undefined
  readonly port?: string | undefined
  readonly state?: string | undefined
  readonly quiet?: true | undefined
  readonly json?: true | undefined
}

/**
 * Starts a sandbox and serves it: until the command inside it ends (`--run`), or until Ctrl-C. Its AWS files, and with
 * `--run` guise's own files too, lie in a folder that goes with it; the user's are not touched.
 * Answers the exit status to end with.
 */
export async function serve({ run, port, state, quiet, json }: Serving, io: Io): Promise<number> {
  if (io.child !== undefined && run !== true) {
    throw new GuiseError("usage", "A command stands after --, and --run does not.", {
      hint: "guise sandbox --run -- CMD",
    })
  }
  const sandbox = await startSandbox({ port: portOf(port ?? "0"), ...(state === undefined ? {} : { state }) })
  const folder = mkdtempSync(`${tmpdir()}/guise-sandbox-`)
  try {
    const files = state === undefined ? writeAwsFiles(`${folder}/aws`, sandbox, { identityCenter: true }).env : {}
    const env = { ...sandbox.env, ...withoutProxy(io.env), ...files }
    if (run === true) {
      if (quiet !== true && isDevice(0) && isDevice(2)) io.say(welcome)
      return await runInside(io, env, folder)
    }
    io.out(json === true ? `${JSON.stringify(description(sandbox, env))}\n` : describe(sandbox, env))
    await untilStopped()
    if (quiet !== true && json !== true) io.say("guise: the sandbox has ended\n")
    return 0
  } finally {
    rmSync(folder, { recursive: true, force: true })
    await sandbox.close()
  }
}

/** For who sits at a shell in there: programs know why they came. */
const welcome = [
  "guise: in a sandbox, which ends with this command. To begin with:",
  "  guise list                                              who one may be",
  "  guise whoami readonly                                   a role",
  "  guise whoami admin --mfa-code $(guise sandbox --code)   one that wants a code",
  "There are STS, IAM, sign-in and the console; aws s3 ls finds nobody to ask.",
  "",
].join("\n")

/** No proxy knows this machine's loopback; where none is set there is nothing to say. */
function withoutProxy(env: Env): Record<string, string> {
  if (Object.keys(env).every(name => !/^https?_proxy$/i.test(name))) return {}
  const hosts = [env.NO_PROXY || env.no_proxy, "127.0.0.1"].filter(Boolean).join(",")
  return { NO_PROXY: hosts, no_proxy: hosts }
}

/** PATH with `guise` on it, on systems that have such a thing as a script without an ending. */
function withGuise(folder: string, { PATH }: Env): Record<string, string> {
  if (PATH === undefined || process.platform === "win32") return {}
  makeCommandFolder(folder)
  return { PATH: `${folder}:${PATH}` }
}

/** The user's own identity stays outside: what is tried in a sandbox must not be signed with real keys. */
function runInside(io: Io, inner: Env, folder: string): Promise<number> {
  const own = Object.entries(io.env).filter(([name]) => !/^(AWS_|GUISE_)/.test(name))
  const ownFolders = {
    XDG_CACHE_HOME: `${folder}/cache`,
    XDG_CONFIG_HOME: `${folder}/config`,
    XDG_DATA_HOME: `${folder}/data`,
    AWS_LOGIN_CACHE_DIRECTORY: `${folder}/login`,
    ...withGuise(`${folder}/bin`, io.env),
  }
  const entries = [...own, ...Object.entries(inner), ...Object.entries(ownFolders)]
  const env = Object.fromEntries(entries.filter((pair): pair is [string, string] => pair[1] !== undefined))
  const [command = io.env.SHELL || "/bin/sh", ...args] = io.child ?? []
  const ended = () => rmSync(folder, { recursive: true, force: true })
  return runAsChild([command, ...args], env, { descriptors: [], ignored: [] }, { ended })
}
