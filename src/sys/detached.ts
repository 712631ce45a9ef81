import { spawn } from "node:child_process"
import type { Env } from "../types.ts"

/**
 * Starts a program that lives on without this process: in a session of its own, with nothing to read, and what it says
 * goes nowhere. False when it could not be started, or ended with a failure within `patience` (milliseconds).
 */
export function startDetached(
  [program, ...args]: readonly [string, ...string[]],
  env: Env,
  patience: number,
): Promise<boolean> {
  return new Promise(done => {
    const clock = setTimeout(() => done(true), patience)
    const finish = (started: boolean) => {
      clearTimeout(clock)
      done(started)
    }
    try {
      const child = spawn(program, args, { env: { ...env }, stdio: "ignore", detached: true, windowsHide: true })
      child.on("error", () => finish(false))
      child.on("exit", status => finish(status === 0))
      child.unref()
    } catch {
      // A line that is too long, or has a zero byte in it: these are thrown, where others arrive as events.
      finish(false)
    }
  })
}
