import { GuiseError } from "../errors.ts"
import type { TimerHost } from "./timer.ts"

/** Seconds after which a program that manages timers is taken to hang. */
const patience = 20

/** What a program of the system said; undefined where it is not there, failed or hung. */
export async function answerOf(host: TimerHost, ...words: readonly [string, ...string[]]): Promise<string | undefined> {
  const ended = await host.run({ words, env: host.env, timeoutSeconds: patience })
  return ended.end === "exited" && ended.status === 0 ? ended.stdout : undefined
}

/**
 * Has a program of the system do something. Error: `not-supported`, with the command and how it ended (what it said is
 * its own, and is not repeated).
 */
export async function have(host: TimerHost, words: readonly [string, ...string[]], stdin?: string): Promise<void> {
  const ended = await host.run({
    words,
    env: host.env,
    timeoutSeconds: patience,
    ...(stdin === undefined ? {} : { stdin }),
  })
  if (ended.end === "exited" && ended.status === 0) return
  const how =
    ended.end === "exited"
      ? `ended with ${ended.status}`
      : ended.end === "timed-out"
        ? "did not end"
        : "could not be started"
  throw new GuiseError("not-supported", `The timer could not be set: ${words.join(" ")} ${how}.`, {
    hint: `run it by hand to see why: ${words.join(" ")}; guise refresh --watch does without a timer`,
  })
}
