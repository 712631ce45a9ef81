import { readFileSync } from "node:fs"
import { join } from "node:path"
import { askMachine } from "../../source/machine-answer.ts"
import { isHeld, type LifetimeFolder, lifetimeFolders } from "../../sys/lifetime-folder.ts"
import { pathsOf } from "../../sys/paths.ts"
import type { Env } from "../../types.ts"

/** A profile of a server that runs: where it is asked for, and where its token lies. No secret. */
export interface RunningProfile {
  readonly url: string
  /** Absent for a machine's endpoint, which gives out its own tokens. */
  readonly tokenFile?: string
  readonly region?: string
}

/** A server that runs, as it wrote it down. */
export interface Running {
  /** What its health page says it is. No proof: anybody on this machine may read it there, and say it again. */
  readonly id: string
  readonly url: string
  readonly profiles: Readonly<Record<string, RunningProfile>>
}

const fileName = "serve.json"

/** Writes it down in the folder of the server's life, which goes with it; a server that was killed is found out. */
export function noteRunning(folder: LifetimeFolder, running: Running): void {
  folder.write(fileName, JSON.stringify(running))
}

/** The newest server of this user that serves the profile and answers; undefined when there is none. */
export async function runningFor(profile: string, env: Env): Promise<RunningProfile | undefined> {
  for (const folder of lifetimeFolders(pathsOf(env))) {
    const server = readRunning(folder)
    const served =
      server !== undefined && Object.hasOwn(server.profiles, profile) ? server.profiles[profile] : undefined
    if (server !== undefined && served !== undefined && (await isHeld(folder)) && (await answers(server))) return served
  }
  return undefined
}

/** Written by a guise of this user, in a folder that nobody else may write to. */
function readRunning(folder: string): Running | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, fileName), "utf8")) as Running
  } catch {
    return undefined
  }
}

async function answers({ id, url }: Running): Promise<boolean> {
  const asked = { url: `${url}/health`, method: "GET", headers: {}, timeoutSeconds: 2 } as const
  const answer = await askMachine(asked)
  try {
    return "body" in answer && (JSON.parse(answer.body) as { id?: unknown }).id === id
  } catch {
    return false
  }
}
