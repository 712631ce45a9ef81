import { userInfo } from "node:os"
import { resolve } from "node:path"
import { awsPaths } from "../config/files.ts"
import { GuiseError } from "../errors.ts"
import { runProgram } from "../sys/program.ts"
import { selfWords } from "../sys/self.ts"
import { environmentOfTimer } from "../timer/environment.ts"
import type { Job } from "../timer/job.ts"
import { type Timer, type TimerHost, type TimerKind, timersOf, usableTimer } from "../timer/timer.ts"
import type { Env } from "../types.ts"

/** A timer that can be used here, with what it would run. */
export interface Ready {
  readonly timer: Timer
  readonly job: Job
  /** Variables that count here and that the timer is not told, each with the reason. */
  readonly leftOut: readonly (readonly [name: string, why: string])[]
}

/** The timer for this user and what it is to run. Error: `not-supported`, with the reason for each kind. */
export async function readyTimer(env: Env): Promise<Ready> {
  const timer = await usableTimer(await timersOf(hostOf(env)))
  if ("reasons" in timer) {
    throw new GuiseError("not-supported", `Nothing here runs guise refresh by itself (${timer.reasons.join("; ")}).`, {
      hint: "guise refresh --watch, for as long as it runs",
    })
  }
  const { env: told, leftOut } = environmentOfTimer(withRealFiles(env), timer.plain)
  return { timer, job: { words: [...selfWords(), "refresh", "--kept", "--quiet"], env: told }, leftOut }
}

/** Which kinds of timer of ours are there. */
export async function timersThere(env: Env): Promise<readonly TimerKind[]> {
  const timers = await timersOf(hostOf(env))
  const there = await Promise.all(timers.map(timer => timer.isThere()))
  return timers.filter((_timer, at) => there[at]).map(({ kind }) => kind)
}

/** Takes away every timer of ours. Answers the kinds that were there. */
export async function removeTimers(env: Env): Promise<readonly TimerKind[]> {
  const gone: TimerKind[] = []
  for (const timer of await timersOf(hostOf(env))) {
    if (!(await timer.isThere())) continue
    await timer.remove()
    gone.push(timer.kind)
  }
  return gone
}

function hostOf(env: Env): TimerHost {
  return { env, home: homeInUserList(), uid: process.getuid?.() ?? 0, run: runProgram }
}

function homeInUserList(): string {
  try {
    return userInfo().homedir
  } catch {
    return "" // A user that no list knows has no home; HOME is then told.
  }
}

/** The user's own AWS files by absolute path, where they are not in their usual place. */
function withRealFiles(env: Env): Env {
  const { config, credentials } = awsPaths(env)
  const isNamed = (name: string) => Boolean(env[`GUISE_${name}`] || env[name])
  return {
    ...env,
    ...(isNamed("AWS_CONFIG_FILE") ? { AWS_CONFIG_FILE: resolve(config) } : {}),
    ...(isNamed("AWS_SHARED_CREDENTIALS_FILE") ? { AWS_SHARED_CREDENTIALS_FILE: resolve(credentials) } : {}),
  }
}
