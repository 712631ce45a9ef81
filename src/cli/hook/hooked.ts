import { GuiseError } from "../../errors.ts"
import type { Hook } from "../../shell/hook/interface.ts"
import { hookNamed, hookNames } from "../../shell/hook.ts"
import { isDevice } from "../../sys/screen.ts"
import type { Env } from "../../types.ts"
import { ofAskingShell } from "./asking-shell.ts"

/**
 * Why a shell asks for an identity: somebody typed it; who is worn will soon be over; or a folder was entered. Where
 * nobody typed anything, nobody is asked anything.
 */
const reasons = ["hand", "renew", "folder"] as const

/** The hook of a shell that waits for text to evaluate. */
export interface Hooked {
  readonly shell: string
  readonly hook: Hook
  readonly pid: number
  readonly reason: (typeof reasons)[number]
}

/** Who asks, as its hook says in GUISE_HOOK (`bash:PID:REASON`); undefined when no hook does, or a terminal would show what is printed. */
export function hookedBy(env: Env): Hooked | undefined {
  const [shell = "", pid = "", word = ""] = env.GUISE_HOOK?.split(":") ?? []
  const hook = hookNamed(shell)
  const reason = reasons.find(known => known === word)
  return hook === undefined || reason === undefined || !/^\d+$/.test(pid) || isDevice(1)
    ? undefined
    : { shell, hook, pid: Number(pid), reason }
}

/**
 * The same for commands that can do nothing without. Error: `usage`, with the line that this shell lacks, and what else
 * there is to type.
 */
export function insistOnHook(command: string, env: Env, instead?: string): Hooked {
  const hooked = hookedBy(env)
  if (hooked !== undefined) return hooked
  const hook = ofAskingShell(env, hookNamed)
  const message = `${command} changes the shell it is typed in, and that takes a hook, which is not loaded.`
  throw new GuiseError("usage", message, {
    hint: [setUp(hook), ...(instead === undefined ? [] : [instead])].join("; "),
  })
}

function setUp(hook: Hook | undefined): string {
  if (hook === undefined)
    return `guise hook SHELL, for one of ${hookNames.join(", ")}; or a shell of its own: guise exec PROFILE`
  const how = hook.file === undefined ? "type this once" : `add this line to ${hook.file}`
  return `${how}, and open a new shell: ${hook.line}`
}
