import { existsSync } from "node:fs"
import { runProgram } from "../sys/program.ts"
import type { Env } from "../types.ts"

/**
 * Calls for the person on the desktop, where there is one: a timer has no other way to be heard. That nobody could be
 * called is no failure; `guise status` and the log say it too.
 */
export async function callPerson(text: string, env: Env, platform: NodeJS.Platform = process.platform): Promise<void> {
  const words = wordsFor(text, env, platform)
  if (words !== undefined) await runProgram({ words, env, timeoutSeconds: 5 })
}

function wordsFor(text: string, env: Env, platform: NodeJS.Platform): readonly [string, ...string[]] | undefined {
  if (platform === "darwin") {
    // The text is an argument of the script and no part of it.
    const script = 'on run argv\ndisplay notification (item 1 of argv) with title "guise"\nend run'
    return ["osascript", "-e", script, text]
  }
  if (platform === "win32" || !hasBus(env)) return undefined
  return ["notify-send", "--app-name=guise", "--", "guise", text]
}

/** Without one notify-send would start a bus of its own, on which nobody listens. */
function hasBus({ DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR }: Env): boolean {
  return Boolean(DBUS_SESSION_BUS_ADDRESS) || (Boolean(XDG_RUNTIME_DIR) && existsSync(`${XDG_RUNTIME_DIR}/bus`))
}
