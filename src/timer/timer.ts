import type { ProgramEnd, ProgramRun } from "../sys/program.ts"
import type { Env } from "../types.ts"
import type { Job } from "./job.ts"

export const timerKinds = ["systemd", "launchd", "schtasks", "crontab"] as const
export type TimerKind = (typeof timerKinds)[number]

/** A way to have a job run every few minutes, for this user, without anybody there. */
export interface Timer {
  readonly kind: TimerKind
  /** What a process that it starts finds in its environment without being told. */
  readonly plain: Env
  /** Why it cannot be used here; undefined when it can. */
  whyNot(): Promise<string | undefined>
  /** What `install` would put where, as a person reads it. Error: `not-supported`. */
  shown(job: Job): string
  /** In the place of a former one. Errors: `not-supported`, with what the system's program was asked. */
  install(job: Job): Promise<void>
  /** Whether ours is there. */
  isThere(): Promise<boolean>
  /** Takes ours away; nothing happens when it is not there. Error: `not-supported`. */
  remove(): Promise<void>
}

/** What a timer needs of this machine. */
export interface TimerHost {
  readonly env: Env
  /** The user's home folder as the system's list of users has it, and the user's number. */
  readonly home: string
  readonly uid: number
  run(run: ProgramRun): Promise<ProgramEnd>
}

/** Those that this platform may have, the best first; "crontab when there is nothing else". */
export async function timersOf(
  host: TimerHost,
  platform: NodeJS.Platform = process.platform,
): Promise<readonly Timer[]> {
  switch (platform) {
    case "win32":
      return [(await import("./schtasks-timer.ts")).schtasksTimer(host)]
    case "darwin":
      return [
        (await import("./launchd-timer.ts")).launchdTimer(host),
        (await import("./crontab-timer.ts")).crontabTimer(host),
      ]
    default:
      return [
        (await import("./systemd-timer.ts")).systemdTimer(host),
        (await import("./crontab-timer.ts")).crontabTimer(host),
      ]
  }
}

/** The first that can be used, or why none can: one reason for each kind. */
export async function usableTimer(timers: readonly Timer[]): Promise<Timer | { readonly reasons: readonly string[] }> {
  const reasons: string[] = []
  for (const timer of timers) {
    const why = await timer.whyNot()
    if (why === undefined) return timer
    reasons.push(`${timer.kind}: ${why}`)
  }
  return { reasons }
}
